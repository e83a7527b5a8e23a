"""The wall's questions, answered as of a past moment (`dashboard.views.wall.reading.WallReader`).

Cases, alerts and whistles are the folds of their events dated before it; what has not moved since is read as it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from dashboard.domain import case
from dashboard.domain.alert import Alert
from dashboard.domain.case import Case
from dashboard.domain.facts import facts
from dashboard.domain.figures import FigureQuery, Frame
from dashboard.domain.hotspots import Found
from dashboard.domain.instants import HOUR_MS
from dashboard.domain.whistle import Whistle
from dashboard.store import alerts, cases, deadletters, log
from dashboard.store import tables as t
from dashboard.store.past import Past
from dashboard.store.reader import Counted, Reader
from dashboard.store.sums import Span
from dashboard.store.wall import WallStore, case_row
from dashboard.store.whistle_reader import WhistleReader
from dashboard.store.windows import EVERYTHING

NEWS_MS: Final = HOUR_MS
"""So far back a wall looks for its newest cases; a point is no news after half of it."""

_c = t.cases.c


class PastWall(WallStore):
    """A wall's store at the moment of a `Past`, for one snapshot. `hotspots` as for a `WallStore`."""

    def __init__(
        self,
        reader: Reader,
        past: Past,
        hotspots: Callable[[int], Found | None] = lambda _now: None,
        areas: frozenset[str] | None = None,
        read: dict[tuple[Any, ...], Any] | None = None,
    ) -> None:
        super().__init__(reader, areas, read, hotspots)
        self._past = past

    def of(self, areas: frozenset[str] | None) -> PastWall:
        """The same for a wall of these areas."""
        return PastWall(self._reader, self._past, self._hotspots, areas, self._read)

    def _counted(self, asked: tuple[int, int, int, str | None], *, categories: bool = False) -> Counted:
        start_ms, end_ms, as_of_ms, group_by = asked
        span = Span(start_ms, FigureQuery(start_ms, end_ms, as_of_ms).cut)
        if group_by is None:
            groups = {"": self._past.sums(span, EVERYTHING if categories else None)}
        else:
            groups = self._past.grouped(span, group_by)
        frame = Frame(None, self._reader.reference.areas.group_of, deadletters.count(self._past.connection))
        return Counted(self._reader.period(span.start, span.end, as_of_ms), group_by, groups, frame)

    def filed_by_hour(self, start_ms: int, end_ms: int, as_of_ms: int) -> dict[int, int]:
        """`filed.total` by the hour since the start."""
        hour, end = (_c.filed_at - start_ms) // HOUR_MS, min(end_ms, as_of_ms)
        query = sa.select(hour, sa.func.count()).where(_c.filed_at >= start_ms, _c.filed_at < end, self._still())
        rows = self._past.connection.execute(query.where(self._inside(_c.area)).group_by(hour))
        found = Counter({int(n): count for n, count in rows})
        for row, _ in self._past.moved.cases.values():
            if row.filed_at is not None and start_ms <= row.filed_at < end and self._holds(row.area):
                found[(row.filed_at - start_ms) // HOUR_MS] += 1
        return dict(found)

    def newest(self, limit: int) -> list[dict[str, Any]]:
        """Rows of the cases that the newest events before the moment moved, oldest first; `seen` = when that was."""
        c, at = t.log.c, self._past.as_of
        query = sa.select(c.subject, c.type, c.at).where(c.at < at, c.at >= at - NEWS_MS, c.type.startswith("case."))
        rows = self._past.connection.execute(query.order_by(c.at.desc(), c.seq.desc()).limit(limit)).all()
        last = {row.subject: row for row in reversed(rows)}
        states = self._states(last.keys())
        return [
            case_row(states[subject], row.type, row.at, row.at)
            for subject, row in last.items()
            if subject in states and states[subject].begun and self._holds(states[subject].area)
        ]

    def _states(self, subjects: Any) -> dict[str, Case]:
        """The cases as they stood then."""
        connection, at = self._past.connection, self._past.as_of
        found = {name: one for name, one in cases.load(connection, subjects).items() if (one.last or (0,))[0] < at}
        for subject, events in log.events_of(connection, set(subjects) - found.keys(), "case.").items():
            found[subject] = case.fold(subject, [event for event in events if event.at < at], self._reader.rules)
        return found

    def _overdue(self, now_ms: int) -> dict[str, list[tuple[str, int]]]:
        waiting, late = Counter[str](), Counter[str]()
        for counts, column, more in (
            (waiting, _c.waiting_due, sa.true()),
            (late, _c.due_at, sa.and_(_c.settled_at.is_(None), _c.due_at.is_not(None))),
        ):
            query = sa.select(_c.area, sa.func.count()).where(column < now_ms, more, self._still()).group_by(_c.area)
            counts.update({row[0]: row[1] for row in self._past.connection.execute(query)})
        for found in self._past.open.values():
            task, row = found.waiting_task, facts(found)
            waiting[found.area] += task is not None and task.due < now_ms
            late[found.area] += row.due_at is not None and row.settled_at is None and row.due_at < now_ms
        return {"dispatch": _some(waiting), "close": _some(late)}

    def _urgent(self, now_ms: int, limit: int, among: sa.ColumnElement[bool] | None = None) -> dict[str, Case]:
        standing = super()._urgent(now_ms, limit, self._still() if among is None else among)
        for subject, found in self._past.open.items():
            waits = found.waiting_task is not None
            if self._holds(found.area) and (waits or facts(found).due_at is not None):
                standing[subject] = found
        return standing

    def _alerts(self, connection: sa.Connection, _query: sa.Select[Any], now_ms: int) -> list[Alert]:
        return alerts.then(connection, now_ms)

    def whistles_standing(self, now_ms: int) -> Sequence[Whistle]:
        """Whistles blown by then and not over for a day or more, newest first."""
        reader = WhistleReader(self._reader.engine, self._reader.rules)
        found = self._once(("whistles", now_ms), lambda: reader.standing(now_ms, as_of=now_ms))
        return [one for one in reversed(found) if self._holds(one.area)]

    def _still(self) -> sa.ColumnElement[bool]:
        """The condition that a case has not moved since."""
        return _c.last_at < self._past.as_of

    def _holds(self, area: str) -> bool:
        return self._areas is None or area in self._areas


def _some(counts: Counter[str]) -> list[tuple[str, int]]:
    return [(area, count) for area, count in counts.items() if count]
