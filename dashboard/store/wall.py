"""The store as the wall sees it (`dashboard.views.wall.reading.WallReader`): figures, and what is open right now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from dashboard.domain.alert import Alert
from dashboard.domain.alert_rules import BY_NAME, PAST_DEADLINE
from dashboard.domain.areas import Areas
from dashboard.domain.case import Case
from dashboard.domain.figures import FigureQuery, Figures
from dashboard.domain.hotspots import Found
from dashboard.domain.instants import HOUR_MS
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_limits import Course
from dashboard.store import cases
from dashboard.store import tables as t
from dashboard.store.reader import Counted, Reader
from dashboard.store.whistle_reader import ENDED_KEPT_MS

_c = t.cases.c
_OPEN = sa.and_(_c.settled_at.is_(None), _c.due_at.is_not(None))
_CHUNK = 2000
_ANY = sa.true()

RECENT = 20_000
"""So far back in the log a wall of few areas looks for its newest cases; a quiet area has none that are news."""


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
    """Answers the wall's questions, for the whole city or some of its areas.

    What is asked twice within one turn is read once (`new_turn` forgets it), also for walls of different areas: `of`
    gives stores that share what was read.
    """

    def __init__(
        self,
        reader: Reader,
        areas: frozenset[str] | None = None,
        read: dict[tuple[Any, ...], Any] | None = None,
        hotspots: Callable[[int], Found | None] = lambda _now: None,
    ) -> None:
        """`hotspots`: those of a moment, None where nobody has looked yet."""
        self._reader = reader
        self._areas = areas
        self._hotspots = hotspots
        self._read = {} if read is None else read

    def of(self, areas: frozenset[str] | None) -> WallStore:
        """The same store as a wall of these areas sees it: no case, alert or whistle of any other."""
        return WallStore(self._reader, areas, self._read, self._hotspots)

    def apart(self) -> WallStore:
        """The same store with turns of its own."""
        return WallStore(self._reader, self._areas, hotspots=self._hotspots)

    def new_turn(self) -> None:
        """Forgets the answers of the turn before."""
        self._read.clear()

    def figures(self, start_ms: int, end_ms: int, as_of_ms: int, group_by: str | None = None) -> Figures:
        """The contract's figures; of areas without `filed.by_category` (which `filed_by_category` reads)."""
        asked = (start_ms, end_ms, as_of_ms, group_by)
        counted = self._once(("counted", *asked), lambda: self._counted(asked))
        figures: Figures = self._once(("figures", self._areas, *asked), lambda: counted.figures(self._areas))
        if self._areas is not None and group_by is None:
            figures["filed"].pop("by_category", None)
        return figures

    def filed_by_category(self, start_ms: int, end_ms: int, as_of_ms: int) -> dict[str, int]:
        """`filed.by_category` of the figures."""
        if self._areas is None:
            return dict(self.figures(start_ms, end_ms, as_of_ms)["filed"]["by_category"])
        asked = (start_ms, end_ms, as_of_ms, None)
        counted = self._once(("by category", *asked), lambda: self._counted(asked, categories=True))
        return dict(counted.figures(self._areas)["filed"]["by_category"])

    def _counted(self, asked: tuple[int, int, int, str | None], *, categories: bool = False) -> Counted:
        start_ms, end_ms, as_of_ms, group_by = asked
        return self._reader.counted(FigureQuery(start_ms, end_ms, as_of_ms, {}, group_by), categories=categories)

    def _once(self, key: tuple[Any, ...], read: Callable[[], Any]) -> Any:
        if key not in self._read:
            self._read[key] = read()
        return self._read[key]

    def _inside(self, column: sa.Column[Any]) -> sa.ColumnElement[bool]:
        """The condition that a row is of this wall's areas."""
        return sa.true() if self._areas is None else column.in_(sorted(self._areas))

    def filed_by_hour(self, start_ms: int, end_ms: int, as_of_ms: int) -> dict[int, int]:
        """`filed.total` by the hour since the start: the rows' own moments, counted as the figure counts them."""
        hour = (_c.filed_at - start_ms) // HOUR_MS
        query = sa.select(hour, sa.func.count()).where(_c.filed_at >= start_ms, _c.filed_at < min(end_ms, as_of_ms))
        with self._reader.engine.connect() as connection:
            rows = connection.execute(query.where(self._inside(_c.area)).group_by(hour))
            return {int(n): count for n, count in rows}

    def newest(self, limit: int) -> list[dict[str, Any]]:
        """Rows of the cases that the newest entries of the log moved, oldest first."""
        c = t.log.c
        query = sa.select(c.subject, c.type, c.at, c.received).where(c.type.startswith("case."))
        if self._areas is not None:
            recent = sa.select(sa.func.max(c.seq) - RECENT).scalar_subquery()
            query = query.join(t.cases, _c.subject == c.subject).where(self._inside(_c.area), c.seq > recent)
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
        counts = self._once(("overdue", now_ms), lambda: self._overdue(now_ms))
        return {
            name: _by_area([(area, n) for area, n in rows if self._areas is None or area in self._areas])
            for name, rows in counts.items()
        }

    def _overdue(self, now_ms: int) -> dict[str, list[tuple[str, int]]]:
        waiting = sa.select(_c.area, sa.func.count()).where(_c.waiting_due < now_ms).group_by(_c.area)
        late = sa.select(_c.area, sa.func.count()).where(_OPEN, _c.due_at < now_ms).group_by(_c.area)
        with self._reader.engine.connect() as connection:
            return {
                name: [(area, count) for area, count in connection.execute(query)]
                for name, query in (("dispatch", waiting), ("close", late))
            }

    def urgent_cases(self, now_ms: int, limit: int) -> Sequence[dict[str, Any]]:
        """The open cases that became late last and those that fall due next, up to `limit` of each."""
        states = self._urgent(now_ms, limit)
        nearest = sorted(states.values(), key=_next_due)
        late_cases = [found for found in nearest if _next_due(found) < now_ms][-limit:]
        coming = [found for found in nearest if _next_due(found) >= now_ms][:limit]
        return [case_row(found, "", found.last[0] if found.last else 0, 0) for found in (*late_cases, *coming)]

    def _urgent(self, now_ms: int, limit: int, among: sa.ColumnElement[bool] = _ANY) -> dict[str, Case]:
        """Candidates for the nearest, by id."""
        states: dict[str, Case] = {}
        with self._reader.engine.connect() as connection:
            for column, condition in ((_c.waiting_due, _c.waiting_due.is_not(None)), (_c.due_at, _OPEN)):
                near = sa.select(_c.state).where(condition, among, self._inside(_c.area)).limit(limit)
                late = near.where(column < now_ms).order_by(column.desc())
                soon = near.where(column >= now_ms).order_by(column)
                for query in (late, soon):
                    for state in connection.execute(query).scalars():
                        found = cases.decode_state(state)
                        states.setdefault(found.subject, found)
        return states

    def alerts_open(self, now_ms: int) -> Sequence[dict[str, Any]]:
        """Alerts raised before now and not resolved, newest first."""
        c = t.alerts.c
        query = sa.select(c.state).where(c.raised_at <= now_ms, c.stage != "resolved").order_by(c.raised_at.desc())
        with self._reader.engine.connect() as connection:
            found = self._alerts(connection, query, now_ms)
            found = found if self._areas is None else self._alerts_inside(connection, found)
        return [_alert_row(one, self._reader.reference.areas) for one in found]

    def _alerts(self, connection: sa.Connection, query: sa.Select[Any], _now_ms: int) -> list[Alert]:
        return [msgspec.json.decode(state, type=Alert) for state in connection.execute(query).scalars()]

    def _alerts_inside(self, connection: sa.Connection, found: list[Alert]) -> list[Alert]:
        """Alerts on an area of this wall, or on cases there, with those causes alone."""
        areas = self._areas or frozenset()
        named = sorted({subject for one in found for subject in one.members})
        inside: set[str] = set()
        for first in range(0, len(named), _CHUNK):
            among = _c.subject.in_(named[first : first + _CHUNK])
            inside.update(connection.execute(sa.select(_c.subject).where(among, self._inside(_c.area))).scalars())
        cut = [
            msgspec.structs.replace(one, members={name: at for name, at in one.members.items() if name in inside})
            for one in found
        ]
        return [one for one in cut if one.members or one.unit in areas]

    def whistles_standing(self, now_ms: int) -> Sequence[Whistle]:
        """Whistles blown before now and not over for a day or more, newest first."""
        c = t.whistles.c
        standing = sa.or_(c.ended_at.is_(None), c.ended_at > now_ms - ENDED_KEPT_MS)
        query = sa.select(c.state).where(c.blown_at <= now_ms, standing, self._inside(c.area))
        with self._reader.engine.connect() as connection:
            rows = connection.execute(query.order_by(c.blown_at.desc())).scalars()
            return [msgspec.json.decode(state, type=Whistle) for state in rows]

    def whistle_courses(self, whistle: Whistle) -> Sequence[Course]:
        """The limits of a whistle that was blown."""
        return self._reader.rules.whistle_courses(whistle.kind or "", whistle.blown_at or 0)

    def hotspots(self, now_ms: int) -> dict[str, Any]:
        """Where citizens complain again and again, most complaints first, and when it was looked for."""
        found = self._once(("hotspots", now_ms), lambda: self._hotspots(now_ms))
        spots = () if found is None else found.spots
        inside = [one for one in spots if self._areas is None or one.area in self._areas]
        return {
            "at": None if found is None else found.at,
            "days": 0 if found is None else found.days,
            "rows": [msgspec.to_builtins(one) for one in inside],
        }


def _by_area(rows: list[tuple[str, int]]) -> dict[str, Any]:
    return {"total": sum(count for _, count in rows), "by_area": dict(sorted(rows))}


def _next_due(found: Case) -> int:
    task = found.waiting_task
    dues = [due for due in (task.due if task else None, found.close_due) if due is not None]
    return min(dues, default=0)


def _alert_row(one: Alert, areas: Areas) -> dict[str, Any]:
    rule, area = BY_NAME.get(one.rule), areas.by_code.get(one.unit)
    unit = area.name_zh.partition("（")[0] if area else one.unit
    return {
        "id": one.subject,
        "rule": one.rule,
        "title": f"{unit} {rule.label if rule else one.rule}".strip(),
        "level": one.level,
        "unit": one.unit,
        "cases": 0 if rule and rule.of == "state" else len(one.members),
        "state": one.state,
        "raised": one.raised_at,
        "due": one.due if one.rule in PAST_DEADLINE else None,
    }
