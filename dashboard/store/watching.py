"""What the scheduler asks of the store at every tick: whose next fact of the clock is due, what the log has new.

One indexed question, however many cases are open: a case's row says when its next fact is due (`cases.watch_at`). Reads
only; every call blocks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dashboard.domain.alert import Alert
from dashboard.domain.case import Case
from dashboard.domain.whistle import Whistle
from dashboard.store import alerts, cases, cursors
from dashboard.store import tables as t

_c, _w, _l = t.cases.c, t.whistles.c, t.log.c
_OPEN = sa.and_(_c.watch_at.is_not(None), _c.closed_at.is_(None))
_DONE = sa.and_(_c.watch_at.is_not(None), _c.closed_at.is_not(None))
_UNSETTLED = sa.and_(_c.settled_at.is_(None), _c.due_at.is_not(None))
_WIDE = {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}
_FACT = "case.deadline_passed"


class Watched(NamedTuple):
    """A case or whistle whose next fact is due: when (ms UTC), and its state."""

    at: int
    subject: str
    state: Case | Whistle


class Logged(NamedTuple):
    """A line of the log; `data` (JSON text) only of facts of the clock, else None."""

    seq: int
    subject: str
    type: str
    source: str
    at: int
    data: str | None


class WatchReader:
    """Safe in several threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def due(self, since_ms: int, now_ms: int, limit: int, after: tuple[int, str] = (0, "")) -> list[Watched]:
        """Open cases whose next fact is due by now, and finished ones whose is due in (since, now], by moment and id.

        At most `limit` of each, behind the place `after`.
        """
        at, subject = after
        found: list[Watched] = []
        with self._engine.connect() as connection:
            for which, least in ((_OPEN, at), (_DONE, max(at, since_ms + 1))):
                query = sa.select(_c.watch_at, _c.subject, _c.state).where(which, _c.watch_at.between(least, now_ms))
                if at:
                    query = query.where(sa.tuple_(_c.watch_at, _c.subject) > sa.tuple_(at, subject))
                rows = connection.execute(query.order_by(_c.watch_at, _c.subject).limit(limit))
                found += [Watched(row[0], row[1], cases.decode_state(row[2])) for row in rows]
        return sorted(found, key=lambda one: one[:2])

    def whistles_due(self, now_ms: int, limit: int) -> list[Watched]:
        """Whistles whose next reminder is due by now, by moment."""
        query = sa.select(_w.watch_at, _w.subject, _w.state).where(_w.watch_at <= now_ms)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(_w.watch_at).limit(limit))
            return [Watched(row[0], row[1], _whistle(row[2])) for row in rows]

    def unnumbered(self, limit: int) -> list[Whistle]:
        """Whistles that were blown and have no number, the oldest first."""
        query = sa.select(_w.state).where(_w.number.is_(None), _w.blown_at.is_not(None))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(_w.blown_at).limit(limit))
            return [_whistle(state) for state in rows.scalars()]

    def numbers(self, years: Iterable[int]) -> list[str]:
        """All numbers that whistles have in which one of these years stands, in whichever digits."""
        spelt = [digits for year in years for digits in (str(year), str(year).translate(_WIDE))]
        query = sa.select(_w.number).where(sa.or_(*(_w.number.contains(digits) for digits in spelt)))
        with self._engine.connect() as connection:
            return [text for text in connection.execute(query).scalars() if text is not None]

    def next_due(self, now_ms: int) -> int | None:
        """When the next fact after now is due, ms UTC."""
        queries = [
            sa.select(sa.func.min(column)).where(condition, column > now_ms)
            for column, condition in ((_c.watch_at, _OPEN), (_w.watch_at, sa.true()))
        ]
        with self._engine.connect() as connection:
            moments = [connection.execute(query).scalar() for query in queries]
        return min((at for at in moments if at is not None), default=None)

    def cursors(self) -> dict[str, str]:
        """Event stream → id of the last entry applied."""
        with self._engine.connect() as connection:
            return cursors.read(connection)

    def last_seq(self) -> int:
        """The number of the newest line of the log, 0 if there is none."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(sa.func.max(_l.seq))).scalar() or 0

    def tail(self, after: int, limit: int) -> list[Logged]:
        """The lines of the log behind this number, in order."""
        data = sa.case((_l.type == _FACT, _l.data), else_=None)
        query = sa.select(_l.seq, _l.subject, _l.type, _l.source, _l.at, data).where(_l.seq > after)
        with self._engine.connect() as connection:
            return [Logged(*row) for row in connection.execute(query.order_by(_l.seq).limit(limit))]

    def states(self, subjects: list[str]) -> dict[str, Case]:
        """The folded cases among these."""
        with self._engine.connect() as connection:
            return cases.load(connection, subjects)

    def alerts(self, subjects: list[str] | None = None) -> list[Alert]:
        """The folded alerts among these; None: all that are live."""
        with self._engine.connect() as connection:
            return alerts.live(connection) if subjects is None else list(alerts.load(connection, subjects).values())

    def late(self, limit: str, before: int, after: tuple[int, str], most: int) -> list[tuple[int, str, Case]]:
        """(due, id, case) of what is late at a moment, to `dispatch` or to `close`, behind a place, in order."""
        column, condition = (_c.waiting_due, sa.true()) if limit == "dispatch" else (_c.due_at, _UNSETTLED)
        query = sa.select(column, _c.subject, _c.state).where(condition, column >= after[0], column <= before)
        query = query.where(sa.tuple_(column, _c.subject) > sa.tuple_(*after)).order_by(column, _c.subject).limit(most)
        with self._engine.connect() as connection:
            return [(row[0], row[1], cases.decode_state(row[2])) for row in connection.execute(query)]

    def whistles(self, subjects: list[str] | None = None) -> dict[str, Whistle]:
        """The folded whistles among these; None: all that are not over."""
        query = sa.select(_w.subject, _w.state)
        query = query.where(_w.ended_at.is_(None)) if subjects is None else query.where(_w.subject.in_(subjects))
        with self._engine.connect() as connection:
            rows: Any = connection.execute(query)
            return {subject: _whistle(state) for subject, state in rows}


def _whistle(state: str) -> Whistle:
    return msgspec.json.decode(state, type=Whistle)
