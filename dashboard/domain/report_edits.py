"""What people write into a situation report, kept apart from what its figures say. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

MOST_TEXT: Final = 20_000
MOST_NOTES: Final = 500
MOST_RECIPIENTS: Final = 200


class ReportKey(NamedTuple):
    """Which report: its period (ms UTC, [start, end)) and the name of the scope that it is written for."""

    start: int
    end: int
    scope: str


class Edits(NamedTuple):
    """Texts by the key of the block or part that they follow, keys of blocks left out, and who gets the report."""

    notes: Mapping[str, str] = MappingProxyType({})
    hidden: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


def fault(edits: Edits) -> str | None:
    """Why these edits cannot be kept, by name; None if they can."""
    if len(edits.notes) > MOST_NOTES or len(edits.hidden) > MOST_NOTES:
        return "too_many"
    if any(len(text) > MOST_TEXT for text in edits.notes.values()):
        return "too_long"
    if len(edits.recipients) > MOST_RECIPIENTS or not all(name.strip() for name in edits.recipients):
        return "bad_recipients"
    return None
