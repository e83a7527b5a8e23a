"""Everything that the projector tells screens: frames for walls of the city and of parts of it, and the desks' nudge.

Frames of a part of the city are made while a wall of that part is watched (`streams.scopes`). A desk is nudged, not
fed: it hears which kinds of things changed, a few times a second at most, and asks anew for what it shows. Knows chains
and their rhythm, not what panels and rows mean, but a row's area.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import redis
import structlog

from dashboard.auth.who import Scope
from streams.frames import Json, Publisher
from streams.scopes import CITY, Scopes

log = structlog.get_logger(__name__)

WALL = "wall"

DESK = "desk"
"""The view of the nudge; its scope is `city`, since it carries no data."""

NUDGE_EVERY_S = 0.25
"""Desks are nudged four times a second at most: asking anew costs more than drawing a frame."""

LOOK_EVERY_S = 0.5
"""So often it is looked up which parts of the city are watched."""

KINDS = ("alerts", "cases", "whistles")
"""The kinds of things that a desk shows (the city's clock comes along by itself)."""


class Part(NamedTuple):
    """A part of the city that is watched: its areas, and the frames of its walls."""

    areas: frozenset[str]
    publisher: Publisher


class Broadcast:
    """One projector's frames. Like the publisher's, its methods never raise for an absent server: `flush` goes on."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._scopes = Scopes(client)
        self._city = Publisher(client)
        self._desk = Publisher(client, DESK)
        self._parts: dict[str, Part] = {}
        self._kinds: set[str] = set()
        self._nudged = self._looked = float("-inf")

    @property
    def parts(self) -> Mapping[str, frozenset[str]]:
        """The parts of the city that are watched, beside the whole: scope → its areas."""
        return {scope: part.areas for scope, part in self._parts.items()}

    def rows(self, rows: Sequence[Json], scope: str | None = None) -> None:
        """Tells of changed cases (rows as in frames, oldest first): every wall of those in its areas.

        With a `scope`, its walls alone.
        """
        if scope is None:
            self._city.rows(rows)
        for part in self._told(scope):
            inside = [row for row in rows if row["area"] in part.areas]
            if inside:
                part.publisher.rows(inside)

    def panels(self, panels: Mapping[str, Json], scope: str = CITY) -> None:
        """Tells walls of this scope of panels made anew, by name."""
        if scope == CITY:
            self._city.panels(panels)
        for part in self._told(scope):
            part.publisher.panels(panels)

    def clock(self, info: Json) -> None:
        """Tells of the city's clock, where it changed."""
        for publisher in (self._city, self._desk, *(part.publisher for part in self._parts.values())):
            publisher.clock(info)

    def changed(self, kinds: Iterable[str]) -> None:
        """Desks are told at their next nudge that things of these kinds (of `KINDS`) changed."""
        self._kinds.update(kinds)

    def flush(self) -> None:
        """Tells what waits; to be called after every batch, and about once a second when there is none."""
        self._look()
        self._city.flush()
        for part in self._parts.values():
            part.publisher.flush()
        now = time.monotonic()
        if self._kinds and now - self._nudged >= NUDGE_EVERY_S:
            self._desk.changed(sorted(self._kinds))
            self._kinds.clear()
            self._nudged = now
        else:
            self._desk.flush()

    def _told(self, scope: str | None) -> Iterator[Part]:
        return (part for name, part in self._parts.items() if scope is None or name == scope)

    def _look(self) -> None:
        """Begins frames of what is watched since, and ends those of what is not any more."""
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY_S:
            return
        self._looked = now
        try:
            wanted = {name: found.areas for name in self._scopes.wanted() if (found := Scope.named(name)) is not None}
            for scope in self._parts.keys() - wanted.keys():
                self._parts[scope].publisher.end()
                del self._parts[scope]
                log.info("frames.scope_ended", scope=scope)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
            return  # the publishers say so, once
        for scope, areas in wanted.items():
            if areas is not None and scope not in self._parts:
                self._parts[scope] = Part(areas, Publisher(self._client, WALL, scope))
                log.info("frames.scope_begun", scope=scope)
