"""Signs of life: every part writes once a second that it lives, and readiness reads how long ago that was.

It knows the form of a beat, not what makes a part healthy: who reads decides which age is too old.
Kept in Redis, so a beat also says that the part reaches the server.
"""

import contextlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import redis

from streams.clock import machine_ms
from streams.keys import HEARTBEATS

EVERY_S = 1.0
WAITS_FOR = "waits_for"
"""The word in the projector's heartbeat for what it waits for."""


@dataclass(frozen=True, slots=True)
class Beat:
    """The last sign of life of `part`: `age_ms` before it was read; `details` are the part's own words."""

    part: str
    pid: int
    real_ms: int
    age_ms: int
    details: Mapping[str, Any]


class Heart:
    """The writing side: the part calls `pulse` in its loop as often as it likes, and `stop` when it ends well.

    `part` is the field's name; a part of several processes (web workers) gives each a name of its own.
    """

    def __init__(
        self,
        client: "redis.Redis",
        part: str,
        every_s: float = EVERY_S,
        real_ms: Callable[[], int] = machine_ms,
    ) -> None:
        self._client = client
        self._part = part
        self._every_s = every_s
        self._real_ms = real_ms
        self._last = float("-inf")

    def pulse(self, details: Mapping[str, Any] | None = None) -> bool:
        """Writes a beat if the last one is `every_s` old; says whether it did. `details` go to JSON as they are."""
        if time.monotonic() - self._last < self._every_s:
            return False
        beat = {**(details or {}), "real_ms": self._real_ms(), "pid": os.getpid()}
        self._client.hset(HEARTBEATS, self._part, json.dumps(beat, ensure_ascii=False))
        self._last = time.monotonic()
        return True

    def stop(self) -> None:
        """Takes the part off the list: it ended on purpose and is not missing. Without a server its beat grows old."""
        with contextlib.suppress(redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
            self._client.hdel(HEARTBEATS, self._part)


def read(client: "redis.Redis", real_ms: int | None = None) -> dict[str, Beat]:
    """The last beat of every part by name. A part that ended on purpose is absent; one that died grows old."""
    now = machine_ms() if real_ms is None else real_ms
    kept: dict[bytes, bytes] = client.hgetall(HEARTBEATS)  # type: ignore[assignment] # typed for both kinds of client
    return {name.decode(): _beat(name.decode(), json.loads(text), now) for name, text in kept.items()}


def _beat(part: str, fields: dict[str, Any], now: int) -> Beat:
    pid, real_ms = fields.pop("pid"), fields.pop("real_ms")
    return Beat(part, pid, real_ms, max(0, now - real_ms), fields)
