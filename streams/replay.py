"""Plays the built-in month: the city's clock is set to it, events come when their time comes, the past loads behind.

Knows pacing; the month itself is `streams.month`, the counting is the projector's. All of it is synthetic and says so.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import redis
import sqlalchemy as sa

from dashboard.acts.decide import SOURCE as DESK_SOURCE
from dashboard.domain.clock import replay as replay_clock
from dashboard.domain.instants import DAY_MS, HOUR_MS
from dashboard.errors import RefusedError
from dashboard.store import feeds
from dashboard.store import tables as t
from dashboard.store.feeds import FEED, Outcome
from streams import keys
from streams.clock import SharedClock, machine_ms
from streams.deadline_watch import SOURCE as CLOCK_SOURCE
from streams.feeding import Progress, feed
from streams.intake import Fields, Intake
from streams.whistle_numbers import SOURCE as NUMBERS_SOURCE

LABEL = "2024-11"
CHUNK = 500
BACKLOG = 2_500
"""Entries of the past that may wait unapplied while the present plays: a tenth of a second of the projector's work."""
TURN_S = 0.02


class Entry(Protocol):
    """One event of the month, ready to be appended."""

    @property
    def at(self) -> int:
        """Its moment, ms."""

    @property
    def fields(self) -> Fields:
        """Its entry."""


class Month(Protocol):
    """The built-in month."""

    first_ms: int
    start_ms: int
    end_ms: int

    def events(self, from_ms: int | None = None, to_ms: int | None = None) -> Iterator[Entry]:
        """Its events of a span in order of time."""


@dataclass(frozen=True)
class Stage:
    """What a replay plays on."""

    client: redis.Redis
    engine: sa.Engine
    intake: Intake
    clock: SharedClock
    source: str


def refuse_real(stage: Stage) -> None:
    """RefusedError if the store holds events that are not of the built-in month: real ones must not mix with it.

    The clock's facts and what was done at a desk belong to whatever else is there.
    """
    source = t.log.c.source
    with stage.engine.connect() as connection:
        foreign = connection.execute(sa.select(source).where(source.not_in((stage.source, *_ACCOMPANYING))).limit(1))
        found = foreign.scalar()
        if found is None and not _holds(connection, stage.source) and _holds(connection, DESK_SOURCE):
            found = DESK_SOURCE
    if found is not None:
        raise RefusedError(
            f"This data directory holds real events (from {found[:60]!r}); a replay would mix invented ones in. "
            "Set GRID_DATA_DIR to an empty directory."
        )


_ACCOMPANYING = (CLOCK_SOURCE, DESK_SOURCE, NUMBERS_SOURCE)


def _holds(connection: sa.Connection, source: str) -> bool:
    return connection.execute(sa.select(t.log.c.seq).where(t.log.c.source == source).limit(1)).first() is not None


def load_all(stage: Stage, month: Month, progress: Progress | None = None) -> tuple[int, Outcome]:
    """Everything up to the month's end as fast as it goes; then the city's clock stands at that end."""
    _say(stage, "loading", 0, month, None, 0.0)
    entries = (entry.fields for entry in month.events(None, month.end_ms))
    result = feed(stage.client, stage.engine, stage.intake, _name(), entries, progress)
    stage.clock.set(replay_clock(machine_ms(), month.end_ms, 0.0, LABEL))
    _say(stage, "over", 0, month, month.end_ms, None)
    return result


def play(stage: Stage, month: Month, start: int, speed: float, stop: threading.Event) -> None:
    """The month from `start` (ms) at `speed`, with what lies before it loaded behind, latest day first."""
    stage.clock.set(replay_clock(machine_ms(), start, speed, LABEL))
    past = _Past(stage, month, start)
    present = month.events(start, month.end_ms)
    waiting = next(present, None)
    while not stop.is_set() and waiting is not None:
        now = stage.clock.now()
        due: list[Fields] = []
        while waiting is not None and waiting.at <= now and len(due) < CHUNK:
            due.append(waiting.fields)
            waiting = next(present, None)
        stage.intake.append(due)
        past.go_on()
        _say(stage, "playing", speed, month, now, past.share)
        stop.wait(0 if len(due) == CHUNK or past.hungry else TURN_S)
    while not stop.is_set() and past.go_on():
        _say(stage, "loading", speed, month, month.end_ms, past.share)
        stop.wait(0 if past.hungry else TURN_S)
    if not stop.is_set():
        stage.clock.set(replay_clock(machine_ms(), month.end_ms, 0.0, LABEL))
        _say(stage, "over", 0, month, month.end_ms, None)


class _Past:
    """The month before the start: its own day first, then day by day backwards, never far ahead of the store."""

    def __init__(self, stage: Stage, month: Month, start: int) -> None:
        self._stage = stage
        self._name = _name()
        self._first = month.first_ms
        self._length = max(1, start - self._first)
        self._left = start
        self._month = month
        self._entries = self._following()
        self._sent = 0
        self._over = False
        self.hungry = False

    @property
    def share(self) -> float | None:
        """How much is loaded, 0 to 1; None when all is."""
        return None if self._over else 1 - (self._left - self._first) / self._length

    def go_on(self) -> bool:
        """Sends some more if the store has caught up; False when all is sent."""
        if self._over:
            return False
        with self._stage.engine.connect() as connection:
            applied = feeds.read(connection, self._name).total
        self.hungry = self._sent - applied < BACKLOG
        if self.hungry:
            chunk = list(islice(self._entries, CHUNK))
            self._over = not chunk
            mark = {FEED: self._name.encode()}
            self._stage.intake.append([{**entry.fields, **mark} for entry in chunk])
            self._sent += len(chunk)
        return not self._over

    def _following(self) -> Iterator[Entry]:
        for begin, end in _days_back(self._left, self._first):
            yield from self._month.events(begin, end)
            self._left = begin


def _days_back(start: int, first: int) -> Iterator[tuple[int, int]]:
    """(from, to) spans from the local day of `start` back to `first`, latest first. Kunming's days, as the month's."""
    end = start
    while end > first:
        begin = max(first, (end - 1 + 8 * HOUR_MS) // DAY_MS * DAY_MS - 8 * HOUR_MS)
        yield begin, end
        end = begin


def _name() -> str:
    return f"replay-{uuid.uuid4().hex[:12]}"


def _say(stage: Stage, state: str, speed: float, month: Month, at: int | None, history: float | None) -> None:
    status = {
        "state": state,
        "speed": speed,
        "from": month.start_ms,
        "to": month.end_ms,
        "at": at,
        "history": history,
        "synthetic": True,
    }
    stage.client.set(keys.REPLAY, json.dumps(status))
