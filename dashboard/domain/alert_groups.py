"""Which alerts there should be: causes grouped by rule and responsible unit, and what time does to each. Pure.

A board holds the alerts that are live. It is told which causes come and go (`place`, `remove`, `passed`), and decides
the events that follow (`decide`); these come back to it through the log like everybody's. One group has one alert at a
time: raised when its first cause has lasted, it follows its causes, and is resolved when they have been gone a while.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from dashboard.domain.alert import HIGHEST_STEP, Alert
from dashboard.domain.alert_rules import BY_NAME, Values
from dashboard.domain.instants import MINUTE_MS, render

MOST_NAMED: Final = 500
"""Causes named in one event; more follow in the next."""
MOST_SUPERVISED: Final = 200
_UTC: Final = ZoneInfo("UTC")

Group = tuple[str, str]
"""(rule, unit)."""


class Draft(NamedTuple):
    """An event to be appended, at a moment of the city (ms UTC). Its id makes it one event however often it is sent."""

    type: str
    subject: str
    at: int
    id: str
    data: dict[str, Any]


class Moves(NamedTuple):
    """What came to a group and left it, with a word why, and a sentence."""

    added: dict[str, int]
    removed: set[str]
    said: dict[str, str]


class Board:
    """The live alerts and what is to be said of them. Not for several threads."""

    def __init__(self, alerts: Iterable[Alert] = ()) -> None:
        self._alerts: dict[str, Alert] = {}
        self._holders: dict[tuple[str, str, str], str] = {}
        self._open: dict[Group, str] = {}
        self._moves: dict[Group, Moves] = {}
        for alert in alerts:
            self.know(alert)

    @property
    def alerts(self) -> list[Alert]:
        """Those that are live."""
        return list(self._alerts.values())

    def know(self, alert: Alert) -> None:
        """Takes an alert as it now stands in the store."""
        old = self._alerts.pop(alert.subject, None)
        if old:
            for member in old.members:
                self._holders.pop(_key(old.rule, old.unit, member), None)
            if self._open.get((old.rule, old.unit)) == old.subject:
                del self._open[old.rule, old.unit]
        if alert.live and alert.rule in BY_NAME:
            self._alerts[alert.subject] = alert
            self._holders.update((_key(alert.rule, alert.unit, member), alert.subject) for member in alert.members)
            if alert.state != "resolved":
                self._open[alert.rule, alert.unit] = alert.subject

    def holder(self, rule: str, unit: str, member: str) -> Alert | None:
        """The alert of a rule that this is a cause of. A case is one of a single unit's, a whistle of several."""
        subject = self._holders.get(_key(rule, unit, member))
        return self._alerts[subject] if subject else None

    def is_open(self, rule: str, unit: str) -> bool:
        """Whether the group has an alert that is pending or open."""
        return (rule, unit) in self._open

    def held(self, rule: str) -> set[tuple[str, str]]:
        """(unit, cause) of all that this rule's alerts stand on."""
        return {
            (alert.unit, member) for alert in self._alerts.values() if alert.rule == rule for member in alert.members
        }

    def place(self, rule: str, unit: str, member: str, since: int, reason: str, note: str = "") -> None:
        """It is a cause of this group's alert; a case is then one of no other of the rule."""
        held = self.holder(rule, unit, member)
        if held and held.unit == unit:
            return
        if held:
            self.remove(rule, unit, member)
        moves = self._of(rule, unit)
        moves.added[member] = since
        moves.said.update({"reason": reason, **({"note": note} if note else {})})

    def remove(self, rule: str, unit: str, member: str) -> None:
        """It is no cause any more: of the unit's alert, or, of a case, of any of the rule."""
        held = self.holder(rule, unit, member)
        if held:
            self._of(rule, held.unit, held).removed.add(member)

    def replace(self, rule: str, causes: Mapping[tuple[str, str], int], reason: str, notes: Mapping[str, str]) -> None:
        """These are all causes of the rule, (unit, cause) → since; `notes` may say more of a unit."""
        for unit, member in self.held(rule) - causes.keys():
            self.remove(rule, unit, member)
        for (unit, member), since in causes.items():
            self.place(rule, unit, member, since, reason, notes.get(unit, ""))

    def passed(self, rule: str, unit: str, member: str, since: int, reason: str) -> None:
        """It was a cause, and was over before anybody looked: counted, announced to nobody."""
        if self.holder(rule, unit, member) is None:
            moves = self._of(rule, unit)
            moves.added[member] = since
            moves.removed.add(member)
            moves.said["reason"] = reason

    def decide(self, now: int, rules: Mapping[str, Values]) -> list[Draft]:
        """What is to be said now, causes first; the moves are forgotten, the alerts change when it comes back."""
        drafts: list[Draft] = []
        touched = set()
        for (rule, key), moves in self._moves.items():
            alert = self._alerts.get(key) or self._alerts.get(self._open.get((rule, key), ""))
            drafts += _moved(alert, rule, key, moves, now, rules[rule])
            if alert:
                touched.add(alert.subject)
        self._moves = {}
        for alert in self._alerts.values():
            if alert.subject not in touched:
                drafts += _by_time(alert, now, rules[alert.rule])
        return drafts

    def _of(self, rule: str, unit: str, held: Alert | None = None) -> Moves:
        """The moves of a group; an alert that was resolved by hand has its own, beside its group's next one."""
        key = held.subject if held and held.state == "resolved" else unit
        return self._moves.setdefault((rule, key), Moves({}, set(), {}))


def _key(rule: str, unit: str, member: str) -> tuple[str, str, str]:
    return (rule, unit if BY_NAME[rule].of == "whistle" else "", member)


def alert_id(rule: str, unit: str, member: str, since: int) -> str:
    """The id of the alert that begins with this cause: the same for whoever finds it."""
    told = hashlib.sha256("\n".join((rule, unit, member, str(since))).encode()).hexdigest()
    return f"alert-{rule}-{told[:16]}"


def _moved(alert: Alert | None, rule: str, unit: str, moves: Moves, now: int, values: Values) -> Iterator[Draft]:
    lasting = {member: since for member, since in moves.added.items() if member not in moves.removed}
    if alert is None:
        if not moves.added:
            return
        member, since = min((lasting or moves.added).items(), key=lambda item: (item[1], item[0]))
        subject = alert_id(rule, unit, member, since)
        at, kind = now, "alert.raised" if lasting and not values["hold_minutes"] else "alert.noted"
        more: dict[str, Any] = {"rule": rule, "unit": unit, "level": "grave" if BY_NAME[rule].grave else "usual"}
    else:
        subject, at, kind, more = alert.subject, max(now, alert.last_at + 1), "alert.noted", {}
    names = sorted(moves.added.items(), key=lambda item: (item[1], item[0]))
    removed = sorted(moves.removed)
    while names or removed:
        some, names = names[:MOST_NAMED], names[MOST_NAMED:]
        gone, removed = (removed[:MOST_NAMED], removed[MOST_NAMED:]) if not names else ([], removed)
        data = {**more, **moves.said}
        if some:
            data["added"] = {name: render(since, _UTC) for name, since in some}
        if gone:
            data["removed"] = gone
        if kind == "alert.raised":
            data["cases"] = [name for name, _ in some]
        yield _draft(kind, subject, at, data)
        kind, at, more = "alert.noted", at + 1, {}


def _by_time(alert: Alert, now: int, values: Values) -> Iterator[Draft]:
    """What the clock does to an alert: it is raised when its cause lasts, wakes, is escalated, and ends."""
    at = max(now, alert.last_at + 1)
    if not alert.members:
        empty_since = alert.emptied_at or 0
        if alert.state != "resolved" and now >= empty_since + values["clear_minutes"] * MINUTE_MS:
            yield _draft("alert.resolved", alert.subject, at, {"reason": "cleared"})
    elif alert.state == "pending":
        if now >= (alert.began_at or 0) + values["hold_minutes"] * MINUTE_MS:
            yield _draft("alert.raised", alert.subject, at, {"cases": alert.cases[:MOST_NAMED]})
    elif alert.state == "snoozed":
        if alert.snoozed_until is not None and now >= alert.snoozed_until:
            yield _draft("alert.raised", alert.subject, at, {"reason": "snooze_over"})
    elif _nobody_came(alert, now, values["escalate_minutes"]):
        yield _draft("alert.escalated", alert.subject, at, {"reason": "nobody_came"})
        if values.get("supervise"):
            yield from _orders(alert, at)


def _nobody_came(alert: Alert, now: int, minutes: int) -> bool:
    waits = alert.state in ("raised", "escalated") and alert.acknowledged_at is None and alert.assigned_at is None
    if not minutes or not waits or alert.step >= HIGHEST_STEP:
        return False
    since = alert.escalated_at if alert.state == "escalated" else alert.raised_at
    return since is not None and now >= since + minutes * MINUTE_MS


def _orders(alert: Alert, at: int) -> Iterator[Draft]:
    """督办 of the cases of an alert that nobody answered: once for a case and due time."""
    for case in alert.cases[:MOST_SUPERVISED]:
        name = f"supervised:{case}:{alert.members[case]}"
        yield Draft("case.supervised", case, at, name, {"kind": "overdue", "alert": alert.subject})


def _draft(kind: str, subject: str, at: int, data: dict[str, Any]) -> Draft:
    return Draft(kind, subject, at, f"{subject}:{kind.partition('.')[2]}:{at}", data)
