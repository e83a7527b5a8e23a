"""The due times that an event left out: reference limits put on the working calendar.

Knows which limit starts when (contract §1, `case.filed` and `case.returned`). Does not know cases or events: the fold
says which category and class were in force at that time.
"""

from __future__ import annotations

from dashboard.domain.reference import Reference


def dispatch_due(reference: Reference, category: str, assessment_class: str, at_ms: int) -> int:
    """When a dispatch task that opens at `at_ms` (by filing or by return) is due, ms UTC."""
    return reference.calendar.due(at_ms, reference.catalogue.limits(category, assessment_class, at_ms).dispatch)


def close_due(reference: Reference, category: str, assessment_class: str, at_ms: int) -> int:
    """When a case filed at `at_ms` must be closed, ms UTC."""
    return reference.calendar.due(at_ms, reference.catalogue.limits(category, assessment_class, at_ms).close)
