"""What of a case can be counted: one wide row of moments and attributes, and its marks (contract §2).

A moment is None where the case is not in that figure: an incomplete case has none, a voided one only `voided_at`,
a suspended one no `due_at`. Everything that counts, in SQL or in Python, reads these rows and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

from dashboard.domain.case import Case
from dashboard.domain.spans import watch_at

HOTLINE = "hotline_12345"


class Facts(NamedTuple):
    """One row a case. Moments in ms UTC, weight in thousandths, flags 0 or 1; in the order of the table's columns."""

    accepted_at: int | None
    self_handled_at: int | None
    filed_at: int | None
    due_at: int | None  # D of the contract: its close_due, while filed and not suspended
    on_time: int  # 1 where C <= D
    settled_at: int | None  # max(D, C): from then on the case is both due and closed
    closed_at: int | None  # C
    voided_at: int | None
    weight: int
    area: str
    case_class: str
    category: str
    source: str
    street: str
    community: str
    grid: str
    reporter: str
    unit: str
    hotline: int
    responded_at: int | None
    answered_at: int | None  # first handled, or C
    rated_at: int | None
    satisfied: int
    watch_at: int | None  # when the next fact of the clock about it is to be told


class Mark(NamedTuple):
    """One dated fact of which a case may have several: a dispatch task, a failed verification, an anomaly, a miss, a
    first response.

    `flag` of a task: 1 dispatched on time; of a first response: 1 it is over. `code`: a task's category, a miss's
    severity, an anomaly's reason, the unit of a first response.
    """

    kind: str
    n: int
    at: int
    flag: int
    area: str
    category: str
    code: str


_NOTHING: tuple[None, None, None, None, int, None, None] = (None, None, None, None, 0, None, None)


def facts(case: Case) -> Facts:
    """The countable row of a case."""
    counted = bool(case.begun) and case.voided_at is None
    moments = _moments(case) if counted else _NOTHING
    hotline = counted and case.source == HOTLINE
    return Facts(
        *moments,
        case.voided_at,
        case.weight,
        case.area,
        case.case_class,
        case.category,
        case.source,
        case.street or "",
        case.community or "",
        case.grid or "",
        case.reporter or "",
        case.unit or "",
        int(hotline),
        case.responded_at if hotline else None,
        _earliest(case.handled_at, case.closed_at) if hotline else None,
        case.rated_at if hotline else None,
        int(bool(case.satisfied)),
        watch_at(case) if counted else None,
    )


def _moments(case: Case) -> tuple[int | None, int | None, int | None, int | None, int, int | None, int | None]:
    if case.begun == "self_handled":
        return (None, case.begun_at, None, None, 0, None, None)
    due = case.close_due if case.filed_at is not None and case.suspended_at is None else None
    closed = case.closed_at
    if due is None or closed is None:
        return (case.begun_at, None, case.filed_at, due, 0, None, closed)
    return (case.begun_at, None, case.filed_at, due, int(closed <= due), max(due, closed), closed)


def _earliest(first: int | None, second: int | None) -> int | None:
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)


def marks(case: Case) -> list[Mark]:
    """The dated marks of a case; a voided one keeps only its misses and anomalies, which count events, not cases."""
    area, category = case.area, case.category
    found: list[Mark] = []
    if case.begun and case.voided_at is None:
        found += [
            Mark("task", n, task.due, int(task.on_time), area, category, category)
            for n, task in enumerate(case.tasks)
            if task.counts
        ]
        found += [Mark("fail", n, at, 0, area, category, "") for n, at in enumerate(case.fails)]
        found += [
            Mark("first_response", n, one.at, int(one.ended_at is not None), area, category, one.to)
            for n, one in enumerate(case.first_responses)
        ]
    if case.misses:
        found += [
            Mark("missed", n, miss.at, 0, miss.area, miss.category or category, miss.severity or "")
            for n, miss in enumerate(case.misses)
        ]
    if case.anomalies:
        found += [Mark("anomaly", n, a.at, 0, area, category, a.reason) for n, a in enumerate(case.anomalies)]
    return found
