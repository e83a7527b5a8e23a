"""Sums of whole cells (`dashboard.domain.cuts`) for several periods at once: each cell is read once, for all of them.

The periods' edges cut time into pieces. Of a piece within a period all measures are read; of one before a period only
what carries into it: what fell due, less what settled.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from dashboard.domain.cuts import CUTS, LEVELS, MEASURES, PLACE, WHOLE, Move
from dashboard.domain.measures import Measure
from dashboard.store import tables as t
from dashboard.store.tallies import blocks
from dashboard.store.windows import Grouped

CARRIED: Final = tuple(measure for measure in MEASURES if measure.name in ("due", "settled"))
OF_CLASS: Final = frozenset({"due", "on_time", "settled", "cumulative_due"})
"""The measures that are told by class, where that is asked for."""
_KEYS: Final = ("area", "class", *CUTS)
_BEGINNING: Final = -(1 << 23)
_DUE, _SETTLED = PLACE["due"], PLACE["settled"]
_c: Final = t.cuts.c

Key = tuple[str, str]
"""(key, class or "" where classes are not told apart)."""
_Values = dict[Key, list[int]]
"""Key → a value for each of `MEASURES`."""


class CutQuery(NamedTuple):
    """By which key (`area` or one of `CUTS`), filtered by which; `cut` is the one that holds all of those.

    `parts`: what is to be read beside the sums of the cells: `missed`, `quality`, `hotline`, `satisfaction`; and
    `classes`, which tells apart what is due and settled by class.
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

    @property
    def alike(self) -> tuple[object, ...]:
        """The same for questions whose periods can be read together."""
        return self.group_by, tuple(sorted(self.filters.items())), self.by_class

    @property
    def by_class(self) -> bool:
        """Are classes told apart?"""
        return "classes" in self.parts


class Cells(NamedTuple):
    """The cells of a period, in buckets: those in [first, end), and all before `before`."""

    before: int
    first: int
    end: int


class _Piece(NamedTuple):
    start: int
    end: int
    whole: bool


def read(
    connection: sa.Connection, query: CutQuery, cut: str, waiting: Iterable[Move], periods: Sequence[Cells]
) -> list[Grouped]:
    """For each period the group's key → sums, all under no area: of cells stored, and moves still to be rolled up."""
    pieces = _pieces(periods)
    found: list[_Values] = [{} for _ in pieces]
    for whole, measures in ((True, MEASURES), (False, CARRIED)):
        _add_stored(
            connection, query, cut, [piece if piece.whole is whole else None for piece in pieces], measures, found
        )
    _add_waiting(query, cut, waiting, pieces, found)
    return [_told(period, pieces, found) for period in periods]


def _pieces(periods: Sequence[Cells]) -> list[_Piece]:
    inner = [(period.first, period.end) for period in periods if period.first < period.end]
    carried = max(period.before for period in periods)
    edges = sorted({_BEGINNING, *(period.before for period in periods), *(edge for pair in inner for edge in pair)})
    made = (
        _Piece(start, end, any(first <= start and end <= last for first, last in inner))
        for start, end in pairwise(edges)
    )
    return [piece for piece in made if piece.whole or piece.end <= carried]


def _add_stored(
    connection: sa.Connection,
    query: CutQuery,
    cut: str,
    pieces: Sequence[_Piece | None],
    measures: tuple[Measure, ...],
    found: list[_Values],
) -> None:
    spans = [
        (n, *block)
        for n, piece in enumerate(pieces)
        if piece is not None
        for block in blocks(piece.start, piece.end, LEVELS)
    ]
    if not spans:
        return
    places = [PLACE[measure.name] for measure in measures]
    bound: dict[str, Any] = {f"only_{name}": list(values) for name, values in query.filters.items()}
    for at, span in enumerate(spans):
        bound |= zip((f"piece_{at}", f"level_{at}", f"low_{at}", f"high_{at}"), span, strict=True)
    statement = _select(cut, query.group_by, tuple(query.filters), query.by_class, len(spans), measures)
    for n, key, case_class, *values in connection.execute(statement, bound):
        of = _values(found[n], (key, case_class))
        for place, value in zip(places, values, strict=True):
            of[place] += value


@lru_cache(maxsize=512)
def _select(
    cut: str, group_by: str, filters: tuple[str, ...], by_class: bool, spans: int, measures: tuple[Measure, ...]
) -> Any:
    """SELECT piece, key, class, then a sum for each measure. Added up there, each key of a piece is one row."""
    only = [_column(name).in_(sa.bindparam(f"only_{name}", expanding=True)) for name in filters]
    by = [_column(group_by).label("key"), (_c.case_class if by_class else sa.literal_column("''")).label("class")]
    grouped = [_column(group_by), *((_c.case_class,) if by_class else ())]

    def each(n: int) -> sa.Select[Any]:
        piece, level, low, high = (
            sa.bindparam(f"{name}_{n}", type_=sa.Integer) for name in ("piece", "level", "low", "high")
        )
        inside = (_c.cut == sa.literal_column(f"'{cut}'"), _c.level == level, _c.bucket >= low, _c.bucket < high)
        sums = (_sum(_c[measure.name]) for measure in measures)
        return sa.select(piece.label("piece"), *by, *sums).where(*inside, *only).group_by(*grouped)

    every = sa.union_all(*(each(n) for n in range(spans))).subquery()
    keys = (every.c.piece, every.c.key, every.c["class"])
    return sa.select(*keys, *(_sum(every.c[measure.name]) for measure in measures)).group_by(*keys)


def _column(name: str) -> sa.Column[Any]:
    return _c.area if name == "area" else _c.case_class if name == "class" else _c.name


def _sum(column: sa.ColumnElement[int]) -> Any:
    """PostgreSQL's sums of whole numbers are decimals otherwise."""
    return sa.cast(sa.func.sum(column), sa.BigInteger).label(column.name)


def _add_waiting(
    query: CutQuery, cut: str, waiting: Iterable[Move], pieces: Sequence[_Piece], found: list[_Values]
) -> None:
    """The same of the moves; those that do not touch the cut are in its cells no more and no less than before."""
    at = CUTS.index(cut)
    filters = [(_KEYS.index(name), frozenset(values)) for name, values in query.filters.items()]
    key_place = _KEYS.index(query.group_by)
    starts = [piece.start for piece in pieces]
    for area, case_class, of, added in waiting:
        if of[at] or (cut == WHOLE and of[at] is not None):
            known = (area, case_class, *of)
            if all(known[place] in values for place, values in filters):
                key = (known[key_place] or "", case_class if query.by_class else "")
                for place, bucket, value in added:
                    n = bisect_right(starts, bucket) - 1
                    if n >= 0 and bucket < pieces[n].end:
                        _values(found[n], key)[place] += value


def _values(of: _Values, key: Key) -> list[int]:
    found = of.get(key)
    if found is None:
        found = of[key] = [0] * len(MEASURES)
    return found


def _told(period: Cells, pieces: Sequence[_Piece], found: Sequence[_Values]) -> Grouped:
    within: _Values = {}
    carried: Counter[Key] = Counter()
    for piece, values in zip(pieces, found, strict=True):
        if piece.end <= period.before:
            for key, of in values.items():
                carried[key] += of[_DUE] - of[_SETTLED]
        elif period.first <= piece.start and piece.end <= period.end:
            for key, of in values.items():
                mine = within.get(key)
                within[key] = of if mine is None else [mine + more for mine, more in zip(mine, of, strict=True)]
    return _grouped(within, carried)


def _grouped(within: _Values, carried: Mapping[Key, int]) -> Grouped:
    told: Grouped = {}
    for key, case_class, name, value in _named(within, carried):
        if value:
            told.setdefault(key, Counter())[name, "", case_class if name in OF_CLASS else ""] += value
    return told


def _named(within: _Values, carried: Mapping[Key, int]) -> Iterator[tuple[str, str, str, int]]:
    """(key, class, measure, value)."""
    for (key, case_class), of in within.items():
        for measure, value in zip(MEASURES, of, strict=True):
            yield key, case_class, measure.name, value
        yield key, case_class, "cumulative_due", of[_DUE]
    for (key, case_class), value in carried.items():
        yield key, case_class, "cumulative_due", value
