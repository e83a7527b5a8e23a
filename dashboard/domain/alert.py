"""An alert is the fold of its events in order of time: pending, raised, acknowledged, assigned, escalated, resolved.

Pure. Which alerts there should be is not decided here (`dashboard.domain.alert_groups`); this folds what was said about
one, and knows, in one table, which step its state allows. One that is not allowed stays in the log and moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from dashboard.domain import payloads as p
from dashboard.domain.events import Event, Key

HIGHEST_STEP: Final = 3
"""Whom an alert has reached: 1 the officer on duty, 2 the unit's head, 3 the leader."""

_OPEN = frozenset({"raised", "acknowledged", "assigned", "escalated", "snoozed"})
ALLOWED: Final[dict[str, frozenset[str]]] = {
    # Resolved ones may be raised anew, snoozed ones wake; of an open one it only brings the cases up to date.
    "alert.raised": frozenset({"incomplete", "pending", "resolved"}) | _OPEN,
    "alert.acknowledged": frozenset({"raised", "escalated", "snoozed"}),
    "alert.assigned": _OPEN,
    "alert.escalated": _OPEN,
    "alert.snoozed": _OPEN,
    "alert.resolved": _OPEN | {"pending"},
    "alert.noted": _OPEN | {"incomplete", "pending", "resolved"},
}
"""Event type → the states in which it may happen."""

_WHY_NOT: Final = {
    "incomplete": "not_raised",
    "pending": "not_raised",
    "resolved": "already_resolved",
    "acknowledged": "already_acknowledged",
    "assigned": "already_acknowledged",
}


class Alert(msgspec.Struct):
    """The state of an alert; times in ms UTC. No `raised_at`: incomplete, or pending and announced to nobody yet.

    `members`: case (or whistle) → since when it has been a cause, those that are one now; `total`: all that ever were.
    `raises` counts announcements as new, `step` whom it has reached: together they name what may be announced once.
    `by_hand`: an officer resolved it while its causes went on; they call for no second alert.
    """

    subject: str
    last: Key | None = None
    began_at: int | None = None
    raised_at: int | None = None
    state: str = "incomplete"
    rule: str = ""
    level: str = ""
    unit: str = ""
    reason: str = ""
    members: dict[str, int] = {}
    total: int = 0
    emptied_at: int | None = None
    raises: int = 0
    step: int = 0
    holder: str | None = None
    acknowledged_at: int | None = None
    acknowledged_by: str | None = None
    assigned_at: int | None = None
    escalated_at: int | None = None
    escalated_to: str | None = None
    snoozed_until: int | None = None
    snooze_reason: str | None = None
    note: str | None = None
    resolved_at: int | None = None
    resolved_by: str | None = None

    @property
    def last_at(self) -> int:
        """When the last thing was said of it."""
        return self.last[0] if self.last else 0

    @property
    def cases(self) -> list[str]:
        """What causes it now, the longest first."""
        return sorted(self.members, key=lambda name: (self.members[name], name))

    @property
    def due(self) -> int | None:
        """Since when its oldest cause has been one: for a passed deadline, that deadline."""
        return min(self.members.values(), default=None)

    @property
    def is_open(self) -> bool:
        """Raised and not resolved."""
        return self.state in _OPEN

    @property
    def by_hand(self) -> bool:
        """Resolved by a person while causes went on."""
        return self.state == "resolved" and self.resolved_by is not None

    @property
    def live(self) -> bool:
        """Whether time and cases may still move it: open or pending, or resolved by hand with causes that go on."""
        return self.state in _OPEN or self.state == "pending" or (self.by_hand and bool(self.members))

    @property
    def announcement(self) -> str:
        """Names what a person is told once: a raise, or a step up. Equal after a restart."""
        return f"{self.subject}#{self.raises}.{self.step}"


def fold(subject: str, events: Iterable[Event], refused: Callable[[Event, str], None] | None = None) -> Alert:
    """The alert of all these events, in any order; `refused` is told of each that its state did not allow."""
    alert = Alert(subject)
    for event in sorted(events, key=lambda event: event[:4]):
        reason = apply(alert, event)
        if reason and refused:
            refused(event, reason)
    return alert


def apply(alert: Alert, event: Event) -> str | None:
    """Takes one event, later than all before it, onto the alert; the reason if its state did not allow it."""
    alert.last = event[:4]
    reason = refusal(alert, event.type)
    if reason is None:
        data: p.AlertFact = event.data  # type: ignore[assignment]
        if alert.began_at is None:
            alert.began_at = event.at
        _describe(alert, data)
        _STEPS[event.type](alert, event.at, data)
        _move_members(alert, event.at, data)
    return reason


def refusal(alert: Alert, kind: str) -> str | None:
    """Why the alert's state does not allow this type of event; None if it does."""
    if alert.state not in ALLOWED[kind]:
        return _WHY_NOT[alert.state]
    if kind == "alert.escalated" and alert.step >= HIGHEST_STEP:
        return "already_highest"
    return None


def _describe(alert: Alert, data: p.AlertFact) -> None:
    alert.rule, alert.unit = data.rule or alert.rule, data.unit or alert.unit
    alert.level = alert.level if data.level is None else str(data.level)
    alert.reason = data.reason or alert.reason
    alert.note = data.note or alert.note


def _move_members(alert: Alert, at: int, data: p.AlertFact) -> None:
    """`cases` names all causes, `added` and `removed` what changed: each is counted once, however often it is said."""
    members = dict(alert.members)
    if data.cases:
        members = {name: members.get(name, at) for name in data.cases}
    members.update((name, int(since)) for name, since in (data.added or {}).items())
    alert.total += len(members.keys() - alert.members.keys())
    for name in data.removed or ():
        members.pop(name, None)
    alert.members = members
    if members:
        alert.emptied_at = None
    elif alert.emptied_at is None:
        alert.emptied_at = at


def _raised(alert: Alert, at: int, data: p.AlertFact) -> None:
    if alert.state in ("incomplete", "pending", "resolved"):
        alert.raised_at, alert.step = at, 1
        alert.holder = alert.acknowledged_at = alert.acknowledged_by = alert.assigned_at = None
        alert.escalated_at = alert.escalated_to = alert.resolved_at = alert.resolved_by = None
    elif alert.state != "snoozed":
        return
    alert.state = "raised"
    alert.raises += 1
    alert.snoozed_until = alert.snooze_reason = None


def _acknowledged(alert: Alert, at: int, data: p.AlertFact) -> None:
    alert.state, alert.holder = "acknowledged", data.by or alert.holder
    alert.acknowledged_at, alert.acknowledged_by = at, data.by
    alert.snoozed_until = alert.snooze_reason = None


def _assigned(alert: Alert, at: int, data: p.AlertFact) -> None:
    alert.state, alert.holder = "assigned", data.to or data.by or alert.holder
    alert.assigned_at = at
    alert.snoozed_until = alert.snooze_reason = None


def _escalated(alert: Alert, at: int, data: p.AlertFact) -> None:
    alert.state, alert.escalated_at, alert.escalated_to = "escalated", at, data.to
    alert.step += 1
    alert.snoozed_until = alert.snooze_reason = None


def _snoozed(alert: Alert, at: int, data: p.AlertFact) -> None:
    alert.state, alert.snooze_reason = "snoozed", data.note
    alert.snoozed_until = None if data.until is None else int(data.until)


def _resolved(alert: Alert, at: int, data: p.AlertFact) -> None:
    alert.state, alert.resolved_at, alert.resolved_by = "resolved", at, data.by
    alert.snoozed_until = alert.snooze_reason = None


def _noted(alert: Alert, at: int, data: p.AlertFact) -> None:
    """A note moves nothing; a first one that names a rule is the clock's own: the alert waits to be raised."""
    if alert.state == "incomplete" and data.rule:
        alert.state = "pending"


_STEPS: Final[dict[str, Callable[[Alert, int, p.AlertFact], None]]] = {
    "alert.raised": _raised,
    "alert.acknowledged": _acknowledged,
    "alert.assigned": _assigned,
    "alert.escalated": _escalated,
    "alert.snoozed": _snoozed,
    "alert.resolved": _resolved,
    "alert.noted": _noted,
}
