"""The store as the duty desk sees it: open cases by their next deadline, what changed since, what was announced.

Reads only, and only what lies in the asker's scope. Alerts are `dashboard.store.alerts`' business, what a screen says
of any of it the views' (`dashboard.views.duty`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.auth.who import Scope
from dashboard.domain.case import Case
from dashboard.domain.events import Event
from dashboard.domain.instants import HOUR_MS
from dashboard.domain.spans import next_due
from dashboard.store import cases, log
from dashboard.store import tables as t

EACH_WAY = 5_000
"""So many of the cases that became late last, and so many of those due next, are in the queue."""
MOST_CHANGED = 2_000
"""More entries than this came at once: the queue is read anew instead."""
LOOK_BACK = 50
"""Entries of the log read again each time: where several projectors write, a lower number may be committed later
(what that misses, the desk finds when it reads the whole queue anew, every few minutes)."""

_c = t.cases.c
_OPEN = sa.and_(_c.settled_at.is_(None), _c.due_at.is_not(None))
_WAITS = _c.waiting_due.is_not(None)


class Queue(NamedTuple):
    """The open cases with a deadline, all of them (`whole`) or those that changed; `gone` are not in it any more.

    `seq` is how far the log had come; `late` and `coming` count what is past its deadline and what is not, in all.
    """

    cases: list[Case]
    gone: list[str]
    seq: int
    late: int
    coming: int
    whole: bool = False


class DutyStore:
    """Asks for the desk. Safe in several threads; every call blocks."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def queue(self, scope: Scope, now_ms: int, since: int | None = None) -> Queue:
        """The queue as a whole, or what changed in it after log entry `since`."""
        with self._engine.connect() as connection:
            seq = connection.execute(sa.select(sa.func.max(t.log.c.seq))).scalar() or 0
            changed = None if since is None else _changed(connection, since)
            late, coming = _counts(connection, scope, now_ms)
            if changed is None:
                return Queue(_nearest(connection, scope, now_ms), [], seq, late, coming, whole=True)
            found = cases.load(connection, changed)
        inside = {name: case for name, case in found.items() if scope.holds(case.area, case.unit) and next_due(case)}
        return Queue(list(inside.values()), sorted(changed - inside.keys()), seq, late, coming)

    def due_within(self, scope: Scope, now_ms: int, ahead_ms: int = HOUR_MS) -> list[Case]:
        """The open cases with a deadline within that time."""
        found: dict[str, Case] = {}
        with self._engine.connect() as connection:
            for column, condition in ((_c.waiting_due, _WAITS), (_c.due_at, _OPEN)):
                query = sa.select(_c.state).where(condition, column > now_ms, column <= now_ms + ahead_ms)
                for state in connection.execute(query.where(*_inside(scope)).limit(EACH_WAY)).scalars():
                    case = cases.decode_state(state)
                    found[case.subject] = case
        return list(found.values())

    def some(self, subjects: Iterable[str], scope: Scope) -> list[Case]:
        """The cases of these ids that lie in the scope."""
        with self._engine.connect() as connection:
            found = cases.load(connection, subjects)
        return [case for case in found.values() if case.begun and scope.holds(case.area, case.unit)]

    def life(self, subject: str) -> list[Event]:
        """A case's or alert's events in the order of its fold."""
        with self._engine.connect() as connection:
            events = [
                event
                for about in ("case.", "alert.")
                for event in log.events_of(connection, [subject], about).get(subject, [])
            ]
        return sorted(events, key=lambda event: event[:4])

    def announced(self, since_ms: int) -> list[int]:
        """The moments since then at which alerts were raised or escalated."""
        c = t.log.c
        query = sa.select(c.at).where(c.at > since_ms, c.type.in_(("alert.raised", "alert.escalated")))
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def late(self, scope: Scope, now_ms: int) -> tuple[int, int]:
        """How many dispatch tasks, and how many closings, are past their deadline and still open."""
        with self._engine.connect() as connection:
            waiting, closing = (
                connection.execute(
                    sa.select(sa.func.count()).select_from(t.cases).where(condition, column < now_ms, *_inside(scope))
                ).scalar_one()
                for column, condition in ((_c.waiting_due, _WAITS), (_c.due_at, _OPEN))
            )
        return waiting, closing

    def whistles_open(self, scope: Scope) -> int:
        """How many whistles are not over."""
        c = t.whistles.c
        query = sa.select(sa.func.count()).where(c.blown_at.is_not(None), c.ended_at.is_(None))
        if scope.areas is not None:
            query = query.where(c.area.in_(sorted(scope.areas)))
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()


def _inside(scope: Scope) -> list[sa.ColumnElement[bool]]:
    limits = ((_c.area, scope.areas), (_c.unit, scope.units))
    return [column.in_(sorted(limit)) for column, limit in limits if limit is not None]


def _changed(connection: sa.Connection, since: int) -> set[str] | None:
    """The cases that log entries after `since` speak of; None if they are too many to be told one by one."""
    c = t.log.c
    # No DISTINCT: for that SQLite would read the whole log by subject.
    query = sa.select(c.subject, c.type).where(c.seq > since - LOOK_BACK).order_by(c.seq).limit(MOST_CHANGED + 1)
    found = connection.execute(query).all()
    return None if len(found) > MOST_CHANGED else {row.subject for row in found if row.type.startswith("case.")}


def _nearest(connection: sa.Connection, scope: Scope, now_ms: int) -> list[Case]:
    """The cases that became late last and those due next."""
    late, coming = dict[str, Case](), dict[str, Case]()
    inside = _inside(scope)
    for column, condition in ((_c.waiting_due, _WAITS), (_c.due_at, _OPEN)):
        past = sa.select(_c.state).where(condition, column < now_ms, *inside).order_by(column.desc())
        ahead = sa.select(_c.state).where(condition, column >= now_ms, *inside).order_by(column)
        for query, into in ((past, late), (ahead, coming)):
            for state in connection.execute(query.limit(EACH_WAY)).scalars():
                case = cases.decode_state(state)
                into[case.subject] = case
    return [*_first(late.values(), newest=True), *_first((c for n, c in coming.items() if n not in late), newest=False)]


def _first(found: Iterable[Case], *, newest: bool) -> Sequence[Case]:
    return sorted(found, key=lambda case: (next_due(case) or 0, case.subject), reverse=newest)[:EACH_WAY]


def _counts(connection: sa.Connection, scope: Scope, now_ms: int) -> tuple[int, int]:
    """Open cases past a deadline, and all others with one."""
    found = []
    for before in (None, now_ms):
        # Each half has an index of its own; OR would read every case.
        halves = [
            sa.select(_c.subject).where(condition, *([] if before is None else [column < before]), *_inside(scope))
            for column, condition in ((_c.waiting_due, _WAITS), (_c.due_at, _OPEN))
        ]
        query = sa.select(sa.func.count()).select_from(sa.union(*halves).subquery())
        found.append(connection.execute(query).scalar_one())
    return found[1], found[0] - found[1]
