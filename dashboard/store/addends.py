"""The rows behind a sum, as SQL: which of them add to it, with what, and when (`dashboard.domain.measures` says what).

The windows that `dashboard.store.windows` sums up are listed here one by one; a property test holds both together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.domain.definitions import Counts, Key
from dashboard.domain.measures import MEASURES, Measure
from dashboard.store import tables as t
from dashboard.store.windows import COLUMN

_c, _m = t.cases.c, t.marks.c
_BY_NAME = {measure.name: measure for measure in MEASURES}
_ONE = sa.literal_column("1", sa.BigInteger)

Condition = sa.ColumnElement[bool]


class Window(NamedTuple):
    """Rows of one table that add `value` to a sum: under these conditions, ordered in lists by `at`."""

    table: sa.Table
    at: sa.Column[Any]
    conditions: tuple[Condition, ...]
    value: Any = _ONE
    once: bool = False  # several rows of a case count once
    hint: str = ""  # the index that SQLite is to use
    among: bool = False  # found by another moment than `at`: along that, all that ever was would be walked

    @property
    def number(self) -> Any:
        """What tells rows of one case apart."""
        return _m.n if self.table is t.marks and not self.once else sa.literal_column("0", sa.BigInteger)


def windows_of(counts: Counts, start: int, end: int) -> Iterator[Window]:
    """The windows of what is counted in [start, end), without what is taken off it; they have no row in common."""
    (first, case_class), *_ = counts.of or ((None, None),)
    if first == "cumulative_due" and counts.less == (("settled", case_class),):
        yield from _left(end, case_class)
        return
    less = _outside(window for key in counts.less for window in _windows(key, start, end))
    for key in counts.of:
        for window in _windows(key, start, end):
            yield window._replace(conditions=(*window.conditions, *less))


def _windows(key: Key, start: int, end: int) -> list[Window]:
    name, code = key
    if name == "hotline":
        return _hotline(str(code), start, end)
    if name == "cumulative_due":
        return _standing(start, end, code)
    if name == "substandard":
        return [Window(t.marks, _m.at, (_m.kind == "fail", _m.at >= start, _m.at < end), once=True)]
    return [_window(_BY_NAME[name], code, start, end)] if name in _BY_NAME else []


def _window(measure: Measure, code: str | None, start: int, end: int) -> Window:
    table = t.cases if measure.table == "cases" else t.marks
    at = table.c[measure.at]
    conditions = [at >= start, at < end]
    if measure.kind:
        conditions.append(_m.kind == measure.kind)
    if measure.flag:
        conditions.append(table.c[measure.flag] == 1)
    if measure.not_flag:
        conditions.append(table.c[measure.not_flag] == 0)
    if code is not None and measure.code:
        conditions.append(table.c[measure.code] == code)
    return Window(table, at, tuple(conditions), table.c[measure.value] if measure.value else _ONE)


def _standing(start: int, end: int, case_class: str | None) -> list[Window]:
    due = (_c.due_at >= start, _c.due_at < end, *_of_class(case_class))
    return [Window(t.cases, _c.due_at, due, _c.weight, hint="cases_due_at"), *_left(start, case_class)]


def _left(moment: int, case_class: str | None) -> Iterator[Window]:
    """What was due by a moment and not settled: what is left of 累计应结案件 at a period's end, wherever it began."""
    ways = {
        "cases_open": (_c.settled_at.is_(None), _c.due_at.is_not(None)),
        "cases_settled_at": (_c.settled_at >= moment,),
    }
    for index, way in ways.items():
        conditions = (_c.due_at < moment, *way, *_of_class(case_class))
        yield Window(t.cases, _c.due_at, conditions, _c.weight, hint=index, among=index == "cases_settled_at")


def _of_class(case_class: str | None) -> tuple[Condition, ...]:
    return () if case_class is None else (_c.case_class == case_class,)


def _hotline(code: str, start: int, end: int) -> list[Window]:
    if code in ("rated", "satisfied"):
        liked = (_c.satisfied == 1,) if code == "satisfied" else ()
        return [Window(t.cases, _c.rated_at, (_c.rated_at >= start, _c.rated_at < end, *liked))]
    done = {"due": (), "responded": (_c.responded_at < end,), "handled": (_c.answered_at < end,)}[code]
    # Spelt out, not bound: a partial index serves only what it can see.
    due = (_c.hotline == sa.literal_column("1"), _c.due_at < end, *done)
    ways = (_c.settled_at.is_(None), _c.settled_at >= start)
    return [Window(t.cases, _c.due_at, (*due, way), hint="cases_hotline", among=True) for way in ways]


def _outside(windows: Iterable[Window]) -> list[Condition]:
    """The condition that a row is in none of these windows of its own table."""
    inside = [sa.and_(*window.conditions) for window in windows]
    # A comparison with a moment that is not there is neither true nor false; the row is then outside.
    return [sa.case((sa.or_(*inside), 0), else_=1) == 1] if inside else []


def attribute(table: sa.Table, key: str) -> sa.Column[Any]:
    """The column a filter means: a mark has its own area and category, else its case's."""
    name = COLUMN[key]
    return table.c[name] if name in table.c else _c[name]
