"""An alert is the fold of its events in order of time: raised, acknowledged, assigned, escalated, snoozed, resolved.

Pure. Which alerts there should be is not decided here: this folds what was said about one.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from dashboard.domain import payloads as p
from dashboard.domain.events import Event

_STATE_AFTER = {
    "alert.raised": "raised",
    "alert.escalated": "escalated",
    "alert.resolved": "resolved",
    "alert.acknowledged": "acknowledged",
    "alert.assigned": "assigned",
    "alert.snoozed": "snoozed",
}


class Alert(msgspec.Struct):
    """The state of an alert; `raised_at` None = incomplete."""

    subject: str
    raised_at: int | None = None
    state: str = "incomplete"
    rule: str = ""
    level: str = ""
    unit: str = ""
    cases: list[str] = []
    holder: str | None = None
    snoozed_until: int | None = None
    last_at: int = 0


def fold(subject: str, events: Iterable[Event]) -> Alert:
    """The alert of all these events, in any order."""
    alert = Alert(subject)
    for event in sorted(events, key=lambda event: event[:4]):
        data: p.AlertFact = event.data  # type: ignore[assignment]
        if event.type == "alert.raised" and alert.raised_at is None:
            alert.raised_at = event.at
        if alert.raised_at is None:
            continue
        alert.last_at = event.at
        alert.state = _STATE_AFTER.get(event.type, alert.state)
        alert.rule, alert.unit = data.rule or alert.rule, data.unit or alert.unit
        alert.level = alert.level if data.level is None else str(data.level)
        alert.cases = list(data.cases or ()) or alert.cases
        alert.holder = data.to or data.by or alert.holder
        alert.snoozed_until = data.until if event.type == "alert.snoozed" else alert.snoozed_until
    return alert
