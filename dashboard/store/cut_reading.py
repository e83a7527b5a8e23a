"""Sums of a period by street, unit, category, source or reporter, or by area where one of those is asked for.

For the present and the near past: whole cells from `cuts` and the moves that wait, what the period cuts off a cell from
the rows. Otherwise all is read from the rows, as any grouping is (`dashboard.store.sums`); both give the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from dashboard.domain.cuts import MEASURES, PLACE, WIDTH_MS, Move
from dashboard.domain.definitions import Key
from dashboard.domain.measures import MARK_MEASURES, Sums
from dashboard.store import cut_cells, cuts, sums, windows
from dashboard.store import tables as t
from dashboard.store.cut_cells import CARRIED, OF_CLASS, Cells, CutQuery
from dashboard.store.moved import Moved
from dashboard.store.sums import Span
from dashboard.store.windows import Grouped, Scope

_MISSED: Final = tuple(m for m in MARK_MEASURES if m.name == "missed")
_PARTS: Final = {"missed": {"missed"}, "substandard": {"quality"}, "hotline": {"hotline", "satisfaction"}}
"""What no cell holds → the parts of a query that read it."""


class Standing(NamedTuple):
    """One state of the store, of which any number of sums is asked.

    `waiting`: moves that no cell holds yet (None: there are no cells to be read, all is counted from the rows).
    """

    connection: sa.Connection
    moved: Moved
    waiting: list[Move] | None


def standing(connection: sa.Connection, moved: Moved) -> Standing:
    """What all questions of one state take, read once."""
    if moved.names is None or cuts.unmade(connection):
        return Standing(connection, moved, None)
    waiting = cuts.decoded(connection.execute(sa.select(t.cut_moves.c.moves)).scalars())
    return Standing(connection, moved, waiting)


def read(state: Standing, asked: Sequence[tuple[CutQuery, Span]]) -> list[Grouped]:
    """For each question the group's key → its sums, all under no area; those who have no value of the key are left out.
    Periods of one question are read together.
    """
    together: dict[Any, list[int]] = {}
    for n, (query, _) in enumerate(asked):
        together.setdefault(query.alike, []).append(n)
    found: dict[int, Grouped] = {}
    for places in together.values():
        found.update(zip(places, _read(state, [asked[n] for n in places]), strict=True))
    return [
        {key: _flat(of, by_class=query.by_class) for key, of in found[n].items() if key}
        for n, (query, _) in enumerate(asked)
    ]


def _read(state: Standing, asked: Sequence[tuple[CutQuery, Span]]) -> list[Grouped]:
    query = asked[0][0]
    connection, moved, scope = state.connection, state.moved, Scope(query.filters, query.group_by)
    if query.cut is None or state.waiting is None:
        return [sums.of_rows(connection, span, moved, scope) for _, span in asked]
    periods = [_cells(span) for _, span in asked]
    read = cut_cells.read(connection, query, query.cut, state.waiting, periods)
    for found, cells, (_, span) in zip(read, periods, asked, strict=True):
        for edge in _edges(connection, span, cells, scope):
            _merge(found, edge)
        _past(moved, found, span, scope)
    _add_parts(connection, scope, asked, read)
    return read


def some(
    connection: sa.Connection, moved: Moved, filters: Mapping[str, tuple[str, ...]], keys: frozenset[Key], span: Span
) -> Sums:
    """The sums with these keys (measure, code) under these filters, by area: of cells where cells have all of them."""
    parts = {part for name, _ in keys for part in _PARTS.get(name, ())}
    parts |= {"classes" for name, code in keys if name in OF_CLASS and code is not None}
    query = CutQuery("area", filters, frozenset(parts))
    state = standing(connection, moved)
    if query.cut is None or state.waiting is None or not all(map(_in_cells, keys)):
        names = frozenset(name for name, _ in keys)
        return sums.of_rows(connection, span, moved, Scope(filters), names).get("", Counter())
    (found,) = read(state, [(query, span)])
    return Counter({(name, area, code): value for area, of in found.items() for (name, _, code), value in of.items()})


def _in_cells(key: Key) -> bool:
    """Do cells, or what is read beside them, have it by this code?"""
    name, code = key
    return name in _PARTS or name in OF_CLASS or (name in PLACE and code is None)


def _cells(span: Span) -> Cells:
    return Cells(span.start // WIDTH_MS, -(-span.start // WIDTH_MS), span.end // WIDTH_MS)


def _edges(connection: sa.Connection, span: Span, cells: Cells, scope: Scope) -> Iterator[Grouped]:
    """What the period cuts off a cell, from the rows."""
    inner = (cells.first * WIDTH_MS, cells.end * WIDTH_MS)
    edges = [(span.start, inner[0]), (inner[1], span.end)] if cells.first < cells.end else [span]
    for start, end in edges:
        if start < end:
            yield _carrying(windows.windows(connection, scope, start, end, measures=MEASURES))
    before = cells.before * WIDTH_MS
    if before < span.start:
        carried = windows.windows(connection, scope, before, span.start, measures=CARRIED)
        yield _carrying(carried, alone=True)


def _carrying(grouped: Grouped, *, alone: bool = False) -> Grouped:
    """What is due carries into the cumulative sum; before the period (`alone`) only that counts, less what settled."""
    made: Grouped = {}
    for key, found in grouped.items():
        of = made.setdefault(key, Counter() if alone else Counter(found))
        for (measure, area, code), value in found.items():
            if measure == "due" or (alone and measure == "settled"):
                of["cumulative_due", area, code] += value if measure == "due" else -value
    return made


def _add_parts(
    connection: sa.Connection, scope: Scope, asked: Sequence[tuple[CutQuery, Span]], read: list[Grouped]
) -> None:
    """What no cell holds. Periods that begin together are read together: a month and the same as of yesterday."""
    together: dict[tuple[int, frozenset[str]], list[int]] = {}
    for n, (query, span) in enumerate(asked):
        if "missed" in query.parts:
            _merge(read[n], windows.windows(connection, scope, *span, measures=_MISSED))
        if parts := query.parts & windows.SINGLES:
            together.setdefault((span.start, parts), []).append(n)
    for (start, parts), places in together.items():
        ends = [asked[n][1].end for n in places]
        for n, found in zip(places, windows.singles(connection, scope, start, ends, parts), strict=True):
            _merge(read[n], found)


def _past(moved: Moved, found: Grouped, span: Span, scope: Scope) -> None:
    """Takes off what counts now of those that moved since, and adds what counted of them then."""
    for rows, sign in ((moved.stored, -1), (moved.cases.values(), 1)):
        for row in rows:
            _merge(found, sums.of_moved(row, span, scope), sign)


def _merge(found: Grouped, more: Grouped, sign: int = 1) -> None:
    for key, of in more.items():
        mine = found.setdefault(key, Counter())
        for name, value in of.items():
            mine[name] += sign * value


def _flat(found: Sums, *, by_class: bool) -> Sums:
    """Without areas, and without classes where those are not asked for."""
    flat: Sums = Counter()
    for (measure, _area, code), value in found.items():
        flat[measure, "", code if by_class or measure not in OF_CLASS else ""] += value
    return flat
