"""The part that acts by the clock: runs its jobs (`streams.clockwork` makes them) and shows that it lives.

It knows how often each job runs and that one failing run is no reason to stop; the jobs know what they do.
Jobs never pile up: a run that is late is made up once, and none starts while the last one goes on.
"""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import redis
import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from dashboard.errors import GridError
from streams.clock import machine_ms
from streams.heartbeat import Heart

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# A turn brought forward into one that still runs is left out, which it tells as a warning: the next one comes anyway.
logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PART = "schedule"
LEAST_S = 0.02


class Turn(NamedTuple):
    """What a run may answer: in how many seconds it wants its next one (None: when it is due), and whom it wakes."""

    again_s: float | None = None
    woke: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every `every_s` seconds, or sooner where `run` answers so with a `Turn`."""

    name: str
    every_s: float
    run: Callable[[], object]


def serve(client: "redis.Redis", jobs: Sequence[Job], at_end: Callable[[], object] = lambda: None) -> int:
    """Runs `jobs`, and a heartbeat that says when each last went well, until SIGTERM, SIGINT or SIGHUP; returns 0.

    To be called in the main thread. A job that is running when the signal comes is waited for; then comes `at_end`.
    """
    runner = _Runner()
    heart = Heart(client, PART, every_s=0)  # the job's interval is its rhythm
    beat = Job("heartbeat", 1.0, lambda: heart.pulse({"went_well": dict(runner.went_well)}))
    # Blocked before threads start, which then have them blocked too: only sigwait below takes them.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        runner.start((*jobs, beat))
        log.info("schedule.started", jobs=[job.name for job in jobs])
        signal.sigwait(STOP_SIGNALS)
        runner.stop()
        at_end()
        heart.stop()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    log.info("schedule.stopped")
    return 0


class _Runner:
    """Jobs in APScheduler's hands."""

    def __init__(self) -> None:
        self.went_well: dict[str, int] = {}
        self._scheduler = BackgroundScheduler(timezone="UTC")
        # APScheduler ends with its jobs' lock held, and waits so for jobs that are running: one that wanted to
        # change its own turn then would wait for the scheduler, and the scheduler for it.
        self._ending = threading.Lock()
        self._ended = False

    def start(self, jobs: Sequence[Job]) -> None:
        """All of them now, and from then on in their rhythm."""
        for job in jobs:
            self._scheduler.add_job(
                self._guarded(job),
                "interval",
                seconds=job.every_s,
                id=job.name,
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Starts none any more and waits for those that run."""
        with self._ending:
            self._ended = True
        self._scheduler.shutdown(wait=True)

    def _guarded(self, job: Job) -> Callable[[], None]:
        """`job` as APScheduler runs it. A server that is away is one line of log; all else it logs with a trace."""

        def run() -> None:
            try:
                turn = job.run()
            except (redis.exceptions.RedisError, GridError) as error:
                log.warning("job.failed", job=job.name, error=str(error))
                return
            self.went_well[job.name] = machine_ms()
            if isinstance(turn, Turn):
                self._bring_forward(job, turn)

        return run

    def _bring_forward(self, job: Job, turn: Turn) -> None:
        """The next turn of the job, and of the one that it wakes; the rhythm goes on from there."""
        now = datetime.now(UTC)
        with self._ending:
            if self._ended:
                return
            if turn.again_s is not None and turn.again_s < job.every_s:
                # Not at once: this run is not over yet, and a turn that falls into it is left out.
                soon = timedelta(seconds=max(LEAST_S, turn.again_s))
                self._scheduler.modify_job(job.name, next_run_time=now + soon)
            if turn.woke:
                self._scheduler.modify_job(turn.woke, next_run_time=now)
