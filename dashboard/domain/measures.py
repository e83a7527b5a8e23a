"""The measures: which moment of which row adds what to which sum. One table drives SQL, tallies and Python alike.

A sum is keyed (measure, area, code). `dashboard.domain.figures` makes the contract's figures (§2) of the sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Literal, NamedTuple

from dashboard.domain.facts import Facts, Mark
from dashboard.domain.whistle import Whistle

Sums = Counter[tuple[str, str, str]]
"""(measure, area, code) → count, or thousandths where the measure has a value."""


class Measure(NamedTuple):
    """Sum of `value` (a column, or 1) over rows whose `at` lies in the period, and `flag` is 1 (or `not_flag` 0)."""

    name: str
    table: Literal["cases", "marks"]
    at: str
    code: str | None = None
    value: str | None = None
    flag: str | None = None
    not_flag: str | None = None
    kind: str | None = None


CASE_MEASURES = (
    Measure("accepted", "cases", "accepted_at"),
    Measure("self_handled", "cases", "self_handled_at"),
    Measure("filed_source", "cases", "filed_at", code="source"),
    Measure("filed_class", "cases", "filed_at", code="case_class"),
    Measure("filed_category", "cases", "filed_at", code="category"),
    Measure("due", "cases", "due_at", code="case_class", value="weight"),
    Measure("on_time", "cases", "due_at", code="case_class", value="weight", flag="on_time"),
    Measure("settled", "cases", "settled_at", code="case_class", value="weight"),
    Measure("closed_cases", "cases", "closed_at"),
    Measure("voided", "cases", "voided_at"),
)
MARK_MEASURES = (
    Measure("task", "marks", "at", kind="task"),
    Measure("task_on_time", "marks", "at", kind="task", flag="flag"),
    Measure("task_late", "marks", "at", kind="task", code="code", not_flag="flag"),
    Measure("missed", "marks", "at", kind="missed", code="code"),
    Measure("anomaly", "marks", "at", kind="anomaly"),
)
MEASURES = CASE_MEASURES + MARK_MEASURES

Entry = tuple[str, int, str, str, int]
"""(measure, at, area, code, value): one addend."""

_Plan = tuple[str, int, int | None, int | None, int | None]
_COLUMN = {name: place for place, name in enumerate(Facts._fields)}
_CASE_PLAN: tuple[_Plan, ...] = tuple(
    (
        m.name,
        _COLUMN[m.at],
        None if m.code is None else _COLUMN[m.code],
        None if m.value is None else _COLUMN[m.value],
        None if m.flag is None else _COLUMN[m.flag],
    )
    for m in CASE_MEASURES
)
_AREA = _COLUMN["area"]
# What of a row each plan reads: where that is the same before and after, nothing moves.
_CASE_READS: tuple[tuple[_Plan, Callable[[Facts], object]], ...] = tuple(
    (plan, itemgetter(_AREA, *(place for place in plan[1:] if place is not None))) for plan in _CASE_PLAN
)


def entries(row: Facts, marks: Iterable[Mark]) -> Iterator[Entry]:
    """Every addend of one case: what `MEASURES` says of its row and marks."""
    for plan in _CASE_PLAN:
        addend = _addend(plan, row)
        if addend is not None:
            yield addend
    yield from mark_entries(marks)


def changes(old: Facts | None, old_marks: list[Mark], new: Facts, new_marks: list[Mark]) -> Iterator[Entry]:
    """What one case's move adds to the sums: the addends it has now, less those it had; most stay as they are."""
    if old is None:
        yield from entries(new, new_marks)
        return
    if old != new:
        for plan, read in _CASE_READS:
            if read(old) != read(new):
                before, now = _addend(plan, old), _addend(plan, new)
                if before is not None:
                    yield (*before[:4], -before[4])
                if now is not None:
                    yield now
    if old_marks != new_marks:
        for measure, at, area, code, value in mark_entries(old_marks):
            yield (measure, at, area, code, -value)
        yield from mark_entries(new_marks)


def _addend(plan: _Plan, row: Facts) -> Entry | None:
    name, at, code, value, flag = plan
    moment = row[at]
    if moment is None or (flag is not None and not row[flag]):
        return None
    return (name, moment, row[_AREA], "" if code is None else row[code], 1 if value is None else row[value])  # type: ignore[return-value]


def mark_entries(marks: Iterable[Mark]) -> Iterator[Entry]:
    """Every addend of these marks."""
    for mark in marks:
        for measure in _BY_KIND.get(mark.kind, ()):
            if (measure.flag and not mark.flag) or (measure.not_flag and mark.flag):
                continue
            yield (measure.name, mark.at, mark.area, mark.code if measure.code else "", 1)


_BY_KIND: dict[str, list[Measure]] = {}
for _measure in MARK_MEASURES:
    _BY_KIND.setdefault(str(_measure.kind), []).append(_measure)


def in_cumulative_due(row: Facts, start: int, end: int) -> bool:
    """Whether a case is in 累计应结案数: due before the end, and not both due and closed before the start."""
    return row.due_at is not None and row.due_at < end and (row.settled_at is None or row.settled_at >= start)


def summed(rows: Iterable[tuple[Facts, list[Mark]]], start: int, end: int) -> Sums:
    """The sums of these cases for [start, end), by the definitions above, in Python: for cases cut at a past moment."""
    sums: Sums = Counter()
    for row, marks in rows:
        for name, at, area, code, value in entries(row, marks):
            if start <= at < end:
                sums[name, area, code] += value
        if any(mark.kind == "fail" and start <= mark.at < end for mark in marks):
            sums["substandard", row.area, ""] += 1
        _add_standing(sums, row, start, end)
    return sums


def of_whistles(whistles: Iterable[Whistle], start: int, end: int) -> Sums:
    """The sums of whistles for [start, end): blown, by the level now in force, and their anomalies. They are few."""
    sums: Sums = Counter()
    for whistle in whistles:
        if whistle.blown_at is not None and start <= whistle.blown_at < end:
            sums["whistle", whistle.area, whistle.level] += 1
        for anomaly in whistle.anomalies:
            if start <= anomaly.at < end:
                sums["anomaly", whistle.area, ""] += 1
    return sums


def _add_standing(sums: Sums, row: Facts, start: int, end: int) -> None:
    if in_cumulative_due(row, start, end):
        sums["cumulative_due", row.area, row.case_class] += row.weight
        if row.hotline:
            sums["hotline", row.area, "due"] += 1
            sums["hotline", row.area, "responded"] += row.responded_at is not None and row.responded_at < end
            sums["hotline", row.area, "handled"] += row.answered_at is not None and row.answered_at < end
    if row.rated_at is not None and start <= row.rated_at < end:
        sums["hotline", row.area, "rated"] += 1
        sums["hotline", row.area, "satisfied"] += row.satisfied
