"""Puts many entries on the streams as one feed, and waits until all of them have been applied.

Knows back-pressure and how to tell when a feed is done; not where its entries come from.
"""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

import redis
import sqlalchemy as sa

from dashboard.errors import StreamError
from dashboard.store import feeds
from dashboard.store.feeds import FEED, Outcome
from streams import heartbeat
from streams.intake import Intake

CHUNK = 1_000
AHEAD = 60_000
"""Entries that may wait on the streams unapplied: enough to keep the projector busy, little to lose or to wait for."""
LOOK_S = 0.05
SILENT_MS = 15_000

Progress = Callable[[int, Outcome], None]


def feed(
    client: redis.Redis,
    engine: sa.Engine,
    intake: Intake,
    name: str,
    entries: Iterable[Mapping[bytes, bytes]],
    progress: Progress | None = None,
) -> tuple[int, Outcome]:
    """Appends all entries under the feed's name and returns (read, outcome) when all are applied.

    StreamError if nothing is applied and no projector shows a sign of life for `SILENT_MS`.
    """
    read, outcome = 0, Outcome(0, 0, 0)
    mark = {FEED: name.encode()}
    source = iter(entries)
    while chunk := [{**fields, **mark} for fields in islice(source, CHUNK)]:
        intake.append(chunk)
        read += len(chunk)
        if progress:
            progress(read, outcome)
        if read - outcome.total > AHEAD:
            outcome = _await(client, engine, name, read - AHEAD // 2, read, progress)
    return read, _await(client, engine, name, read, read, progress)


def _await(
    client: redis.Redis, engine: sa.Engine, name: str, until: int, read: int, progress: Progress | None
) -> Outcome:
    """Waits until so many entries of the feed have been dealt with."""
    quiet_since, last = time.monotonic(), -1
    while True:
        with engine.connect() as connection:
            outcome = feeds.read(connection, name)
        if progress:
            progress(read, outcome)
        if outcome.total >= until:
            return outcome
        if outcome.total != last:
            quiet_since, last = time.monotonic(), outcome.total
        elif (time.monotonic() - quiet_since) * 1000 > SILENT_MS and not projector_lives(client):
            raise StreamError(
                f"Nothing has been applied for {SILENT_MS // 1000} s and no projector lives; the entries are on the "
                "streams. Start one with `python app.py project` (its log says what ails it)."
            )
        time.sleep(LOOK_S)


@contextlib.contextmanager
def projecting(client: redis.Redis, command: Sequence[str]) -> Iterator[None]:
    """A projector for as long as the caller needs one: one that lives, or else one started by `command`."""
    if projector_lives(client):
        yield
        return
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        try:
            yield
        finally:
            child.terminate()


def projector_lives(client: redis.Redis) -> bool:
    """Whether some projector shows a sign of life.

    Waits for a new one, since the last beat of a projector that was killed stays where it is: about a second where one
    lives, else until all that there is is `SILENT_MS` old.
    """
    known = _beats(client)
    while known:
        fresh = _beats(client)
        if any(known.get(part) != beat for part, beat in fresh.items()):
            return True
        known = fresh
        time.sleep(LOOK_S)
    return False


def _beats(client: redis.Redis) -> dict[str, int]:
    """The moments (real ms) of projectors' beats that are not too old."""
    beats = heartbeat.read(client)
    return {part: b.real_ms for part, b in beats.items() if part.split(":")[0] == "project" and b.age_ms < SILENT_MS}
