"""Causes of alerts that no single event tells: looked up in the store about once a minute. Reads only; calls block."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from dashboard.domain.instants import HOUR_MS
from dashboard.store import tables as t

_c, _m, _l = t.cases.c, t.marks.c, t.log.c
_OPEN = sa.and_(_c.settled_at.is_(None), _c.due_at.is_not(None))
MOST: Final = 5_000
"""Causes that one question gives at most."""


class CauseReader:
    """Safe in several threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def open_filed_before(self, moment: int) -> list[tuple[str, str, int]]:
        """(case, unit or area, filed ms) of open, not suspended cases filed before a moment, the oldest first."""
        unit = sa.case((_c.unit == "", _c.area), else_=_c.unit)
        query = sa.select(_c.subject, unit, _c.filed_at).where(_OPEN, _c.filed_at < moment)
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query.order_by(_c.filed_at).limit(MOST))]

    def major_misses(self, since: int, now: int) -> list[tuple[str, str, int]]:
        """(case, area, ms) of major misses in [since, now]."""
        query = sa.select(_m.subject, _m.area, _m.at)
        query = query.where(_m.kind == "missed", _m.code == "major", _m.at.between(since, now))
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query.order_by(_m.at.desc()).limit(MOST))]

    def heard(self, after: int | None, since: int) -> tuple[list[tuple[str, int, int]], int]:
        """(producer, hour since 1970, its newest event in it) of the log's lines behind a number, or without one of
        those dated since a moment; and the number of the newest line.
        """
        hour = _l.at // HOUR_MS
        with self._engine.connect() as connection:
            newest = connection.execute(sa.select(sa.func.max(_l.seq))).scalar() or 0
            query = sa.select(_l.source, hour, sa.func.max(_l.at)).where(
                _l.at >= since if after is None else _l.seq > after
            )
            return [tuple(row) for row in connection.execute(query.group_by(_l.source, hour))], newest

    def dead_letters(self) -> int:
        """How many there are so far."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(sa.func.max(t.dead_letters.c.no))).scalar() or 0
