"""Everything that the projector tells screens: the wall's frames, and the desks' nudge.

A desk is nudged, not fed: it hears which kinds of things changed, a few times a second at most, and asks anew for what
it shows. Knows chains and their rhythm, not what panels and rows mean.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

import redis

from streams.frames import Json, Publisher

DESK = "desk"
"""The view of the nudge; its scope is `city`, since it carries no data."""

NUDGE_EVERY_S = 0.25
"""Desks are nudged four times a second at most: asking anew costs more than drawing a frame."""

KINDS = ("alerts", "cases", "whistles")
"""The kinds of things that a desk shows (the city's clock comes along by itself)."""


class Broadcast:
    """One projector's frames. Like the publisher's, its methods never raise for an absent server: `flush` goes on."""

    def __init__(self, client: redis.Redis) -> None:
        self._city = Publisher(client)
        self._desk = Publisher(client, DESK)
        self._kinds: set[str] = set()
        self._nudged = float("-inf")

    def rows(self, rows: Sequence[Json]) -> None:
        """Tells of changed cases (rows as in frames, oldest first)."""
        self._city.rows(rows)

    def panels(self, panels: Mapping[str, Json]) -> None:
        """Tells of panels made anew, by name."""
        self._city.panels(panels)

    def clock(self, info: Json) -> None:
        """Tells of the city's clock, where it changed."""
        self._city.clock(info)
        self._desk.clock(info)

    def changed(self, kinds: Iterable[str]) -> None:
        """Desks are told at their next nudge that things of these kinds (of `KINDS`) changed."""
        self._kinds.update(kinds)

    def flush(self) -> None:
        """Tells what waits; to be called after every batch, and about once a second when there is none."""
        self._city.flush()
        now = time.monotonic()
        if self._kinds and now - self._nudged >= NUDGE_EVERY_S:
            self._desk.changed(sorted(self._kinds))
            self._kinds.clear()
            self._nudged = now
        else:
            self._desk.flush()
