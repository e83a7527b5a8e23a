"""Looks for hotspots every few minutes, and keeps the newest where every part can read them.

What a hotspot is, `dashboard.domain.hotspots` says. A look takes a second or so, so it is a job of its own; where looks
take longer they become rarer, so that they never need more than a small part of the machine's time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import redis

from dashboard.domain.alert_rules import RuleBook
from dashboard.domain.hotspots import Found, Limits, limits_of
from dashboard.domain.instants import MINUTE_MS
from streams.keys import HOTSPOTS

EVERY_MS: Final = 5 * MINUTE_MS
MOST_S: Final = 60.0
"""Where the city's time stands, complaints may come all the same."""
LEAST_S: Final = 5.0
"""However fast the city's time runs, this much of the machine's lies between two looks …"""
SHARE: Final = 0.05
"""… and they take no more than this part of it."""

Find = Callable[[int, Limits], Found]


class HotspotWatch:
    """Call `run` every few seconds, as the leader only. `found`: the newest, None before the first look."""

    def __init__(
        self,
        client: redis.Redis,
        find: Find,
        now: Callable[[], int],
        book: Callable[[], RuleBook],
        least_s: float = LEAST_S,
    ) -> None:
        self.found: Found | None = None
        self._client = client
        self._find = find
        self._now = now
        self._book = book
        self._least_s = least_s
        self._ended = self._again = float("-inf")

    def run(self) -> None:
        """Looks, if it is time. Raises what the store and Redis raise."""
        now, here = self._now(), time.monotonic()
        fresh = self.found is not None and 0 <= now - self.found.at < EVERY_MS and here - self._ended < MOST_S
        if here < self._again or fresh:
            return
        values: Mapping[str, int] = self._book().at(now)["hotspot"]
        self.found = self._find(now, limits_of(values))
        self._client.set(HOTSPOTS, msgspec.json.encode(self.found))
        self._ended = time.monotonic()
        self._again = self._ended + max(self._least_s, (self._ended - here) / SHARE if self._least_s else 0.0)

    def forget(self) -> None:
        """Somebody else leads: what is known here grows old."""
        self.found = None


def kept(client: redis.Redis) -> bytes | None:
    """The newest that a scheduler found, as JSON of `Found`; None where none has looked yet."""
    text: Any = client.get(HOTSPOTS)
    return text if text is None else bytes(text)


def newest(client: redis.Redis) -> Found | None:
    """The same, read."""
    text = kept(client)
    return None if text is None else msgspec.json.decode(text, type=Found)
