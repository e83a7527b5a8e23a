"""Keeps a process's reference data up to date while it runs: looks every few seconds, hands on what changed.

For the web and the scheduler, whose parts read; the projector starts anew instead (`streams/project.py`), since what it
folded must be made up for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import redis
import sqlalchemy as sa
import structlog

from dashboard.domain.reference import Reference
from dashboard.errors import GridError
from dashboard.reference_live import EVERY_S, LiveReference

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class ReferenceWatch:
    """`use` gets each new value; `now` is the city's clock. Who has a rhythm calls `run`; `start` makes one."""

    def __init__(self, live: LiveReference, now: Callable[[], int], use: Callable[[Reference], None]) -> None:
        self._live = live
        self._now = now
        self._use = use
        self._stop = threading.Event()

    def run(self) -> bool:
        """Looks once; whether something was new. Raises what the clock and the store raise."""
        now = self._now()
        if not self._live.changed(now):
            return False
        self._use(self._live.load(now))
        log.info("reference.changed")
        return True

    def start(self) -> None:
        """Looks again and again, in a thread of its own, until `stop`."""
        threading.Thread(target=self._follow, name="reference", daemon=True).start()

    def stop(self) -> None:
        """Ends the thread with the look in hand."""
        self._stop.set()

    def _follow(self) -> None:
        while not self._stop.wait(EVERY_S):
            try:
                self.run()
            except (redis.exceptions.RedisError, sa.exc.SQLAlchemyError, GridError) as error:
                # What was known stays good; the next look may go well.
                log.warning("reference.not_read", error=str(error)[:300])
