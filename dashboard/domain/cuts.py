"""What the measures add up to by one attribute of the case beside area and class: street, unit, category, … PURE.

A *cut* is such an attribute. A *move* says what one case's change adds where: the store keeps moves as they come and
rolls them up into sums now and then, since most cells of a cut are touched by few cases an hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from operator import itemgetter
from typing import Final

from dashboard.domain.facts import Facts, Mark
from dashboard.domain.instants import HOUR_MS
from dashboard.domain.measures import CASE_MEASURES, MARK_MEASURES, Entry, Measure, entries

CUTS: Final = ("street", "unit", "category", "source", "reporter")
"""The attributes; a case that has none of one (no street, not dispatched yet) is in no cell of that cut."""
WHOLE: Final = "source"
"""The one cut that holds every case: what is asked by area or class alone is read there."""

_COUNTED: Final = (
    "accepted", "self_handled", "filed_source", "due", "on_time", "settled", "closed_cases", "voided", "task",
    "task_on_time",
)  # fmt: skip
MEASURES: Final[tuple[Measure, ...]] = tuple(m for m in (*CASE_MEASURES, *MARK_MEASURES) if m.name in _COUNTED)
"""The measures that cuts hold, each in its place: the column of a cell."""

PLACE: Final = {measure.name: place for place, measure in enumerate(MEASURES)}
WIDTH_MS: Final = 4 * HOUR_MS
"""The narrowest cell: midnight in China, 16:00 UTC, is an edge of one."""

LEVELS: Final = (2, 6, 10)
"""Binary logarithms of the cells' widths in hours: 4, 64 and 1,024."""

Addend = tuple[int, int, int]
"""(place of the measure, bucket of four hours, value)."""
Move = tuple[str, str, str, str, str, str, str, list[Addend]]
"""(area, class, then the value of each of `CUTS`, what is added)."""

_KEY: Final = itemgetter(*(Facts._fields.index(name) for name in ("area", "case_class", *CUTS)))
Cell = tuple[str, int, int, str, str, str]
"""(cut, level, bucket, area, class, value of the cut)."""


def moves(
    old: Facts | None, old_marks: list[Mark], new: Facts, new_marks: list[Mark], changed: Iterable[Entry]
) -> Iterator[Move]:
    """What one case's change adds to the cuts. `changed` is what it adds to the sums (`measures.changes`)."""
    key = _KEY(new)
    if old is None or (was := _KEY(old)) == key:
        added = _addends(changed, 1)
        if added:
            yield (*key, added)
        return
    for of, found, sign in ((was, entries(old, old_marks), -1), (key, entries(new, new_marks), 1)):
        added = _addends(found, sign)
        if added:
            yield (*of, added)


def _addends(found: Iterable[Entry], sign: int) -> list[Addend]:
    return [(PLACE[measure], at // WIDTH_MS, sign * value) for measure, at, _, _, value in found if measure in PLACE]


def cells(found: Iterable[Move]) -> dict[Cell, list[int]]:
    """Moves as what they add to the cells of all cuts and widths, measure by measure; cells of nothing are left out."""
    of_cell: dict[Cell, list[int]] = {}
    for area, case_class, *names, added in found:
        for place, bucket, value in added:
            for (cut, name), level in product(zip(CUTS, names, strict=True), LEVELS):
                if name or cut == WHOLE:
                    cell = (cut, level, bucket >> (level - LEVELS[0]), area, case_class, name)
                    of_cell.setdefault(cell, [0] * len(MEASURES))[place] += value
    return {cell: sums for cell, sums in of_cell.items() if any(sums)}
