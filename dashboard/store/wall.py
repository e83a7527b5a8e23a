"""The store as the wall sees it (`dashboard.views.wall.reading.WallReader`): figures, and what is open right now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from dashboard.domain.alert import Alert
from dashboard.domain.case import Case
from dashboard.domain.figures import FigureQuery, Figures
from dashboard.domain.instants import HOUR_MS
from dashboard.domain.whistle import Whistle
from dashboard.store import cases
from dashboard.store import tables as t
from dashboard.store.reader import Reader

_c = t.cases.c
_OPEN = sa.and_(_c.settled_at.is_(None), _c.due_at.is_not(None))


def case_row(found: Case, kind: str, at: int, seen: int) -> dict[str, Any]:
    """What screens get of a case: no address, no name, no description; the street is the finest place they show."""
    task = found.waiting_task
    is_open = found.begun == "accepted" and found.closed_at is None and found.voided_at is None
    return {
        "case": found.subject,
        "at": at,
        "type": kind,
        "stage": found.stage,
        "area": found.area,
        "street": found.street,
        "category": found.category,
        "class": found.case_class,
        "source": found.source,
        "severity": found.severity,
        "lon": None if found.lon is None else round(found.lon, 4),
        "lat": None if found.lat is None else round(found.lat, 4),
        "open": is_open,
        "dispatch_due": task.due if task and is_open else None,
        "close_due": found.close_due if is_open and found.suspended_at is None else None,
        "seen": seen,
    }


class WallStore:
    """Answers the wall's questions; figures asked twice within one turn are computed once (`new_turn` forgets them)."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._remembered: dict[tuple[Any, ...], Figures] = {}

    def new_turn(self) -> None:
        """Forgets the answers of the turn before."""
        self._remembered.clear()

    def figures(
        self, start_ms: int, end_ms: int, as_of_ms: int, group_by: str | None = None, area: str | None = None
    ) -> Figures:
        """The contract's figures."""
        asked = (start_ms, end_ms, as_of_ms, group_by, area)
        if asked not in self._remembered:
            filters = {} if area is None else {"area": (area,)}
            self._remembered[asked] = self._reader.figures(FigureQuery(start_ms, end_ms, as_of_ms, filters, group_by))
        return self._remembered[asked]

    def filed_by_hour(self, start_ms: int, end_ms: int, as_of_ms: int) -> dict[int, int]:
        """`filed.total` by the hour since the start: the rows' own moments, counted as the figure counts them."""
        hour = (_c.filed_at - start_ms) // HOUR_MS
        query = sa.select(hour, sa.func.count()).where(_c.filed_at >= start_ms, _c.filed_at < min(end_ms, as_of_ms))
        with self._reader.engine.connect() as connection:
            return {int(n): count for n, count in connection.execute(query.group_by(hour))}

    def newest(self, limit: int) -> list[dict[str, Any]]:
        """Rows of the cases that the newest entries of the log moved, oldest first."""
        c = t.log.c
        query = sa.select(c.subject, c.type, c.at, c.received).where(c.type.startswith("case."))
        with self._reader.engine.connect() as connection:
            rows = connection.execute(query.order_by(c.seq.desc()).limit(limit)).all()
            last = {row.subject: row for row in reversed(rows)}
            found = cases.load(connection, last)
        return [
            case_row(found[subject], row.type, row.at, row.received)
            for subject, row in last.items()
            if found[subject].begun
        ]

    def open_overdue(self, now_ms: int) -> dict[str, Any]:
        """Waiting dispatch tasks past their due time, and open cases past theirs, by area."""
        waiting = sa.select(_c.area, sa.func.count()).where(_c.waiting_due < now_ms).group_by(_c.area)
        late = sa.select(_c.area, sa.func.count()).where(_OPEN, _c.due_at < now_ms).group_by(_c.area)
        with self._reader.engine.connect() as connection:
            return {
                name: _by_area([(area, count) for area, count in connection.execute(query)])
                for name, query in (("dispatch", waiting), ("close", late))
            }

    def urgent_cases(self, now_ms: int, limit: int) -> Sequence[dict[str, Any]]:
        """The open cases that became late last and those that fall due next, up to `limit` of each."""
        states: dict[str, Case] = {}
        with self._reader.engine.connect() as connection:
            for column, condition in ((_c.waiting_due, _c.waiting_due.is_not(None)), (_c.due_at, _OPEN)):
                late = sa.select(_c.state).where(condition, column < now_ms).order_by(column.desc()).limit(limit)
                soon = sa.select(_c.state).where(condition, column >= now_ms).order_by(column).limit(limit)
                for query in (late, soon):
                    for state in connection.execute(query).scalars():
                        found = cases.decode_state(state)
                        states.setdefault(found.subject, found)
        nearest = sorted(states.values(), key=_next_due)
        late_cases = [found for found in nearest if _next_due(found) < now_ms][-limit:]
        coming = [found for found in nearest if _next_due(found) >= now_ms][:limit]
        return [case_row(found, "", found.last[0] if found.last else 0, 0) for found in (*late_cases, *coming)]

    def alerts_open(self, now_ms: int) -> Sequence[dict[str, Any]]:
        """Alerts raised before now and not resolved, newest first."""
        c = t.alerts.c
        query = sa.select(c.state).where(c.raised_at <= now_ms, c.stage != "resolved").order_by(c.raised_at.desc())
        with self._reader.engine.connect() as connection:
            found = [msgspec.json.decode(state, type=Alert) for state in connection.execute(query).scalars()]
        return [
            {
                "id": one.subject,
                "rule": one.rule,
                "title": None,
                "level": one.level,
                "unit": one.unit,
                "cases": len(one.cases),
                "state": one.state,
                "raised": one.raised_at,
                "due": None,
            }
            for one in found
        ]

    def whistles_open(self, now_ms: int) -> Sequence[dict[str, Any]]:
        """Whistles blown before now and not over, newest first."""
        c = t.whistles.c
        query = sa.select(c.state).where(c.blown_at <= now_ms, c.ended_at.is_(None)).order_by(c.blown_at.desc())
        with self._reader.engine.connect() as connection:
            found = [msgspec.json.decode(state, type=Whistle) for state in connection.execute(query).scalars()]
        return [_whistle_row(one) for one in found]


def _by_area(rows: list[tuple[str, int]]) -> dict[str, Any]:
    return {"total": sum(count for _, count in rows), "by_area": dict(sorted(rows))}


def _next_due(found: Case) -> int:
    task = found.waiting_task
    dues = [due for due in (task.due if task else None, found.close_due) if due is not None]
    return min(dues, default=0)


def _whistle_row(one: Whistle) -> dict[str, Any]:
    return {
        "id": one.subject,
        "level": one.level,
        "number": one.number,
        "title": one.title,
        "area": one.area,
        "stage": one.stage,
        "blown": one.blown_at,
        "due": None,
        "departments": [
            {
                "name": name,
                "signed": called.signed_at,
                "contacted": called.contacted_at,
                "checked_in": called.checked_in_at,
            }
            for name, called in one.departments.items()
        ],
    }
