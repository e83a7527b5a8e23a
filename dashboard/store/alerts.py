"""The folded alerts: written by the projector, asked by the scheduler, the wall and the duty desk.

A long-lived alert hears of each case that joins or leaves it, so it is not folded anew for each: what is later than all
before is applied to the state at hand, as with cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dashboard.domain import alert
from dashboard.domain.alert import Alert
from dashboard.domain.events import Event
from dashboard.store import cases, log
from dashboard.store import tables as t
from dashboard.store.statements import Row, insert, run_many, select_among

_COLUMNS = ("subject", "stage", "raised_at", "rule", "unit", "live", "state")
_UPSERT = insert(
    t.alerts,
    _COLUMNS,
    f"ON CONFLICT (subject) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}",
)
_LOAD = "SELECT state FROM alerts WHERE subject IN"
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Alert)
_c = t.alerts.c


class Step(NamedTuple):
    """One entry of an alert's life: `refused` names why its state did not allow it, if it did not."""

    at: int
    id: str
    source: str
    type: str
    data: dict[str, Any]
    refused: str | None


def columns(found: Alert) -> tuple[object, ...]:
    """What its row shows beside the state: stage, raised_at, rule, unit, live."""
    return (found.state, found.raised_at, found.rule, found.unit, int(found.live))


def apply(connection: sa.Connection, by_subject: Mapping[str, Sequence[Event]]) -> None:
    """Takes new events (already in the log) onto their alerts and writes these."""
    known = load(connection, by_subject)
    anew = [name for name, events in by_subject.items() if name not in known or _is_late(known[name], events)]
    logged = log.events_of(connection, anew, "alert.") if anew else {}
    rows: list[Row] = []
    for subject, events in by_subject.items():
        found = known.get(subject)
        if found is None or subject in logged:
            found = alert.fold(subject, logged.get(subject, events))
        else:
            for event in sorted(events, key=lambda event: event[:4]):
                alert.apply(found, event)
        rows.append((subject, *columns(found), _ENCODER.encode(found).decode()))
    run_many(connection, _UPSERT, rows)


def _is_late(found: Alert, events: Sequence[Event]) -> bool:
    return found.last is not None and any(event[:4] < found.last for event in events)


def load(connection: sa.Connection, subjects: Iterable[str]) -> dict[str, Alert]:
    """The stored alerts among these subjects."""
    return {found.subject: found for found in map(_decoded, select_among(connection, _LOAD, subjects))}


def live(connection: sa.Connection) -> list[Alert]:
    """All that are open or pending, or resolved by hand while their causes go on."""
    return [_decoded(row) for row in connection.execute(sa.select(_c.state).where(_c.live == 1))]


def then(connection: sa.Connection, at: int) -> list[Alert]:
    """The alerts that were open at a past moment (ms), newest first: folds of their events before it."""
    c = t.log.c
    moved = sa.select(c.subject).where(c.at >= at, c.type.startswith("alert."))
    asked = sa.select(_c.subject).where(sa.or_(_c.stage != "resolved", _c.subject.in_(moved)))
    found = []
    for subject, events in log.events_of(connection, connection.execute(asked).scalars().all(), "alert.").items():
        one = alert.fold(subject, [event for event in events if event.at < at])
        if one.raised_at is not None and one.state != "resolved":
            found.append(one)
    return sorted(found, key=lambda one: (-(one.raised_at or 0), one.subject))


def _decoded(row: Sequence[Any]) -> Alert:
    return _DECODER.decode(row[0])


class AlertReader:
    """What screens ask about alerts. Reads only; safe in several threads; every call blocks."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def open(self, now_ms: int) -> list[Alert]:
        """Alerts raised by now and not resolved, the oldest cause first; snoozed ones are among them."""
        query = sa.select(_c.state).where(_c.live == 1, _c.raised_at <= now_ms, _c.stage != "resolved")
        with self._engine.connect() as connection:
            found = [_decoded(row) for row in connection.execute(query)]
        return sorted(found, key=lambda one: (one.due is None, one.due or one.raised_at or 0, one.subject))

    def one(self, subject: str) -> tuple[Alert, list[Step]] | None:
        """An alert with its whole life in order of time, or None."""
        with self._engine.connect() as connection:
            found = load(connection, [subject]).get(subject)
            events = log.events_of(connection, [subject], "alert.").get(subject, [])
        if found is None:
            return None
        why: dict[tuple[str, str], str] = {}
        alert.fold(subject, events, lambda event, reason: why.__setitem__((event.source, event.id), reason))
        ordered = sorted(events, key=lambda event: event[:4])
        return found, [
            Step(e.at, e.id, e.source, e.type, msgspec.json.decode(e.text), why.get((e.source, e.id))) for e in ordered
        ]

    def causes(self, found: Alert, limit: int, offset: int = 0) -> list[tuple[str, int, Any]]:
        """(case id, since ms, the folded case or None for a whistle) of what causes it now, the longest first."""
        names = found.cases[offset : offset + limit]
        with self._engine.connect() as connection:
            states = cases.load(connection, names)
        return [(name, found.members[name], states.get(name)) for name in names]

    def of_case(self, case_id: str, now_ms: int) -> list[Alert]:
        """The open alerts that a case (or whistle) is a cause of."""
        return [found for found in self.open(now_ms) if case_id in found.members]
