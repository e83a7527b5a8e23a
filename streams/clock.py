"""The city's clock as all processes share it: one JSON value in Redis.

Every part asks this object for the time and nothing else, so a replay moves them all together.
It knows where the clock is kept and for how long a reading holds, not what the time is used for.
"""

import time
from collections.abc import Callable
from typing import Any

import redis
import structlog

from dashboard.domain.clock import REAL, CityClock, decode
from dashboard.errors import StreamError
from streams.keys import CLOCK

log = structlog.get_logger(__name__)

KEEP_S = 1.0
"""How long a reading may be used before it is read again."""


def machine_ms() -> int:
    """The machine's time, epoch milliseconds UTC."""
    return time.time_ns() // 1_000_000


class SharedClock:
    """Reads and sets the one clock.

    While the server is away the last reading stays in force (the mapping only changes through the server);
    the very first reading raises instead.
    """

    def __init__(self, client: "redis.Redis", keep_s: float = KEEP_S, real_ms: Callable[[], int] = machine_ms) -> None:
        self._client = client
        self._keep_s = keep_s
        self._real_ms = real_ms
        self._clock: CityClock | None = None
        self._read_at = 0.0

    def now(self) -> int:
        """City time, epoch milliseconds UTC."""
        return self.read().now(self._real_ms())

    def read(self) -> CityClock:
        """The clock in force, at most `keep_s` seconds old. Raises StreamError if what is kept is no clock."""
        if self._clock is not None and time.monotonic() - self._read_at < self._keep_s:
            return self._clock
        try:
            kept: Any = self._client.get(CLOCK)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            if self._clock is None:
                raise
            log.debug("clock.kept_without_server", error=str(error))
            return self._remember(self._clock)
        return self._remember(_decoded(kept))

    def set(self, clock: CityClock) -> None:
        """Sets the clock for every process; the others follow within their `keep_s`."""
        if clock.mode == "real":
            self._client.delete(CLOCK)
        else:
            self._client.set(CLOCK, clock.encode())
        self._remember(clock)

    def _remember(self, clock: CityClock) -> CityClock:
        self._clock, self._read_at = clock, time.monotonic()
        return clock


def _decoded(kept: bytes | None) -> CityClock:
    if kept is None:
        return REAL
    try:
        return decode(kept)
    except ValueError as error:
        raise StreamError(f"{CLOCK} holds no clock ({error}); delete the key to return to real time") from error
