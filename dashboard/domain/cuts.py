"""What the measures add up to by one attribute of the case beside area and class: street, unit, category, … PURE.

A *cut* is such an attribute. A *move* says what one case's change adds where: the store keeps moves as they come and
rolls them up into sums now and then, since most cells of a cut are touched by few cases an hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import itemgetter
from struct import Struct
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

LEVELS: Final = (2, 4, 6, 8, 10)
"""Binary logarithms of the cells' widths in hours: 4, 16, 64, 256 and 1,024. A month is some twelve of them."""

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


def cells(found: Iterable[Move]) -> Iterator[tuple[Cell, tuple[int, ...]]]:
    """Moves as what they add to the cells of all cuts and widths, measure by measure; cells of nothing are left out.

    Each cell comes once, in the same order whatever the moves: cut by cut, width by width, by key. Until the end the
    sums of a cell are one number, a field of bits for each measure: one addition instead of ten, and no list a cell.
    """
    of = _narrow(found)
    for at in sorted(range(len(CUTS)), key=CUTS.__getitem__):
        narrow = of[at]
        for level in LEVELS:
            if level != LEVELS[0]:
                narrow = _widened(narrow, _WIDER[level])
            for key in sorted(narrow):
                if narrow[key]:
                    yield (CUTS[at], level, *key), _unpacked(narrow[key])


_FIELD: Final = 64
_ONE: Final = tuple(1 << _FIELD * place for place in range(len(MEASURES)))
_SIGNS: Final = sum(one << _FIELD - 1 for one in _ONE)
_BYTES: Final = Struct(f"<{len(MEASURES)}q")
_WIDER: Final = {wide: wide - narrow for narrow, wide in pairwise(LEVELS)}

_Key = tuple[int, str, str, str]
"""(bucket, area, class, value of the cut)."""
_Packed = dict[_Key, int]


def _narrow(found: Iterable[Move]) -> list[_Packed]:
    """The narrowest cells of each cut."""
    of: list[_Packed] = [{} for _ in CUTS]
    for area, case_class, names, added in found:
        sums: dict[int, int] = {}
        for place, bucket, value in added:
            sums[bucket] = sums.get(bucket, 0) + value * _ONE[place]
        for at, name in enumerate(names):
            if name or (name is not None and at == _WHOLE_AT):
                packed = of[at]
                for bucket, number in sums.items():
                    key = (bucket, area, case_class, name)
                    packed[key] = packed.get(key, 0) + number
    return of


def _widened(narrow: _Packed, shift: int) -> _Packed:
    wide: _Packed = {}
    for (bucket, area, case_class, name), number in narrow.items():
        key = (bucket >> shift, area, case_class, name)
        wide[key] = wide.get(key, 0) + number
    return wide


def _unpacked(number: int) -> tuple[int, ...]:
    """The fields of a number in which negative ones borrowed from their neighbours: as signed fields side by side."""
    return _BYTES.unpack(((number + _SIGNS) ^ _SIGNS).to_bytes(_BYTES.size, "little"))
