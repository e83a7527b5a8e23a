"""Names the one cause why screens hear nothing new, so that a wall says it once and each of its panels only since when.

Looks at the signs of life that all parts write. Knows neither frames nor sockets: `tell` is given.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

import gevent
import redis

from streams import heartbeat
from streams.heartbeat import WAITS_FOR, Beat

Cause = Literal["redis", "store", "project"]

LOOK_S: Final = 1.0
AGAIN_S: Final = 5.0
"""A cause is told anew so often, to who came since."""
GONE_MS: Final = 4_000
"""A projector beats every second; one that has not for so long makes no panels either."""
SILENT_S: Final = 2.0
"""A server that does not answer for so long is away. One that is frozen keeps its connections; clients wait longer."""

Tell = Callable[[Mapping[str, Any]], object]


def cause_of(beats: Mapping[str, Beat]) -> Cause | None:
    """What keeps the projectors from making anything new; None while all of them work."""
    own = [beat for part, beat in beats.items() if part.partition(":")[0] == "project"]
    if any(beat.details.get(WAITS_FOR) == "store" for beat in own):
        return "store"
    return "project" if not own or any(beat.age_ms > GONE_MS for beat in own) else None


class Troubles:
    """One web worker's look-out: `tell({"cause": …})` when the cause changes, and again while there is one."""

    def __init__(self, client: redis.Redis, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._monotonic = monotonic
        self._cause: Cause | None = None
        self._told = float("-inf")
        self._back = float("-inf")

    def look(self, tell: Tell) -> None:
        """Looks once."""
        cause, now = self._now(), self._monotonic()
        if cause != self._cause or (cause is not None and now - self._told >= AGAIN_S):
            self._cause, self._told = cause, now
            tell({"cause": cause})

    def watch(self, tell: Tell) -> None:
        """Looks for ever."""
        while True:
            self.look(tell)
            gevent.sleep(LOOK_S)

    def _now(self) -> Cause | None:
        try:
            with gevent.Timeout(SILENT_S):
                beats = heartbeat.read(self._client)
        except (redis.exceptions.RedisError, gevent.Timeout):
            return "redis"
        cause, now = cause_of(beats), self._monotonic()
        if self._cause == "redis":
            self._back = now
        # While the server was away nobody could beat: that a beat is old says nothing yet.
        return None if cause == "project" and now - self._back < GONE_MS / 1000 else cause
