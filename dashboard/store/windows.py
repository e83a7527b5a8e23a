"""The measures as SQL over the rows of cases and marks: windows in time, filters, groupings. One statement a question.

Statements are made once a shape and kept; what differs from question to question is bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.domain.measures import MEASURES, Measure, Sums
from dashboard.store import tables as t
from dashboard.store import tallies

Grouped = dict[str, Sums]
"""Group's key → its sums; the only key without a grouping is ""."""

COLUMN: Mapping[str, str] = {
    name: "case_class" if name == "class" else name
    for name in ("area", "class", "category", "source", "street", "unit", "reporter", "grid", "community")
}
"""A filter's or grouping's key → the column of the case that it means."""


class Scope(NamedTuple):
    """Which rows are read: filters by key, the grouping, and since when those that moved stand aside."""

    filters: Mapping[str, tuple[str, ...]] = {}
    group_by: str | None = None
    aside_since: int | None = None


class _Shape(NamedTuple):
    """What of a scope decides how a statement looks."""

    filters: tuple[str, ...]
    group_by: str | None
    aside: bool


EVERYTHING = Scope()
STANDING = "cumulative_due"
_SINGLE = {"quality": "substandard", "hotline": "hotline", "satisfaction": "hotline"}
SINGLES = frozenset(_SINGLE)
CARRIED = tuple(measure for measure in MEASURES if measure.name in ("due", "settled"))
CITYWIDE = tuple(measure for measure in MEASURES if measure.name == tallies.CITYWIDE)
_START, _END = sa.bindparam("start", type_=sa.BigInteger), sa.bindparam("end", type_=sa.BigInteger)
_COUNT = sa.func.count()
_ANSWERED = ("due", "responded", "handled")


def every(
    connection: sa.Connection, scope: Scope, start: int, end: int, only: frozenset[str] | None = None
) -> Iterator[Grouped]:
    """All that is read from the rows, or of it the measures that are needed."""
    wanted = tuple(measure for measure in MEASURES if only is None or measure.name in only)
    if wanted:
        yield windows(connection, scope, start, end, wanted)
    if only is None or STANDING in only:
        yield standing(connection, scope, start, end)
    if parts := parts_of(only):
        yield from singles(connection, scope, start, [end], parts)


def parts_of(only: frozenset[str] | None) -> frozenset[str]:
    """Of these measures (None: of all) the `parts` that `singles` reads."""
    return SINGLES if only is None else frozenset(part for part, name in _SINGLE.items() if name in only)


def windows(
    connection: sa.Connection, scope: Scope, start: int, end: int, measures: tuple[Measure, ...] = MEASURES
) -> Grouped:
    """Every measure over the rows whose moment lies in [start, end)."""
    return _run(connection, _windows(_shape(scope), measures), scope, start, end)


def standing(connection: sa.Connection, scope: Scope, start: int, end: int) -> Grouped:
    """累计应结案数 (`dashboard.domain.measures.in_cumulative_due`) in thousandths, read from the rows."""
    return _run(connection, _standing(_shape(scope)), scope, start, end)


def singles(
    connection: sa.Connection, scope: Scope, start: int, ends: Sequence[int], parts: frozenset[str] = SINGLES
) -> list[Grouped]:
    """What no tally can hold, from `start` to each of some ends: cases below standard (each once; `quality`), of the
    hotline's cases those answered (`hotline`), and those rated (`satisfaction`).
    """
    shape, grouped = _shape(scope), [Grouped() for _ in ends]
    bound = _bound(scope, start, max(ends)) | {f"end_{n}": end for n, end in enumerate(ends)}
    if counted := parts & {"quality", "satisfaction"}:
        for key, measure, area, code, *values in connection.execute(_singles(shape, counted, len(ends)), bound):
            for of, value in zip(grouped, values, strict=True):
                if value:
                    of.setdefault(key or "", Counter())[measure, area, code or ""] += int(value)
    if "hotline" in parts:
        for key, area, *counts in connection.execute(_answering(shape, len(ends)), bound):
            for n, count in enumerate(counts):
                if count:
                    end, answer = divmod(n, len(_ANSWERED))
                    grouped[end].setdefault(key or "", Counter())["hotline", area, _ANSWERED[answer]] += int(count)
    return grouped


def _shape(scope: Scope) -> _Shape:
    return _Shape(tuple(sorted(scope.filters)), scope.group_by, scope.aside_since is not None)


def _run(connection: sa.Connection, statement: Any, scope: Scope, start: int, end: int) -> Grouped:
    grouped: Grouped = {}
    for key, measure, area, code, value in connection.execute(statement, _bound(scope, start, end)):
        if value:
            grouped.setdefault(key or "", Counter())[measure, area, code or ""] += int(value)
    return grouped


def _bound(scope: Scope, start: int, end: int) -> dict[str, Any]:
    bound: dict[str, Any] = {f"only_{key}": list(values) for key, values in scope.filters.items()}
    if scope.aside_since is not None:
        bound["aside_since"] = scope.aside_since
    return {"start": start, "end": end, **bound}


@lru_cache(maxsize=256)
def _windows(shape: _Shape, measures: tuple[Measure, ...]) -> Any:
    return sa.union_all(*(_window(shape, measure) for measure in measures))


def _window(shape: _Shape, m: Measure) -> sa.Select[Any]:
    table = t.cases if m.table == "cases" else t.marks
    c = table.c
    conditions = [c[m.at] >= _START, c[m.at] < _END]
    if m.kind:
        conditions.append(t.marks.c.kind == m.kind)
    if m.flag:
        conditions.append(c[m.flag] == 1)
    if m.not_flag:
        conditions.append(c[m.not_flag] == 0)
    value = sa.func.sum(c[m.value]) if m.value else _COUNT
    return _select(shape, table, conditions, m.name, c[m.code] if m.code else None, value)


@lru_cache(maxsize=256)
def _standing(shape: _Shape) -> Any:
    c = t.cases.c
    weight = sa.func.sum(c.weight)
    ways = {
        "cases_due_at": [c.due_at >= _START, c.due_at < _END],
        "cases_open": [c.due_at < _START, c.settled_at.is_(None), c.due_at.is_not(None)],
        "cases_settled_at": [c.due_at < _START, c.settled_at >= _START],
    }
    return sa.union_all(
        *(_by(index, _select(shape, t.cases, way, STANDING, c.case_class, weight)) for index, way in ways.items())
    )


def _by(index: str, query: sa.Select[Any]) -> sa.Select[Any]:
    """Tells SQLite which index: without statistics it takes any that fits, be it the one over all of history."""
    return query.with_hint(t.cases, f"INDEXED BY {index}", "sqlite")


@lru_cache(maxsize=256)
def _singles(shape: _Shape, parts: frozenset[str], ends: int) -> Any:
    c, m = t.cases.c, t.marks.c
    selects = []

    def until(value: Any, at: sa.Column[Any]) -> list[Any]:
        return [value.filter(at < end) for end in _ends(ends)]

    if "quality" in parts:
        failed = [m.kind == "fail", m.at >= _START, m.at < _END]
        cases = until(sa.func.count(sa.distinct(m.subject)), m.at)
        selects.append(_select(shape, t.marks, failed, "substandard", None, *cases))
    if "satisfaction" in parts:
        rated = [c.rated_at >= _START, c.rated_at < _END]
        selects += [
            _select(shape, t.cases, rated, "hotline", "rated", *until(_COUNT, c.rated_at)),
            _select(shape, t.cases, rated, "hotline", "satisfied", *until(sa.func.sum(c.satisfied), c.rated_at)),
        ]
    return sa.union_all(*selects)


@lru_cache(maxsize=256)
def _answering(shape: _Shape, ends: int) -> Any:
    """SELECT key, area, then for each end how many of the hotline's cases in 累计应结案数 are `_ANSWERED`; each is read
    once.
    """
    c = t.cases.c
    key = _attribute(t.cases, shape.group_by) if shape.group_by else None
    answered = ((), (c.responded_at,), (c.answered_at,))
    counts = [_COUNT.filter(c.due_at < end, *(at < end for at in done)) for end in _ends(ends) for done in answered]
    by = [column for column in (key, c.area) if column is not None]
    ways = (c.settled_at.is_(None), c.settled_at >= _START)
    return sa.union_all(
        *(
            _by("cases_hotline", sa.select(_text("") if key is None else key, c.area, *counts))
            # Spelt out, not bound: a partial index serves only what it can see.
            .where(c.hotline == sa.literal_column("1"), c.due_at < _END, settled)
            .where(*_only(shape, t.cases), *_aside(shape))
            .group_by(*by)
            for settled in ways
        )
    )


def _ends(count: int) -> list[sa.BindParameter[int]]:
    return [sa.bindparam(f"end_{n}", type_=sa.BigInteger) for n in range(count)]


def _select(
    shape: _Shape, table: sa.Table, conditions: list[Any], measure: str, code: sa.Column[Any] | str | None, *values: Any
) -> sa.Select[Any]:
    """SELECT key, measure, area, code, values: by group, area and (where a column) code, filtered as the shape says."""
    key = _attribute(table, shape.group_by) if shape.group_by else None
    shown = code if isinstance(code, sa.Column) else _text(code or "")
    query = sa.select(_text("") if key is None else key, _text(measure), table.c.area, shown, *values)
    query = query.where(*conditions, *_only(shape, table), *_aside(shape))
    query = query.group_by(*(column for column in (key, table.c.area, code) if isinstance(column, sa.Column)))
    if table is t.marks and _of_the_case(shape):
        return query.select_from(t.marks.join(t.cases, t.cases.c.subject == t.marks.c.subject))
    return query


def _of_the_case(shape: _Shape) -> bool:
    """Does something asked of a mark stand with its case alone?"""
    asked = (*shape.filters, *((shape.group_by,) if shape.group_by else ()))
    return shape.aside or any(COLUMN[name] not in t.marks.c for name in asked)


def _text(value: str) -> Any:
    return sa.literal_column(f"'{value}'", sa.Text)


def _attribute(table: sa.Table, key: str) -> sa.Column[Any]:
    """The column a filter or grouping means: a mark has its own area and category, else its case's."""
    name = COLUMN[key]
    return table.c[name] if name in table.c else t.cases.c[name]


def _only(shape: _Shape, table: sa.Table) -> list[Any]:
    return [_attribute(table, name).in_(sa.bindparam(f"only_{name}", expanding=True)) for name in shape.filters]


def _aside(shape: _Shape) -> list[Any]:
    return [t.cases.c.last_at < sa.bindparam("aside_since", type_=sa.BigInteger)] if shape.aside else []
