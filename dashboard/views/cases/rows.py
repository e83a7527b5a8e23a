"""Rows of found cases, JSON-able: where each stands, and how long it has. No address, no names."""

from __future__ import annotations

from typing import Any

from dashboard.domain.case import Case
from dashboard.domain.reference import Reference
from dashboard.domain.spans import next_due
from dashboard.views.duty.rows import SOON_MS, area_name
from dashboard.views.duty.words import STAGES
from dashboard.views.wall.labels import CLASSES, SOURCES

Row = dict[str, Any]
SEEN_PLACES = 4
"""Decimals of a point for who reads cases masked."""


def row(case: Case, reference: Reference, now: int, *, personal: bool) -> Row:
    """A case in a list. `status`: late, soon, void (voided, suspended) or empty.

    `key` tells rows apart where a case stands in a list more than once.
    """
    places = 7 if personal else SEEN_PLACES
    return {
        "key": case.subject,
        "id": case.subject,
        "begun": case.begun_at,
        "title": reference.catalogue.name(case.category),
        "area": area_name(reference, case.area),
        "street": case.street or "",
        "community": case.community or "",
        "stage": case.stage,
        "stage_name": "挂账" if case.suspended_at and case.closed_at is None else STAGES.get(case.stage, case.stage),
        "unit": case.unit or "",
        "source": SOURCES.get(case.source, ""),
        "class": CLASSES.get(case.case_class, case.case_class),
        "due": next_due(case),
        "closed": case.closed_at,
        "status": status(case, now),
        "lon": None if case.lon is None else round(case.lon, places),
        "lat": None if case.lat is None else round(case.lat, places),
    }


def status(case: Case, now: int) -> str:
    """How it stands against its deadline."""
    if case.voided_at is not None or (case.suspended_at is not None and case.closed_at is None):
        return "void"
    if case.closed_at is not None:
        return "late" if case.close_due is not None and case.closed_at > case.close_due else ""
    due = next_due(case)
    if due is None:
        return ""
    return "late" if due < now else "soon" if due - now <= SOON_MS else ""
