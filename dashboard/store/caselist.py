"""Cases as lists and as whole lives, for doors and screens. Reads rows and the log; knows no HTTP."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dashboard.domain import case
from dashboard.domain.case import Case, Rules
from dashboard.domain.events import Event
from dashboard.domain.figures import FILTERS, base_cases
from dashboard.domain.instants import render
from dashboard.errors import UsageError
from dashboard.store import cases, log
from dashboard.store import tables as t
from dashboard.store.windows import COLUMN

_c = t.cases.c
_begun = sa.func.coalesce(_c.accepted_at, _c.self_handled_at, _c.first_at)


class CaseQuery(NamedTuple):
    """Which cases: filters as for figures, stages, open or not, begun within [start, end) ms; a page at a time."""

    filters: Mapping[str, tuple[str, ...]] = {}
    stages: tuple[str, ...] = ()
    is_open: bool | None = None
    start: int | None = None
    end: int | None = None
    limit: int = 100
    cursor: str | None = None


def page(connection: sa.Connection, query: CaseQuery, zone: ZoneInfo) -> dict[str, Any]:
    """{"cases": [...], "next": cursor or None}, newest first. ValueError if the cursor is not one of its own."""
    conditions = [*_conditions(query)]
    if query.cursor is not None:
        begun, subject = _read_cursor(query.cursor)
        conditions.append(sa.or_(_begun < begun, sa.and_(_begun == begun, _c.subject > subject)))
    select = sa.select(_c.state, _begun.label("begun")).where(*conditions)
    select = select.order_by(_begun.desc(), _c.subject).limit(query.limit + 1)
    rows = connection.execute(select).all()
    shown = [(cases.decode_state(row.state), row.begun) for row in rows[: query.limit]]
    more = len(rows) > query.limit and shown
    following = _write_cursor(shown[-1][1], shown[-1][0].subject) if more else None
    return {"cases": [summary(found, zone) for found, _ in shown], "next": following}


def _conditions(query: CaseQuery) -> list[Any]:
    for key in query.filters:
        if key not in FILTERS:
            raise UsageError(f"{key!r} is no filter of cases; use one of {', '.join(FILTERS)}.")
    conditions: list[Any] = [_c[COLUMN[key]].in_(values) for key, values in query.filters.items()]
    if query.stages:
        conditions.append(_c.stage.in_(query.stages))
    if query.is_open is not None:
        ended = sa.or_(_c.closed_at.is_not(None), _c.stage.in_(("self_handled", "voided", "incomplete")))
        conditions.append(sa.not_(ended) if query.is_open else ended)
    if query.start is not None:
        conditions.append(_begun >= query.start)
    if query.end is not None:
        conditions.append(_begun < query.end)
    return conditions


def summary(found: Case, zone: ZoneInfo) -> dict[str, Any]:
    """A case as JSON: its attributes and where it stands; moments as RFC 3339, absent where there is none."""
    task = found.waiting_task
    moments = {
        "begun_at": found.begun_at if found.begun else None,
        "filed_at": found.filed_at,
        "dispatch_due": task.due if task else None,
        "close_due": found.close_due,
        "closed_at": found.closed_at,
        "suspended_at": found.suspended_at,
        "voided_at": found.voided_at,
        "last_at": found.last[0] if found.last else None,
    }
    names = "source category area severity street community grid component reporter unit lon lat".split()
    fields = {name: getattr(found, name) or None for name in names}
    return {
        "id": found.subject,
        "stage": found.stage,
        "complete": bool(found.begun),
        **fields,
        "class": found.case_class or None,
        "weight": base_cases(found.weight),
        **{name: None if at is None else render(at, zone) for name, at in moments.items()},
        "first_response": _first_response(found, zone),
    }


def _first_response(found: Case, zone: ZoneInfo) -> dict[str, Any] | None:
    """The first response that stands: by whom, why, since when, until when."""
    one = found.first_response
    if one is None:
        return None
    due = None if one.due is None else render(one.due, zone)
    return {"to": one.to, "reason": one.reason, "since": render(one.at, zone), "due": due}


def life(connection: sa.Connection, subject: str, rules: Rules, zone: ZoneInfo) -> dict[str, Any] | None:
    """One case with all its events in the order of its fold, each with its anomaly if it has one; None if unknown."""
    events = log.events_of(connection, [subject], "case.").get(subject)
    if events is None:
        return None
    reasons: dict[tuple[str, str], str] = {}

    def note(event: Event, reason: str) -> None:
        reasons[event.id, event.source] = reason

    folded = case.fold(subject, events, rules, note)
    return summary(folded, zone) | {
        "tasks": [
            {
                "due": render(task.due, zone),
                "dispatched_at": None if task.dispatched_at is None else render(task.dispatched_at, zone),
                "on_time": task.on_time,
            }
            for task in folded.tasks
        ],
        "events": [_told(event, reasons, zone) for event in sorted(events, key=lambda event: event[:4])],
    }


def _told(event: Event, reasons: dict[tuple[str, str], str], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "time": render(event.at, zone),
        "data": json.loads(event.text),
        "anomaly": reasons.get((event.id, event.source)),
    }


def _write_cursor(begun: int, subject: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([begun, subject]).encode()).decode()


def _read_cursor(cursor: str) -> tuple[int, str]:
    try:
        begun, subject = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if isinstance(begun, int) and abs(begun) < _FAR_MS and isinstance(subject, str) and "\x00" not in subject:
            return begun, subject.encode().decode()
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(_FOREIGN) from error
    raise ValueError(_FOREIGN)


_FOREIGN = "this cursor was not given by a page of cases"
_FAR_MS = 2**53
"""No moment is that far, and every database can hold it."""
