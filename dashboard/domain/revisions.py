"""Tables that people change: every change is a revision, in force from a moment of the city's time on.

Knows which revision holds when, what differs between two, and how soon a new one may begin. Does not know what a table
says (`dashboard.domain.edited_tables`) nor where revisions are kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

Row = Mapping[str, str]
"""One line of a table: column → text, as in its CSV file."""

MARGIN_MS: Final = 120_000
"""A new revision begins at least so much machine time ahead: every part has it before an event of that time comes."""


@dataclass(frozen=True)
class Revision:
    """One version of one table.

    `no` counts from 1 for each kind; 0 is what the program's files say. `valid_from` is a moment of the city (ms UTC),
    `made_at` one of the machine; `by` is a name.
    """

    kind: str
    no: int
    valid_from: int
    rows: tuple[Row, ...]
    made_at: int = 0
    by: str = ""
    reason: str = ""

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the content, hexadecimal: equal tables, equal sums."""
        return hashlib.sha256(content(self.rows).encode()).hexdigest()


def content(rows: Sequence[Row]) -> str:
    """A table as JSON text, the same for equal tables."""
    return json.dumps([dict(row) for row in rows], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def timeline(revisions: Iterable[Revision]) -> list[Revision]:
    """Those of one kind that are ever in force, by their moments.

    What was made later holds from its own moment on, also over what had been prepared for a still later one.
    """
    kept: list[Revision] = []
    for revision in sorted(revisions, key=lambda one: one.no):
        while kept and kept[-1].valid_from >= revision.valid_from:
            kept.pop()
        kept.append(revision)
    return kept


def in_force(revisions: Iterable[Revision], at_ms: int) -> Revision | None:
    """The revision of one kind that holds at a moment; before the first one's, the first."""
    line = timeline(revisions)
    return next((one for one in reversed(line) if one.valid_from <= at_ms), line[0] if line else None)


def earliest(now_ms: int, speed: float) -> int:
    """The soonest moment of the city at which a revision made now may begin; `speed` is the city clock's."""
    return now_ms + round(MARGIN_MS * max(1.0, speed))


class Difference(NamedTuple):
    """What became of one row between two revisions: `before` None = added, `after` None = removed."""

    key: tuple[str, ...]
    before: Row | None
    after: Row | None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that say something else now."""
        if self.before is None or self.after is None:
            return ()
        names = {**self.before, **self.after}
        return tuple(name for name in names if self.before.get(name, "") != self.after.get(name, ""))


def differences(before: Sequence[Row], after: Sequence[Row], key: Sequence[str]) -> list[Difference]:
    """What changed between two tables, by the columns that name a row; the order of rows is no change."""
    old, new = (_by_key(rows, key) for rows in (before, after))
    found = [Difference(name, old.get(name), new.get(name)) for name in {**old, **new}]
    return [one for one in found if one.before is None or one.after is None or one.columns]


def _by_key(rows: Sequence[Row], key: Sequence[str]) -> dict[tuple[str, ...], Row]:
    return {tuple(row.get(name, "") for name in key): row for row in rows}
