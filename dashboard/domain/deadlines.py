"""The due times that an event left out: reference limits put on the working calendar.

Knows which limit starts when (contract §1, `case.filed` and `case.returned`). Does not know cases or events: the fold
says which category and class were in force at that time.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.domain.calendar import Unit
from dashboard.domain.reference import Reference


def dispatch_due(reference: Reference, category: str, assessment_class: str, at_ms: int) -> int:
    """When a dispatch task that opens at `at_ms` (by filing or by return) is due, ms UTC."""
    return reference.calendar.due(at_ms, reference.catalogue.limits(category, assessment_class, at_ms).dispatch)


def close_due(reference: Reference, category: str, assessment_class: str, at_ms: int) -> int:
    """When a case filed at `at_ms` must be closed, ms UTC."""
    return reference.calendar.due(at_ms, reference.catalogue.limits(category, assessment_class, at_ms).close)


def portions(
    reference: Reference,
    limits_of: tuple[str, str],
    limit: str,
    span: tuple[int, int],
    pauses: Sequence[tuple[int, int]],
) -> tuple[int, int]:
    """When 50 and 80 % of a limit have passed that runs over `span` (start and due, ms UTC).

    `limits_of` is the case's category and class; the unit of its limit at the start says whether working time counts.
    """
    start, due = span
    unit: Unit = "minute"
    if limit in ("dispatch", "close"):
        limits = reference.catalogue.limits(*limits_of, start)
        unit = (limits.dispatch if limit == "dispatch" else limits.close).unit
    portion = reference.calendar.portion
    return portion(unit, start, due, 50, pauses), portion(unit, start, due, 80, pauses)
