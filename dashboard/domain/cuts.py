"""What the measures add up to by one attribute of the case beside area and class: street, unit, category, … PURE.

A *cut* is such an attribute. A *move* says what one case's change adds where: the store keeps moves as they come and
rolls them up into sums now and then, since most cells of a cut are touched by few cases an hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
Names = tuple[str | None, ...]
"""The case's value of each of `CUTS`; None where the move does not touch that cut."""
Move = tuple[str, str, Names, list[Addend]]
"""(area, class, names, what is added)."""
Cell = tuple[str, int, int, str, str, str]
"""(cut, level, bucket, area, class, value of the cut)."""

_PLACE_AND_CLASS: Final = itemgetter(*(Facts._fields.index(name) for name in ("area", "case_class")))
_NAMES: Final = itemgetter(*(Facts._fields.index(name) for name in CUTS))
_WHOLE_AT: Final = CUTS.index(WHOLE)


def moves(
    old: Facts | None, old_marks: list[Mark], new: Facts, new_marks: list[Mark], changed: Iterable[Entry]
) -> Iterator[Move]:
    """What one case's change adds to the cuts. `changed` is what it adds to the sums (`measures.changes`)."""
    here, names = _PLACE_AND_CLASS(new), _NAMES(new)
    was, were = (here, names) if old is None else (_PLACE_AND_CLASS(old), _NAMES(old))
    if was != here:
        # Moved to another place or class: out of all cells there, into all cells here.
        yield from _move(was, were, entries(old, old_marks), -1)  # type: ignore[arg-type] # there is an old one
        yield from _move(here, names, entries(new, new_marks), 1)
        return
    if were == names:
        yield from _move(here, names, changed, 1)
        return
    same = tuple(name if name == other else None for name, other in zip(names, were, strict=True))
    yield from _move(here, same, changed, 1)
    gone, come = (
        tuple(name if left is None else None for name, left in zip(of, same, strict=True)) for of in (were, names)
    )
    yield from _move(here, gone, entries(old, old_marks), -1)  # type: ignore[arg-type] # as above
    yield from _move(here, come, entries(new, new_marks), 1)


def _move(of: tuple[str, str], names: Names, found: Iterable[Entry], sign: int) -> Iterator[Move]:
    if any(names) or names[_WHOLE_AT] is not None:
        added = [(PLACE[name], at // WIDTH_MS, sign * value) for name, at, _, _, value in found if name in PLACE]
        if added:
            yield (*of, names, added)


def cells(found: Sequence[Move]) -> dict[Cell, list[int]]:
    """Moves as what they add to the cells of all cuts and widths, measure by measure; cells of nothing are left out."""
    made: dict[Cell, list[int]] = {}
    for at, cut in enumerate(CUTS):
        for (bucket, *key), sums in _narrow(found, at, whole=cut == WHOLE).items():
            if any(sums):
                for level in LEVELS:
                    cell: Cell = (cut, level, bucket >> (level - LEVELS[0]), *key)  # type: ignore[assignment] # three texts
                    known = made.get(cell)
                    made[cell] = sums if known is None else [a + b for a, b in zip(known, sums, strict=True)]
    return {cell: sums for cell, sums in made.items() if any(sums)}


def _narrow(found: Sequence[Move], at: int, *, whole: bool) -> dict[tuple[int, str, str, str], list[int]]:
    """The narrowest cells of one cut."""
    of: dict[tuple[int, str, str, str], list[int]] = {}
    nothing = [0] * len(MEASURES)
    for area, case_class, names, added in found:
        name = names[at]
        if name or (whole and name is not None):
            for place, bucket, value in added:
                key = (bucket, area, case_class, name)
                sums = of.get(key)
                if sums is None:
                    sums = of[key] = nothing.copy()
                sums[place] += value
    return of
