"""The projector as a part: applies streams until it is told to stop, sends what changed, makes the panels.

It knows how the pieces take turns and what to do when a server goes away; each piece knows its own work.
"""

from __future__ import annotations

import contextlib
import gc
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32
from zoneinfo import ZoneInfo

import redis
import sqlalchemy as sa
import structlog

from dashboard.domain.reference import Reference
from dashboard.domain.rules import ReferenceRules
from dashboard.errors import SettingsError
from dashboard.reference_live import LiveReference, differs_from, fold_mark
from dashboard.store import cursors, refold
from dashboard.store.ledger import Applied, Ledger
from dashboard.store.reader import Reader
from dashboard.store.retention import Retention
from dashboard.store.wall import WallStore, case_row
from dashboard.store.words import WordIndex
from dashboard.views.wall.plan import WallSettings
from streams import keys
from streams.backoff import Backoff
from streams.broadcast import KINDS, Broadcast
from streams.clock import SharedClock, machine_ms
from streams.codec import AHEAD_MS
from streams.heartbeat import WAITS_FOR, Heart
from streams.hotspot_watch import newest
from streams.indexing import Indexing
from streams.panels import PanelMaker
from streams.projector import Projector, check_streams
from streams.retaining import Retaining

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

FRESH_MS = 31 * 60_000
"""Events older than this (city time) move figures, but are no news on a wall."""
NEWEST = 200
REST_EVERY_S = 2.0
BUSY = 500
"""A step that read so many events is one of many: rolling up waits (`dashboard.store.cuts`)."""
_TROUBLE = (redis.exceptions.RedisError, sa.exc.OperationalError, sa.exc.InterfaceError)


class Parts(NamedTuple):
    """What the projector stands on. `own` = the shards it reads (None = all); 0 days = personal fields stay."""

    client: redis.Redis
    engine: sa.Engine
    live: LiveReference
    zone: ZoneInfo
    shards: int
    own: tuple[int, ...] | None = None
    keep_personal_days: int = 0


def serve(parts: Parts) -> int:
    """Runs until SIGTERM, SIGINT or SIGHUP; returns 0. Rides out a server that goes away; GridError ends it."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda *_: stop.set())
    # A batch makes many small objects that live long; the default thresholds would walk them all again and again.
    gc.set_threshold(1_000_000, 10, 100)
    heart = Heart(parts.client, part_name(parts.own))
    counts = Counter(dict.fromkeys(("applied", "repeated", "dead", "unknown_category", "unknown_area"), 0))
    backoff = Backoff()
    log.info("project.started", shards="all" if parts.own is None else list(parts.own))
    broadcast = Broadcast(parts.client)
    while not stop.is_set():
        started = time.monotonic()
        try:
            _run(parts, broadcast, heart, counts, stop.is_set)
        except _TROUBLE as error:
            _say_waiting(heart, counts, error)
            pause = backoff.after(time.monotonic() - started)
            log.warning("project.waits", error=str(error)[:300], seconds=round(pause, 2))
            stop.wait(pause)
    heart.stop()
    log.info("project.stopped")
    return 0


def _say_waiting(heart: Heart, counts: Counter[str], error: Exception) -> None:
    """Lives, but waits: what for stands in the heartbeat, where the server can still be told."""
    waits_for = "redis" if isinstance(error, redis.exceptions.RedisError) else "store"
    with contextlib.suppress(redis.exceptions.RedisError):
        heart.pulse({**counts, WAITS_FOR: waits_for})


def part_name(own: tuple[int, ...] | None) -> str:
    """The part's name among the heartbeats: processes that share the shards have one each."""
    return "project" if own is None else f"project:{','.join(map(str, own))}"


def _run(parts: Parts, broadcast: Broadcast, heart: Heart, counts: Counter[str], stopped: Callable[[], bool]) -> None:
    """Everything made anew, so that it stands on what the servers hold, not on what memory thought: after trouble, and
    when somebody changed the reference data, which ends this.
    """
    clock = SharedClock(parts.client)
    reference = parts.live.load(clock.now())
    ledger = Ledger(parts.engine, ReferenceRules(reference))
    projector = Projector(parts.client, parts.engine, ledger, parts.shards, parts.own)
    with parts.engine.connect() as connection:
        _refuse_fewer_shards(cursors.read(connection), parts.shards)
        check_streams(parts.client, cursors.read(connection, projector.streams))
    owns = _owner(parts, projector.streams)
    _bring_up(parts, reference, projector.streams, owns)
    is_first = parts.own is None or 0 in parts.own
    retention = Retention(parts.engine, ReferenceRules(reference), part_name(parts.own), owns, letters=is_first)
    retaining = Retaining(retention, ledger, parts.keep_personal_days, clock.now)
    indexing = Indexing(WordIndex(parts.engine, projector.streams, owns))
    store = WallStore(Reader(parts.engine, reference, parts.zone), hotspots=lambda _now: newest(parts.client))
    settings = WallSettings(parts.zone, reference.areas)
    panels = PanelMaker(parts.client, store, broadcast, clock, settings) if is_first else None
    # What was committed just before an end without warning may not have been told: told twice does no harm.
    broadcast.rows(store.newest(NEWEST))
    broadcast.changed(KINDS)
    wait_s = rest_at = 0.0
    while not (stopped() or parts.live.changed(clock.now())):
        # Never wait 0: for XREAD that means for ever.
        step = projector.step(max(1, min(200, int(wait_s * 1000))))
        if step.applied:
            _count(counts, step.applied, reference)
            _tell(broadcast, clock, step.applied)
        if panels:
            wait_s = panels.turn(step.true_at)
        broadcast.flush()
        retaining.turn(idle=not step.read)
        if indexing.turn(idle=step.read < BUSY):
            wait_s = 0.0
        if step.read < BUSY and time.monotonic() > rest_at:
            ledger.rest()
            rest_at = time.monotonic() + REST_EVERY_S
        heart.pulse({**counts, "behind_ms": max(0, machine_ms() - step.true_at)})


def _owner(parts: Parts, streams: Sequence[str]) -> Callable[[str], bool]:
    """Which subjects are this projector's."""
    own = frozenset(streams)

    def owns(subject: str) -> bool:
        return keys.events(crc32(subject.encode()) % parts.shards) in own

    return owns


def _bring_up(parts: Parts, reference: Reference, streams: Sequence[str], owns: Callable[[str], bool]) -> None:
    """Folds anew what changes of the reference data since the last start concern."""
    mark = fold_mark(parts.live.history)
    folded = refold.bring_up(parts.engine, ReferenceRules(reference), mark, differs_from, streams, owns)
    log.info("project.reference", folded_anew=folded)


def _refuse_fewer_shards(kept: Mapping[str, str], shards: int) -> None:
    """SettingsError where the store has read shards that no longer would be: what comes there would stay unread."""
    beyond = [stream for stream in kept if stream not in (*keys.event_streams(shards), keys.EVENTS_IN)]
    if beyond:
        raise SettingsError(
            f"GRID_SHARDS is {shards}, but this store has read {max(beyond)}; set it back to what it was at first."
        )


def _count(counts: Counter[str], applied: Applied, reference: Reference) -> None:
    """What the heartbeat, and so /metrics, tells of this process's work: catalogues get local extensions, so cases of
    unknown categories and areas are counted, not refused (contract §1).
    """
    counts.update(applied=applied.applied, repeated=applied.repeated, dead=applied.dead)
    for case in applied.begun:
        counts["unknown_category"] += reference.catalogue.category(case.category) is None
        counts["unknown_area"] += case.area not in reference.areas.by_code


def _tell(broadcast: Broadcast, clock: SharedClock, applied: Applied) -> None:
    """Rows of the cases that just moved, what a replay loads of the past left out; and to desks, what kinds moved."""
    broadcast.changed(applied.kinds)
    now = clock.now()
    fresh = [
        case_row(case, event.type, event.at, origin.received)
        for case, event, origin in applied.changed
        if now - FRESH_MS <= event.at <= now + AHEAD_MS and case.begun
    ]
    if fresh:
        fresh.sort(key=lambda row: row["at"])
        broadcast.rows(fresh)
