"""The measures as SQL over the rows of cases and marks: windows in time, filters, groupings. One SELECT a measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.domain.measures import MEASURES, Measure, Sums
from dashboard.store import tables as t

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


EVERYTHING = Scope()


def windows(
    connection: sa.Connection, scope: Scope, start: int, end: int, measures: Iterable[Measure] = MEASURES
) -> Grouped:
    """Every measure over the rows whose moment lies in [start, end)."""
    grouped: Grouped = {}
    for m in measures:
        table = t.cases if m.table == "cases" else t.marks
        conditions = [table.c[m.at] >= start, table.c[m.at] < end]
        if m.kind:
            conditions.append(t.marks.c.kind == m.kind)
        if m.flag:
            conditions.append(table.c[m.flag] == 1)
        if m.not_flag:
            conditions.append(table.c[m.not_flag] == 0)
        code = table.c[m.code] if m.code else sa.literal("")
        value = sa.func.sum(table.c[m.value]) if m.value else sa.func.count()
        _collect(connection, grouped, scope, table, conditions, code, {m.name: value})
    return grouped


def standing(connection: sa.Connection, scope: Scope, start: int, end: int) -> Grouped:
    """累计应结案数 (`dashboard.domain.measures.in_cumulative_due`) in thousandths, read from the rows."""
    c = t.cases.c
    grouped: Grouped = {}
    due_in = [c.due_at >= start, c.due_at < end]
    late_open = [c.due_at < start, c.settled_at.is_(None)]
    late_settled = [c.due_at < start, c.settled_at >= start]
    for conditions in (due_in, late_open, late_settled):
        _collect(
            connection, grouped, scope, t.cases, conditions, c.case_class, {"cumulative_due": sa.func.sum(c.weight)}
        )
    return grouped


def singles(connection: sa.Connection, scope: Scope, start: int, end: int) -> Grouped:
    """What no tally can hold: cases below standard (each once), and the hotline's rates."""
    c, m = t.cases.c, t.marks.c
    grouped: Grouped = {}
    below = sa.func.count(sa.distinct(m.subject))
    conditions = [m.kind == "fail", m.at >= start, m.at < end]
    _collect(connection, grouped, scope, t.marks, conditions, sa.literal(""), {"substandard": below})
    hotline = {
        "due": sa.func.count(),
        "responded": sa.func.sum(sa.case((c.responded_at < end, 1), else_=0)),
        "handled": sa.func.sum(sa.case((c.answered_at < end, 1), else_=0)),
    }
    for settled in (c.settled_at.is_(None), c.settled_at >= start):
        conditions = [c.hotline == 1, c.due_at < end, settled]
        _collect(connection, grouped, scope, t.cases, conditions, None, {"hotline": hotline})
    rated = {"rated": sa.func.count(), "satisfied": sa.func.sum(c.satisfied)}
    conditions = [c.rated_at >= start, c.rated_at < end]
    _collect(connection, grouped, scope, t.cases, conditions, None, {"hotline": rated})
    return grouped


def _collect(
    connection: sa.Connection,
    grouped: Grouped,
    scope: Scope,
    table: sa.Table,
    conditions: list[Any],
    code: Any,
    values: Mapping[str, Any],
) -> None:
    """Runs one SELECT: by group and area, and by `code` or, without one, one column a code of the measure."""
    [(measure, value)] = values.items()
    columns = value if code is None else {"": value}
    for key, area, found, *numbers in connection.execute(
        _select(scope, table, conditions, code, list(columns.values()))
    ):
        sums = grouped.setdefault(key or "", Counter())
        for name, number in zip(columns, numbers, strict=True):
            sums[measure, area, name or found or ""] += int(number or 0)


def _select(scope: Scope, table: sa.Table, conditions: list[Any], code: Any, values: list[Any]) -> sa.Select[Any]:
    key = _attribute(table, scope.group_by) if scope.group_by else sa.literal("")
    code = sa.literal("") if code is None else code
    filters = [_attribute(table, name).in_(wanted) for name, wanted in scope.filters.items()]
    query = sa.select(key, table.c.area, code, *values).where(*conditions, *filters, *_aside(scope, table))
    query = query.group_by(*(column for column in (key, table.c.area, code) if isinstance(column, sa.Column)))
    if table is t.marks and (scope.filters or scope.group_by or scope.aside_since is not None):
        return query.select_from(t.marks.join(t.cases, t.cases.c.subject == t.marks.c.subject))
    return query


def _attribute(table: sa.Table, key: str) -> sa.Column[Any]:
    """The column a filter or grouping means: a mark has its own area and category, else its case's."""
    name = COLUMN[key]
    return table.c[name] if name in table.c else t.cases.c[name]


def _aside(scope: Scope, table: sa.Table) -> list[Any]:
    if scope.aside_since is not None:
        return [t.cases.c.last_at < scope.aside_since]
    return [table.c.subject.not_in(scope.aside)] if scope.aside else []
