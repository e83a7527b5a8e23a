"""The part that acts by the clock: tells passed deadlines, trims the streams, shows that it lives.

It knows how often each job runs and that one failing run is no reason to stop; the jobs know what they do.
Jobs never pile up: a run that is late is made up once, and none starts while the last one goes on.
"""

import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import redis
import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from dashboard.errors import GridError
from streams.clock import SharedClock, machine_ms
from streams.deadline_watch import Append, DeadlineReader, DeadlineWatch
from streams.heartbeat import Heart
from streams.trim import CursorReader, trim

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PART = "schedule"


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every `every_s` seconds."""

    name: str
    every_s: float
    run: Callable[[], object]


class StoreReader(DeadlineReader, CursorReader, Protocol):
    """What the scheduler asks of the store."""


def jobs_of(client: "redis.Redis", store: StoreReader, append: Append, trim_hours: int) -> tuple[Job, ...]:
    """The system's jobs. `append` puts entries on the event streams; the city's clock is the one in Redis."""
    watch = DeadlineWatch(store, append, SharedClock(client).now)
    return (
        Job("deadlines", 1.0, watch.run),
        Job("trim", 60.0, lambda: trim(client, store.cursors(), trim_hours)),
    )


def serve(client: "redis.Redis", jobs: Sequence[Job]) -> int:
    """Runs `jobs`, and a heartbeat that says when each last went well, until SIGTERM, SIGINT or SIGHUP; returns 0.

    To be called in the main thread. A job that is running when the signal comes is waited for.
    """
    went_well: dict[str, int] = {}
    heart = Heart(client, PART, every_s=0)  # the job's interval is its rhythm
    beat = Job("heartbeat", 1.0, lambda: heart.pulse({"went_well": dict(went_well)}))
    scheduler = BackgroundScheduler(timezone="UTC")
    # Blocked before threads start, which then have them blocked too: only sigwait below takes them.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        for job in (*jobs, beat):
            scheduler.add_job(
                _guarded(job, went_well),
                "interval",
                seconds=job.every_s,
                id=job.name,
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        scheduler.start()
        log.info("schedule.started", jobs=[job.name for job in jobs])
        signal.sigwait(STOP_SIGNALS)
        scheduler.shutdown(wait=True)
        heart.stop()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    log.info("schedule.stopped")
    return 0


def _guarded(job: Job, went_well: dict[str, int]) -> Callable[[], None]:
    """`job` as APScheduler runs it. A server that is away is one line of log; anything else it logs with a trace."""

    def run() -> None:
        try:
            job.run()
        except (redis.exceptions.RedisError, GridError) as error:
            log.warning("job.failed", job=job.name, error=str(error))
        else:
            went_well[job.name] = machine_ms()

    return run
