"""The past as the desk's wits learn from it: where cases were sent, and which deadlines were met. Reads rows only."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from dashboard.domain.case import Case
from dashboard.domain.suggest import Sent
from dashboard.store import cases
from dashboard.store import tables as t

_c = t.cases.c
PORTION = 500
"""Cases decoded at a time: some ten milliseconds, after which others may use the process."""


class DutyHistory:
    """What happened to cases, counted or whole."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def sent(self, start_ms: int, end_ms: int) -> list[Sent]:
        """Of the cases filed within [start, end): how many went to which unit; what it returned is left out."""
        place = (_c.category, _c.area, _c.street, _c.unit)
        query = sa.select(*place, sa.func.count()).where(
            _c.filed_at >= start_ms, _c.filed_at < end_ms, _c.unit != "", _c.waiting_due.is_(None)
        )
        with self._engine.connect() as connection:
            return [Sent(*row) for row in connection.execute(query.group_by(*place))]

    def due_before(self, end_ms: int, most: int) -> Iterator[list[Case]]:
        """The cases whose closing was due last before `end_ms`, latest first, at most so many, in small portions."""
        last: tuple[int, str] | None = None
        left = most
        while left > 0:
            query = sa.select(_c.subject, _c.due_at, _c.state).where(_c.due_at < end_ms)
            if last is not None:
                due, subject = last
                query = query.where(_c.due_at <= due, sa.or_(_c.due_at < due, _c.subject > subject))
            query = query.order_by(_c.due_at.desc(), _c.subject).limit(min(PORTION, left))
            with self._engine.connect() as connection:
                rows = connection.execute(query).all()
            if not rows:
                return
            yield [cases.decode_state(row.state) for row in rows]
            last, left = (rows[-1].due_at, rows[-1].subject), left - len(rows)
