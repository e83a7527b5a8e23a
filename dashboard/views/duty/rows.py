"""The queue's rows: cases by their next deadline, alerts as groups of cases. JSON-able, names in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.domain.alert import Alert
from dashboard.domain.case import Case
from dashboard.domain.forecast import Ahead, Forecast
from dashboard.domain.held_out import Forecasts, Units
from dashboard.domain.instants import MINUTE_MS
from dashboard.domain.reference import Reference
from dashboard.domain.suggest import Suggestion
from dashboard.views.duty import words
from dashboard.views.duty.words import Say
from dashboard.views.wall.labels import CLASSES, SOURCES, short

SOON_MS = 30 * MINUTE_MS
"""A deadline so near is marked."""

Row = dict[str, Any]


def case_row(case: Case, reference: Reference) -> Row:
    """A case: which deadline is next (`due`, `limit`), where it is, who has it. No address, no names."""
    task = case.waiting_task
    closing = case.close_due if case.filed_at is not None and case.suspended_at is None else None
    dispatching = task is not None and (closing is None or task.due <= closing)
    return {
        "id": case.subject,
        "kind": "case",
        "due": task.due if task and dispatching else closing,
        "limit": "dispatch" if dispatching else "close",
        "area": case.area,
        "area_name": area_name(reference, case.area),
        "street": case.street or "",
        "category": case.category,
        "title": reference.catalogue.name(case.category),
        "class": case.case_class,
        "class_name": CLASSES.get(case.case_class, case.case_class),
        "source": SOURCES.get(case.source, case.source),
        "stage": words.STAGES.get(case.stage, case.stage),
        "unit": case.unit or "",
        "grave": case.severity == "major" or case.case_class == "hazard",
    }


def alert_row(alert: Alert, reference: Reference, titles: Mapping[str, str]) -> Row:
    """An alert: a rule and a unit, and the cases that cause it. `say` names what may be announced of it once."""
    return {
        "id": alert.subject,
        "kind": "alert",
        "due": alert.due or alert.raised_at,
        "title": titles.get(alert.rule, alert.rule),
        "rule": alert.rule,
        "area_name": area_name(reference, alert.unit) if alert.unit in reference.areas.by_code else "",
        "street": "",
        "unit": "" if alert.unit in reference.areas.by_code else alert.unit,
        "level": alert.level,
        "state": alert.state,
        "stage": words.ALERT_STATES.get(alert.state, alert.state),
        "step": alert.step,
        "holder": alert.holder,
        "members": alert.cases,
        "until": alert.snoozed_until,
        "raised": alert.raised_at,
        "at": alert.last_at,
        "say": alert.announcement,
        "said_at": max(alert.raised_at or 0, alert.escalated_at or 0),
    }


def risk(
    ahead: list[tuple[Ahead, Forecast]], measured: Mapping[str, Forecasts] | None = None, say: Say = str
) -> Row | None:
    """The likeliest of a case's deadlines within the hour to be missed: chance, and the counts that it is made of."""
    if not ahead:
        return None
    one, found = max(ahead, key=lambda pair: pair[1].chance)
    limit = one.stand.limit
    made = {"limit": limit, "due": one.due, "chance": round(found.chance, 3), "why": words.forecast(one, found, say)}
    known = measured.get(limit) if measured else None
    return made | ({"good": words.good_calls(known, say)} if known else {})


def suggestion(found: Suggestion | None, measured: Units | None, say: Say = str, *, synthetic: bool) -> Row | None:
    """A suggested unit with its reason in a sentence, and how good such suggestions are."""
    if found is None:
        return None
    good = words.good_units(measured, say, synthetic=synthetic)
    return {"unit": found.unit, "why": words.suggestion(found, say), "good": good}


def area_name(reference: Reference, code: str) -> str:
    """A reporting unit's short name; what is no area's code (a unit's own name) stays."""
    area = reference.areas.by_code.get(code)
    return short(area.name_zh) if area else code
