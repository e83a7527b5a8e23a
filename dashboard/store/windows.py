"""The measures as SQL over the rows of cases and marks: windows in time, filters, groupings. One statement a question.

Statements are made once a shape and kept; what differs from question to question is bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
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
    """Which rows are read: filters by key, the grouping, and which subjects stand aside because they moved since."""

    filters: Mapping[str, tuple[str, ...]] = {}
    group_by: str | None = None
    aside: tuple[str, ...] = ()
    aside_since: int | None = None


class _Shape(NamedTuple):
    """What of a scope decides how a statement looks."""

    filters: tuple[str, ...]
    group_by: str | None
    aside: bool
    aside_since: bool


EVERYTHING = Scope()
SINGLES = frozenset({"quality", "hotline"})
CARRIED = tuple(measure for measure in MEASURES if measure.name in ("due", "settled"))
CITYWIDE = tuple(measure for measure in MEASURES if measure.name == tallies.CITYWIDE)
_START, _END = sa.bindparam("start", type_=sa.BigInteger), sa.bindparam("end", type_=sa.BigInteger)
_COUNT = sa.func.count()


def windows(
    connection: sa.Connection, scope: Scope, start: int, end: int, measures: tuple[Measure, ...] = MEASURES
) -> Grouped:
    """Every measure over the rows whose moment lies in [start, end)."""
    return _run(connection, _windows(_shape(scope), measures), scope, start, end)


def standing(connection: sa.Connection, scope: Scope, start: int, end: int) -> Grouped:
    """累计应结案数 (`dashboard.domain.measures.in_cumulative_due`) in thousandths, read from the rows."""
    return _run(connection, _standing(_shape(scope)), scope, start, end)


def singles(connection: sa.Connection, scope: Scope, start: int, end: int, parts: frozenset[str] = SINGLES) -> Grouped:
    """What no tally can hold: cases below standard (each once; `quality`), and the hotline's rates (`hotline`)."""
    return _run(connection, _singles(_shape(scope), parts & SINGLES), scope, start, end)


def _shape(scope: Scope) -> _Shape:
    return _Shape(tuple(sorted(scope.filters)), scope.group_by, bool(scope.aside), scope.aside_since is not None)


def _run(connection: sa.Connection, statement: Any, scope: Scope, start: int, end: int) -> Grouped:
    bound: dict[str, Any] = {f"only_{key}": list(values) for key, values in scope.filters.items()}
    if scope.aside:
        bound["aside"] = list(scope.aside)
    if scope.aside_since is not None:
        bound["aside_since"] = scope.aside_since
    grouped: Grouped = {}
    for key, measure, area, code, value in connection.execute(statement, {"start": start, "end": end, **bound}):
        if value:
            grouped.setdefault(key or "", Counter())[measure, area, code or ""] += int(value)
    return grouped


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
        *(
            _by(index, _select(shape, t.cases, way, "cumulative_due", c.case_class, weight))
            for index, way in ways.items()
        )
    )


def _by(index: str, query: sa.Select[Any]) -> sa.Select[Any]:
    """Tells SQLite which index: without statistics it takes any that fits, be it the one over all of history."""
    return query.with_hint(t.cases, f"INDEXED BY {index}", "sqlite")


@lru_cache(maxsize=256)
def _singles(shape: _Shape, parts: frozenset[str]) -> Any:
    m = t.marks.c
    selects = _hotline(shape) if "hotline" in parts else []
    if "quality" in parts:
        failed = [m.kind == "fail", m.at >= _START, m.at < _END]
        selects.append(_select(shape, t.marks, failed, "substandard", None, sa.func.count(sa.distinct(m.subject))))
    return sa.union_all(*selects)


def _hotline(shape: _Shape) -> list[sa.Select[Any]]:
    c = t.cases.c
    rated = [c.rated_at >= _START, c.rated_at < _END]
    selects = [
        _select(shape, t.cases, rated, "hotline", "rated", _COUNT),
        _select(shape, t.cases, rated, "hotline", "satisfied", sa.func.sum(c.satisfied)),
    ]
    for settled in (c.settled_at.is_(None), c.settled_at >= _START):
        # Spelt out, not bound: a partial index serves only what it can see.
        due = [c.hotline == sa.literal_column("1"), c.due_at < _END, settled]
        rates = {"due": due, "responded": [*due, c.responded_at < _END], "handled": [*due, c.answered_at < _END]}
        selects += [
            _by("cases_hotline", _select(shape, t.cases, conditions, "hotline", code, _COUNT))
            for code, conditions in rates.items()
        ]
    return selects


def _select(
    shape: _Shape, table: sa.Table, conditions: list[Any], measure: str, code: sa.Column[Any] | str | None, value: Any
) -> sa.Select[Any]:
    """SELECT key, measure, area, code, value: by group, area and (where a column) code, filtered as the shape says."""
    key = _attribute(table, shape.group_by) if shape.group_by else None
    shown = code if isinstance(code, sa.Column) else _text(code or "")
    filters = [_attribute(table, name).in_(sa.bindparam(f"only_{name}", expanding=True)) for name in shape.filters]
    query = sa.select(_text("") if key is None else key, _text(measure), table.c.area, shown, value)
    query = query.where(*conditions, *filters, *_aside(shape, table))
    query = query.group_by(*(column for column in (key, table.c.area, code) if isinstance(column, sa.Column)))
    if table is t.marks and (shape.filters or shape.group_by or shape.aside_since):
        return query.select_from(t.marks.join(t.cases, t.cases.c.subject == t.marks.c.subject))
    return query


def _text(value: str) -> Any:
    return sa.literal_column(f"'{value}'", sa.Text)


def _attribute(table: sa.Table, key: str) -> sa.Column[Any]:
    """The column a filter or grouping means: a mark has its own area and category, else its case's."""
    name = COLUMN[key]
    return table.c[name] if name in table.c else t.cases.c[name]


def _aside(shape: _Shape, table: sa.Table) -> list[Any]:
    conditions: list[Any] = []
    if shape.aside_since:
        conditions.append(t.cases.c.last_at < sa.bindparam("aside_since", type_=sa.BigInteger))
    if shape.aside:
        conditions.append(table.c.subject.not_in(sa.bindparam("aside", expanding=True)))
    return conditions
