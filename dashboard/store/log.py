"""The log: every accepted event, once, in the order of applying. Appends, and reads a subject's events back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dashboard.domain.events import RANK, Event, payload
from dashboard.store import tables as t
from dashboard.store.deadletters import Origin
from dashboard.store.statements import insert_sql, run_many, select_among

_COLUMNS = ("id", "source", "type", "subject", "at", "received", "data")
_INSERT = insert_sql(t.log, _COLUMNS, "ON CONFLICT (id, source) DO NOTHING")
_SELECT = "SELECT at, id, source, type, subject, data FROM log WHERE subject IN"
_SAME_ID = "SELECT at, id, source, type, subject, data FROM log WHERE id IN"


Arrived = tuple[Event, Origin]


class Appended(NamedTuple):
    """What became of a batch: events new to the log, those that stood there already, and those with a reused id."""

    new: Sequence[Arrived]
    repeated: list[Arrived]
    reused: list[Arrived]


def append(connection: sa.Connection, batch: Sequence[Arrived]) -> Appended:
    """Appends events. A repeat is dropped; the same (source, id) with other content is `reused`."""
    first: dict[tuple[str, str], Arrived] = {}
    doubles = [pair for pair in batch if first.setdefault((pair[0].id, pair[0].source), pair) is not pair]
    point = connection.begin_nested()
    if run_many(connection, _INSERT, [_row(*pair) for pair in first.values()]) == len(first):
        point.commit()
        if not doubles:
            return Appended(batch, [], [])
        known: dict[tuple[str, str], Event] = {}
    else:
        # Some stood there already; a bulk insert does not say which, so look and insert the others.
        point.rollback()
        known = _known(connection, [event.id for event, _ in first.values()])
        run_many(connection, _INSERT, [_row(*pair) for key, pair in first.items() if key not in known])
    new = [pair for key, pair in first.items() if key not in known]
    outcome = Appended(new, [], [])
    for pair in [*(pair for key, pair in first.items() if key in known), *doubles]:
        key = (pair[0].id, pair[0].source)
        (outcome.repeated if _same(pair[0], known.get(key) or first[key][0]) else outcome.reused).append(pair)
    return outcome


def _same(one: Event, other: Event) -> bool:
    """Whether two events with one (source, id) say the same; the JSON may be spelt otherwise."""
    if (one.at, one.type, one.subject) != (other.at, other.type, other.subject):
        return False
    return one.text == other.text or msgspec.json.decode(one.text) == msgspec.json.decode(other.text)


def _known(connection: sa.Connection, ids: list[str]) -> dict[tuple[str, str], Event]:
    return {(event.id, event.source): event for event in map(_event, select_among(connection, _SAME_ID, ids))}


def _row(event: Event, origin: Origin) -> tuple[str, str, str, str, int, int, str]:
    return (event.id, event.source, event.type, event.subject, event.at, origin.received, event.text)


def _event(row: Sequence[object]) -> Event:
    at, event_id, source, kind, subject, data = row
    assert isinstance(kind, str)
    assert isinstance(data, str)
    return Event(at, RANK[kind], event_id, source, kind, subject, payload(kind, data), data)  # type: ignore[arg-type]


def events_of(connection: sa.Connection, subjects: Iterable[str], prefix: str) -> dict[str, list[Event]]:
    """All logged events of these subjects whose type begins with `prefix`, in no order.

    A case and a whistle may bear the same id: they are two subjects.
    """
    found: dict[str, list[Event]] = {}
    for row in select_among(connection, _SELECT, subjects):
        event = _event(row)
        if not event.type.startswith(prefix):
            continue
        found.setdefault(event.subject, []).append(event)
    return found


def subjects_after(connection: sa.Connection, at: int, limit: int) -> list[str] | None:
    """The subjects that have events dated at or after a moment; None if there are more than `limit` such events."""
    # DISTINCT would lead the planner to walk all subjects; the index on time gives the few rows at once.
    query = sa.select(t.log.c.subject).where(t.log.c.at >= at).limit(limit + 1)
    found = list(connection.execute(query).scalars())
    return sorted(set(found)) if len(found) <= limit else None


def every_subject(connection: sa.Connection) -> Iterator[tuple[str, list[Event]]]:
    """All subjects with all their events, one after the other, for a recompute of everything."""
    columns = (t.log.c.at, t.log.c.id, t.log.c.source, t.log.c.type, t.log.c.subject, t.log.c.data)
    rows = connection.execution_options(yield_per=5000).execute(sa.select(*columns).order_by(t.log.c.subject))
    subject: str | None = None
    events: list[Event] = []
    for row in rows:
        event = _event(tuple(row))
        if event.subject != subject:
            if subject is not None:
                yield subject, events
            subject, events = event.subject, []
        events.append(event)
    if subject is not None:
        yield subject, events
