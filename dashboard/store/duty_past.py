"""The duty desk's queue and alerts as they stood at a past moment: folds of the events dated before it."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from dashboard.auth.who import Scope
from dashboard.domain import alert, case
from dashboard.domain.alert import Alert
from dashboard.domain.case import Case
from dashboard.domain.events import Event
from dashboard.domain.spans import next_due
from dashboard.store import alerts, cases, log
from dashboard.store import tables as t
from dashboard.store.duty import EACH_WAY, Queue
from dashboard.store.moved import cases_before
from dashboard.store.reader import Reader

_c = t.cases.c
_DUE = sa.or_(_c.waiting_due.is_not(None), sa.and_(_c.settled_at.is_(None), _c.due_at.is_not(None)))


class Seen(NamedTuple):
    """What stood on the desk then."""

    queue: Queue
    alerts: list[Alert]


class Life(NamedTuple):
    """A case or an alert as it stood then, with its events before the moment."""

    case: Case | None
    alert: Alert | None
    events: list[Event]


class DutyPast:
    """Asks for past moments. Calls block, for seconds where much has happened since."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def seen(self, scope: Scope, at: int) -> Seen:
        """The queue and the open alerts at a moment."""
        with self._reader.one_state() as connection:
            still = sa.select(_c.state).where(_c.last_at < at, _DUE)
            found = [cases.decode_state(state) for state in connection.execute(still).scalars()]
            found += cases_before(connection, at, self._reader.rules, sa.true())
            standing = alerts.then(connection, at)
        waiting = [one for one in found if next_due(one) and scope.holds(one.area, one.unit)]
        late = sorted((one for one in waiting if _due(one) < at), key=_due, reverse=True)
        coming = sorted((one for one in waiting if _due(one) >= at), key=_due)
        shown = [*late[:EACH_WAY], *coming[:EACH_WAY]]
        return Seen(Queue(shown, [], 0, len(late), len(coming), whole=True), standing)

    def case(self, subject: str, at: int) -> Life | None:
        """One case; None where there was none yet."""
        events = self._events(subject, "case.", at)
        found = case.fold(subject, events, self._reader.rules) if events else None
        return Life(found, None, events) if found is not None and found.begun else None

    def alert(self, subject: str, at: int) -> Life | None:
        """One alert; None where there was none yet."""
        events = self._events(subject, "alert.", at)
        return Life(None, alert.fold(subject, events), events) if events else None

    def _events(self, subject: str, kind: str, at: int) -> list[Event]:
        with self._reader.engine.connect() as connection:
            events = log.events_of(connection, [subject], kind).get(subject, [])
        return sorted((event for event in events if event.at < at), key=lambda event: event[:4])


def _due(one: Case) -> int:
    return next_due(one) or 0
