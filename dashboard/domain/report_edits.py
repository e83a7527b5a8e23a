"""What people write into a situation report, kept apart from what its figures say. PURE."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

MOST_TEXT: Final = 20_000
MOST_NOTES: Final = 500
MOST_RECIPIENTS: Final = 200
MOST_NAME: Final = 200

Verdict = Literal["chosen", "hidden", "open"]
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class ReportKey(NamedTuple):
    """Which report: its period (ms UTC, [start, end)) and the name of the scope that it is written for."""

    start: int
    end: int
    scope: str


class Edits(NamedTuple):
    """Texts by the key of the block or part that they follow, keys of blocks left out, who gets the report, and the
    candidates that were chosen (正面 and 负面典型).
    """

    notes: Mapping[str, str] = MappingProxyType({})
    hidden: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()

    def noted(self, key: str, text: str) -> Edits:
        """With this text behind a block or at the head of a part; an empty one takes it away."""
        kept = {name: said for name, said in self.notes.items() if name != key}
        return self._replace(notes={**kept, key: text.strip()} if text.strip() else kept)

    def decided(self, key: str, verdict: Verdict) -> Edits:
        """With a block `chosen`, `hidden`, or neither (`open`)."""
        chosen, hidden = (tuple(one for one in keys if one != key) for keys in (self.chosen, self.hidden))
        if verdict == "chosen":
            chosen += (key,)
        elif verdict == "hidden":
            hidden += (key,)
        return self._replace(chosen=chosen, hidden=hidden)


def addresses(recipients: Sequence[str]) -> tuple[str, ...]:
    """The mail addresses among the recipients: 市城管局 <office@example.org>, or an address alone."""
    found = (_ADDRESS.search(one) for one in recipients)
    return tuple(dict.fromkeys(one.group(0) for one in found if one))


def names(recipients: Sequence[str]) -> tuple[str, ...]:
    """The recipients as a report prints them: without addresses, unless there is no name."""
    return tuple(re.sub(r"\s*<[^<>]*>\s*$", "", one).strip() or one for one in recipients)


def fault(edits: Edits) -> str | None:
    """Why these edits cannot be kept, by name; None if they can."""
    if any(len(those) > MOST_NOTES for those in (edits.notes, edits.hidden, edits.chosen)):
        return "too_many"
    if any(len(text) > MOST_TEXT for text in edits.notes.values()):
        return "too_long"
    if len(edits.recipients) > MOST_RECIPIENTS or not all(
        0 < len(name.strip()) <= MOST_NAME for name in edits.recipients
    ):
        return "bad_recipients"
    return None
