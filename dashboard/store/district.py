"""What the page of one district asks beside its figures: when cases come, which are open where, which grids are silent.

Reads only; calls block.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dashboard.domain.instants import DAY_MS, HOUR_MS, local, midnight
from dashboard.store import tables as t

SUPERVISORS: Final = ("city_supervisor", "district_supervisor")
PATROL: Final = (9, 17)
"""Supervisors walk their grids from 9:00 to 17:00."""
KNOWN_DAYS: Final = 7
"""A grid is known by a supervisor's report from it within so many days; the city keeps no list of grids here."""
MOST_POINTS: Final = 400

_c: Final = t.cases.c


class OpenCase(NamedTuple):
    """An open case with a place; `due` in ms UTC."""

    subject: str
    category: str
    street: str
    due: int
    lon: float
    lat: float


class Patrol(NamedTuple):
    """The known grids, and those of them without a report in today's patrol hours so far; None before they begin."""

    known: int
    silent: list[str] | None


class Part(NamedTuple):
    """One district, and of it the cases of these units alone, where somebody sees no others."""

    area: str
    units: frozenset[str] | None = None

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """That a case lies in it."""
        inside = _c.area == self.area
        return inside if self.units is None else sa.and_(inside, _c.unit.in_(sorted(self.units)))


class DistrictReader:
    """Safe in several threads."""

    def __init__(self, engine: sa.Engine, zone: ZoneInfo) -> None:
        self._engine = engine
        self._zone = zone

    def hours(self, part: Part, start: int, end: int) -> Counter[tuple[int, int]]:
        """(weekday from Monday = 0, hour of the city) → cases filed in [start, end)."""
        hour = _c.filed_at / HOUR_MS if self._engine.dialect.name == "sqlite" else sa.func.div(_c.filed_at, HOUR_MS)
        hour = sa.cast(hour, sa.BigInteger)
        query = sa.select(hour, sa.func.count()).where(_c.filed_at >= start, _c.filed_at < end, part.condition)
        found: Counter[tuple[int, int]] = Counter()
        with self._engine.connect() as connection:
            for at, count in connection.execute(query.group_by(hour)):
                here = local(int(at) * HOUR_MS, self._zone)
                found[here.weekday(), here.hour] += count
        return found

    def open_cases(self, part: Part, end: int) -> list[OpenCase]:
        """The open cases with a place that were filed before a moment, the most urgent first."""
        columns = (_c.subject, _c.category, _c.street, _c.due_at, _c.lon, _c.lat)
        is_open = (_c.settled_at.is_(None), _c.due_at.is_not(None), _c.lon.is_not(None), _c.filed_at < end)
        query = sa.select(*columns).where(*is_open, part.condition).order_by(_c.due_at).limit(MOST_POINTS)
        with self._engine.connect() as connection:
            return [OpenCase(*row) for row in connection.execute(query)]

    def patrol(self, part: Part, at: int) -> Patrol:
        """Patrol coverage of the day in which a moment lies."""
        today = midnight(local(at, self._zone).date(), self._zone)
        first, last = (today + hour * HOUR_MS for hour in PATROL)
        known = self._grids(part, today - KNOWN_DAYS * DAY_MS, at)
        if at <= first:
            return Patrol(len(known), None)
        return Patrol(len(known), sorted(known - self._grids(part, first, min(at, last))))

    def _grids(self, part: Part, start: int, end: int) -> set[str]:
        """The grids of which a supervisor reported or handled something in [start, end)."""
        reported = _grids(_c.accepted_at, start, end).where(_c.source.in_(SUPERVISORS), part.condition)
        handled = _grids(_c.self_handled_at, start, end).where(part.condition)
        with self._engine.connect() as connection:
            return set(connection.execute(sa.union(reported, handled)).scalars())


def _grids(column: sa.Column[Any], start: int, end: int) -> sa.Select[Any]:
    return sa.select(_c.grid).where(column >= start, column < end, _c.grid != "").distinct()
