"""Sums of a period by street, unit, category, source or reporter, or by area where one of those is asked for.

For the present and the near past: whole cells from `cuts` and the moves that wait, what the period cuts off a cell from
the rows. Otherwise all is read from the rows, as any grouping is (`dashboard.store.sums`); both give the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from dashboard.domain.cuts import CUTS, LEVELS, MEASURES, PLACE, WHOLE, WIDTH_MS, Move
from dashboard.domain.definitions import Key
from dashboard.domain.measures import MARK_MEASURES, Sums
from dashboard.store import cuts, sums, windows
from dashboard.store import tables as t
from dashboard.store.moved import Moved
from dashboard.store.sums import Span
from dashboard.store.tallies import blocks
from dashboard.store.windows import Grouped, Scope

_KEYS: Final = ("area", "class", *CUTS)
_CARRIED: Final = tuple(m for m in MEASURES if m.name in ("due", "settled"))
_MISSED: Final = tuple(m for m in MARK_MEASURES if m.name == "missed")
_BEGINNING: Final = -(1 << 23)
_c: Final = t.cuts.c
_COLUMNS: Final = tuple(_c[measure.name] for measure in MEASURES)
_BY_CLASS: Final = ("due", "on_time", "settled")
_PART: Final = {"missed": "missed", "substandard": "quality", "hotline": "hotline"}
"""What no cell holds → the part of a query that reads it."""


class CutQuery(NamedTuple):
    """By which key (`area` or one of `CUTS`), filtered by which; `cut` is the one that holds all of those.

    `parts`: what is to be read beside the sums of the cells: `missed`, `quality`, `hotline` (with satisfaction).
    """

    group_by: str
    filters: Mapping[str, tuple[str, ...]]
    parts: frozenset[str] = frozenset()

    @property
    def cut(self) -> str | None:
        """The cut whose cells have all keys that are asked for; None if there is none."""
        named = {key for key in (self.group_by, *self.filters) if key in CUTS}
        if len(named) > 1 or not {self.group_by, *self.filters} <= set(_KEYS):
            return None
        return named.pop() if named else WHOLE


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


def read(state: Standing, query: CutQuery, span: Span) -> Grouped:
    """Group's key → its sums, all under no area; those who have no value of the key are left out."""
    scope = Scope(query.filters, query.group_by)
    if query.cut is None or state.waiting is None:
        found = sums.of_rows(state.connection, span, state.moved, scope)
    else:
        found = _of_cells(state.connection, query, query.cut, span, state.waiting)
        for extra in _extras(state.connection, query, span, scope):
            _merge(found, extra)
        _past(state.moved, found, span, scope)
    return {key: _without_area(of) for key, of in found.items() if key}


def some(
    connection: sa.Connection, moved: Moved, filters: Mapping[str, tuple[str, ...]], keys: frozenset[Key], span: Span
) -> Sums:
    """The sums with these keys (measure, code) under these filters, by area: of cells where cells have all of them."""
    query = CutQuery("area", filters, frozenset(_PART[name] for name, _ in keys if name in _PART))
    state = standing(connection, moved)
    if query.cut is None or state.waiting is None or not all(map(_in_cells, keys)):
        names = frozenset(name for name, _ in keys)
        return sums.of_rows(connection, span, moved, Scope(filters), names).get("", Counter())
    found = read(state, query, span)
    return Counter({(name, area, code): value for area, of in found.items() for (name, _, code), value in of.items()})


def _in_cells(key: Key) -> bool:
    """Do cells, or what is read beside them, have it by this code?"""
    name, code = key
    return name in _PART or name in _BY_CLASS or name == "cumulative_due" or (name in PLACE and code is None)


def _of_cells(connection: sa.Connection, query: CutQuery, cut: str, span: Span, waiting: list[Move]) -> Grouped:
    first, end = -(-span.start // WIDTH_MS), span.end // WIDTH_MS
    edges = [span]
    cells: list[tuple[int, int]] = []
    if first < end:
        edges = [Span(span.start, first * WIDTH_MS), Span(end * WIDTH_MS, span.end)]
        cells = [(first, end)]
    before = span.start // WIDTH_MS
    found: Grouped = {}
    for low, high in cells:
        for key, measure, code, value in _cells(connection, query, cut, waiting, low, high):
            of = found.setdefault(key, Counter())
            of[measure, "", code] += value
            if measure == "due":
                of["cumulative_due", "", code] += value
    for key, measure, code, value in _cells(connection, query, cut, waiting, _BEGINNING, before):
        if measure in ("due", "settled"):
            found.setdefault(key, Counter())["cumulative_due", "", code] += value if measure == "due" else -value
    scope = Scope(query.filters, query.group_by)
    for edge in edges:
        if edge.start < edge.end:
            _merge(found, _carrying(windows.windows(connection, scope, *edge, measures=MEASURES)))
    cut_off = Span(before * WIDTH_MS, span.start)
    if cut_off.start < cut_off.end:
        _merge(found, _carrying(windows.windows(connection, scope, *cut_off, measures=_CARRIED), alone=True))
    return found


def _carrying(grouped: Grouped, *, alone: bool = False) -> Grouped:
    """What is due carries into the cumulative sum; before the period (`alone`) only that counts, less what settled."""
    made: Grouped = {}
    for key, found in grouped.items():
        of = made.setdefault(key, Counter() if alone else Counter(found))
        for (measure, area, code), value in found.items():
            if measure == "due" or (alone and measure == "settled"):
                of["cumulative_due", area, code] += value if measure == "due" else -value
    return made


def _cells(
    connection: sa.Connection, query: CutQuery, cut: str, waiting: list[Move], first: int, end: int
) -> Iterator[tuple[str, str, str, int]]:
    """(key, measure, code, value) of the cells [first, end), stored or still to be rolled up."""
    spans = list(blocks(first, end, LEVELS))
    if spans:
        for key, case_class, *values in connection.execute(_select(query, cut, spans)):
            for measure, value in zip(MEASURES, values, strict=True):
                if value:
                    yield key, measure.name, case_class if measure.name in _BY_CLASS else "", int(value)
    yield from _waiting(query, cut, waiting, first, end)


def _select(query: CutQuery, cut: str, spans: list[tuple[int, int, int]]) -> Any:
    key = _c.area if query.group_by == "area" else _c.case_class if query.group_by == "class" else _c.name
    filters = [
        (_c.area if name == "area" else _c.case_class if name == "class" else _c.name).in_(values)
        for name, values in query.filters.items()
    ]
    each = sa.union_all(
        *(
            sa.select(key.label("key"), _c.case_class, *(sa.func.sum(column).label(column.name) for column in _COLUMNS))
            .where(_c.cut == cut, _c.level == level, _c.bucket >= low, _c.bucket < high, *filters)
            .group_by(key, _c.case_class)
            for level, low, high in spans
        )
    ).subquery()
    # Added up there: a row for each key and class is read, not one for each width of cells.
    sums = (sa.func.sum(each.c[column.name]) for column in _COLUMNS)
    return sa.select(each.c.key, each.c.case_class, *sums).group_by(each.c.key, each.c.case_class)


def _waiting(
    query: CutQuery, cut: str, waiting: Iterable[Move], first: int, end: int
) -> Iterator[tuple[str, str, str, int]]:
    """The same of the moves; those that do not touch the cut are in its cells no more and no less than before."""
    at, names = CUTS.index(cut), tuple(measure.name for measure in MEASURES)
    filters = [(_KEYS.index(name), frozenset(values)) for name, values in query.filters.items()]
    key_place = _KEYS.index(query.group_by)
    for area, case_class, of, added in waiting:
        if of[at] or (cut == WHOLE and of[at] is not None):
            known = (area, case_class, *of)
            if all(known[place] in values for place, values in filters):
                for place, bucket, value in added:
                    if first <= bucket < end:
                        name = names[place]
                        yield known[key_place] or "", name, case_class if name in _BY_CLASS else "", value


def _extras(connection: sa.Connection, query: CutQuery, span: Span, scope: Scope) -> Iterator[Grouped]:
    """What no cell holds."""
    if "missed" in query.parts:
        yield windows.windows(connection, scope, *span, measures=_MISSED)
    if query.parts & {"quality", "hotline"}:
        yield windows.singles(connection, scope, *span, query.parts)


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


def _without_area(found: Sums) -> Sums:
    flat: Sums = Counter()
    for (measure, _area, code), value in found.items():
        flat[measure, "", code] += value
    return flat
