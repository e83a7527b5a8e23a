"""The log: every accepted event, once, in the order of applying. Appends, and reads a subject's events back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dashboard.domain.events import RANK, Event, payload
from dashboard.store import tables as t
from dashboard.store.deadletters import Origin
from dashboard.store.digests import digest, secret_of
from dashboard.store.statements import insert, run_many, select_among

_COLUMNS = ("id", "source", "type", "subject", "at", "received", "data")
_INSERT = insert(t.log, _COLUMNS, "ON CONFLICT (id, source) DO NOTHING")
_SELECT = "SELECT at, id, source, type, subject, data FROM log WHERE subject IN"
_SAME_ID = (
    "SELECT at, id, source, type, subject, data, digest FROM log LEFT JOIN redactions ON redactions.seq = log.seq "
    "WHERE id IN"
)


Arrived = tuple[Event, Origin]


class Standing(NamedTuple):
    """What stands in the log under an id; `digest` of what it said, where retention has taken that away."""

    event: Event
    digest: str | None = None
    secret: str = ""


class Appended(NamedTuple):
    """What became of a batch: events new to the log, those that stood there already, and those with a reused id."""

    new: Sequence[Arrived]
    repeated: list[Arrived]
    reused: list[Arrived]


def append(connection: sa.Connection, batch: Sequence[Arrived]) -> Appended:
    """Appends events. A repeat is dropped; the same (source, id) with other content is `reused`."""
    first = {(pair[0].id, pair[0].source): pair for pair in reversed(batch)}
    once = batch if len(first) == len(batch) else [p for p in batch if first[p[0].id, p[0].source] is p]
    known: dict[tuple[str, str], Standing] = {}
    point = connection.begin_nested()
    if run_many(connection, _INSERT, [_row(*pair) for pair in once]) == len(once):
        point.commit()
        if once is batch:
            return Appended(batch, [], [])
    else:
        # Some stood there already; a bulk insert does not say which, so look and insert the others.
        point.rollback()
        known = _known(connection, [event.id for event, _ in once])
        run_many(connection, _INSERT, [_row(*pair) for pair in once if (pair[0].id, pair[0].source) not in known])
    return _sorted_out(batch, {key: known.get(key) or Standing(pair[0]) for key, pair in first.items()})


def _sorted_out(batch: Sequence[Arrived], standing: Mapping[tuple[str, str], Standing]) -> Appended:
    """The batch by what became of it, given what now stands in the log under each (id, source)."""
    new: list[Arrived] = []
    outcome = Appended(new, [], [])
    for pair in batch:
        stands = standing[pair[0].id, pair[0].source]
        if pair[0] is stands.event:
            new.append(pair)
        else:
            (outcome.repeated if _same(pair[0], stands) else outcome.reused).append(pair)
    return outcome


def _same(one: Event, stands: Standing) -> bool:
    """Whether an event says what stands there under its (source, id); the JSON may be spelt otherwise."""
    other = stands.event
    if (one.at, one.type, one.subject) != (other.at, other.type, other.subject):
        return False
    if stands.digest is not None:
        return digest(one.text, stands.secret) == stands.digest
    return one.text == other.text or msgspec.json.decode(one.text) == msgspec.json.decode(other.text)


def _known(connection: sa.Connection, ids: list[str]) -> dict[tuple[str, str], Standing]:
    rows = select_among(connection, _SAME_ID, ids)
    secret = secret_of(connection) if any(row[-1] is not None for row in rows) else ""
    events = ((_event(row[:-1]), row[-1]) for row in rows)
    return {(event.id, event.source): Standing(event, kept, secret) for event, kept in events}


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
