"""The rows behind a figure: exactly those whose count (or sum of weights) is the number, page by page, newest first.

For the present they are read from the rows that the figure counts; as of a past moment, what moved since is folded anew
from the log cut there and counted by the same Python as the figure (`dashboard.store.sums`).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa

from dashboard.domain.case import Rules
from dashboard.domain.definitions import Counts, Figure, Key
from dashboard.domain.facts import Facts, Mark
from dashboard.domain.figures import FigureQuery
from dashboard.domain.measures import MEASURES, Sums
from dashboard.domain.whistle import Whistle
from dashboard.store import addends
from dashboard.store import tables as t
from dashboard.store.addends import Window
from dashboard.store.moved import Moved, Row, moved_since
from dashboard.store.sums import Span, of_moved
from dashboard.store.windows import Scope

FEW: Final = 2_000
"""Up to so many rows are read to be counted; beyond, the database counts them."""
_CASE_AT: Final = {m.name: m.at for m in MEASURES if m.table == "cases"} | {"cumulative_due": "due_at"}
_MARK_KIND: Final = {m.name: str(m.kind) for m in MEASURES if m.table == "marks"}


class Addend(NamedTuple):
    """One row behind a figure: when (ms), of which case or whistle, its number there (below 0: a whistle's anomaly),
    and what it adds (in thousandths where the figure is weighted).
    """

    at: int
    subject: str
    n: int
    value: int


class Total(NamedTuple):
    """How many rows, and what they add up to."""

    rows: int
    value: int


class Place(NamedTuple):
    """After which row a page begins, in the order of lists: newest first, then by subject and number."""

    at: int
    subject: str
    n: int


class Behind:
    """The rows behind one figure. `areas`: the areas that it counts; None = as the query's filters say."""

    def __init__(self, connection: sa.Connection, figure: Figure, query: FigureQuery, rules: Rules) -> None:
        assert figure.counts is not None
        self._connection = connection
        self._counts: Counts = figure.counts
        self._span = Span(query.start, query.cut)
        self._filters = _filters(figure, query)
        self._moved: Moved = moved_since(connection, query.as_of, rules)
        self._few = sorted((*self._of_moved(), *self._of_whistles()), key=_order)

    @property
    def mark_kind(self) -> str | None:
        """The kind of marks that are counted; None where it is cases or whistles."""
        return next((_MARK_KIND[name] for name, _ in self._counts.of if name in _MARK_KIND), None)

    @property
    def folded_anew(self) -> Moved:
        """What moved since the moment asked."""
        return self._moved

    def total(self) -> Total:
        """How many there are in all."""
        rows, value = len(self._few), sum(found.value for found in self._few)
        for window in self._windows():
            part = self._select(window).subquery()
            counted = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(part.c.value), 0)).select_from(part)
            more = self._connection.execute(counted).one()
            rows, value = rows + more[0], value + int(more[1])
        return Total(rows, value)

    def page(self, limit: int, after: Place | None = None) -> list[Addend]:
        """Up to `limit` of them, in the order of lists."""
        few = [found for found in self._few if after is None or _order(found) > _order(Addend(*after, 0))]
        lists = [few, *(self._read(window, limit, after) for window in self._windows())]
        return list(islice(heapq.merge(*lists, key=_order), limit))

    def listed(self, limit: int, after: Place | None = None) -> tuple[list[Addend], Total]:
        """A page, and how many rows there are in all. Where they are few, both come of one reading."""
        if after is not None:
            return self.page(limit, after), self.total()
        found = self.page(max(limit, FEW + 1))
        few = len(found) <= FEW
        return found[:limit], Total(len(found), sum(row.value for row in found)) if few else self.total()

    def every(self, chunk: int = 500) -> Iterator[list[Addend]]:
        """All of them in pages."""
        after: Place | None = None
        while page := self.page(chunk, after):
            yield page
            after = Place(*page[-1][:3])

    # -- from the rows ------------------------------------------------------------------------------------------------

    def _windows(self) -> Iterator[Window]:
        return addends.windows_of(self._counts, *self._span)

    def _select(self, window: Window) -> sa.Select[Any]:
        table = window.table
        at = sa.func.max(window.at) if window.once else window.at
        query = sa.select(at.label("at"), table.c.subject, window.number.label("n"), window.value.label("value"))
        query = query.where(*window.conditions)
        query = query.where(*(addends.attribute(table, key).in_(values) for key, values in self._filters.items()))
        if table is t.marks:
            query = query.select_from(t.marks.join(t.cases, t.cases.c.subject == t.marks.c.subject))
        if self._moved.names is None:
            query = query.where(t.cases.c.last_at < self._moved.as_of)
        elif self._moved.names:
            query = query.where(table.c.subject.not_in(self._moved.names))
        if window.hint:
            query = query.with_hint(t.cases, f"INDEXED BY {window.hint}", "sqlite")
        return query.group_by(table.c.subject) if window.once else query

    def _read(self, window: Window, limit: int, after: Place | None) -> list[Addend]:
        part = self._select(window).subquery()
        c = part.c
        at = c.at + 0 if window.among else c.at  # PostgreSQL takes no hints, but sums are not in the order of an index
        query = sa.select(c.at, c.subject, c.n, c.value).order_by(at.desc(), c.subject, c.n).limit(limit)
        if after is not None:
            later = sa.or_(c.subject > after.subject, sa.and_(c.subject == after.subject, c.n > after.n))
            query = query.where(sa.or_(c.at < after.at, sa.and_(c.at == after.at, later)))
        return [Addend(*row[:3], int(row[3])) for row in self._connection.execute(query)]

    # -- folded anew, and whistles: few -------------------------------------------------------------------------------

    def _of_moved(self) -> Iterator[Addend]:
        scope, adds = Scope(self._filters), self._counts
        for subject, row in self._moved.cases.items():
            for n, at, piece in _pieces(row, adds.of[0][0] if adds.of else "", self._span):
                sums = of_moved(piece, self._span, scope).get("", Counter())
                value = _counted(sums, adds.of) - _counted(sums, adds.less)
                if value:
                    yield Addend(at(adds.of, sums), subject, n, value)

    def _of_whistles(self) -> Iterator[Addend]:
        names = {name for name, _ in self._counts.of}
        if not names & {"whistle", "anomaly"} or self._filters.keys() - {"area"}:
            return
        for found in self._whistles():
            if found.area not in self._filters.get("area", (found.area,)):
                continue
            if "whistle" in names and self._blown(found):
                yield Addend(found.blown_at or 0, found.subject, 0, 1)
            if "anomaly" in names:
                for n, anomaly in enumerate(found.anomalies):
                    if self._span.start <= anomaly.at < self._span.end:
                        # A case may bear the same id: its own anomalies are numbered from 0 up.
                        yield Addend(anomaly.at, found.subject, -1 - n, 1)

    def _blown(self, found: Whistle) -> bool:
        levels = {code for name, code in self._counts.of if name == "whistle"}
        inside = found.blown_at is not None and self._span.start <= found.blown_at < self._span.end
        return inside and (None in levels or found.level in levels)

    def _whistles(self) -> Iterator[Whistle]:
        for subject, state in self._connection.execute(sa.select(t.whistles.c.subject, t.whistles.c.state)):
            if subject not in self._moved.whistles:
                yield msgspec.json.decode(state, type=Whistle)
        yield from self._moved.whistles.values()


def _order(found: Addend) -> tuple[int, str, int]:
    return (-found.at, found.subject, found.n)


def _filters(figure: Figure, query: FigureQuery) -> dict[str, tuple[str, ...]]:
    """The query's filters, cut to the area that stands in the path."""
    filters = dict(query.filters)
    area = figure.codes.get("area")
    if area is not None:
        filters["area"] = (area,) if area in filters.get("area", (area,)) else ()
    return filters


def _counted(sums: Sums, keys: tuple[Key, ...]) -> int:
    return sum(value for (name, _, code), value in sums.items() if (name, code) in keys or (name, None) in keys)


_At = Callable[[tuple[Key, ...], Sums], int]


def _pieces(row: Row, measure: str, span: Span) -> Iterator[tuple[int, _At, Row]]:
    """A case in parts that count by themselves: each mark of the measure's kind, or the case itself."""
    facts, marks = row
    kind = _MARK_KIND.get(measure)
    if kind is None:
        yield 0, _moment(facts, marks, span), (facts, [mark for mark in marks if mark.kind == "fail"])
        return
    blank = facts._replace(**_NO_MOMENTS)
    for mark in marks:
        if mark.kind == kind:
            yield mark.n, _always(mark.at), (blank, [mark])


def _always(at: int) -> _At:
    return lambda _keys, _sums: at


def _moment(facts: Facts, marks: list[Mark], span: Span) -> _At:
    """When a case counted, by what of it did."""

    def at(keys: tuple[Key, ...], sums: Sums) -> int:
        name, code = next((name, code) for name, code in keys if _counted(sums, ((name, code),)))
        if name == "substandard":
            return max(m.at for m in marks if m.kind == "fail" and span.start <= m.at < span.end)
        if name == "hotline":
            return (facts.rated_at if code in ("rated", "satisfied") else facts.due_at) or 0
        return int(getattr(facts, _CASE_AT[name]) or 0)

    return at


_NO_MOMENTS: Final[dict[str, Any]] = dict.fromkeys(name for name in Facts._fields if name.endswith("_at"))
