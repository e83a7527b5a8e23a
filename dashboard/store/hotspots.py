"""Hotspots as the store knows them: found anew for any moment, or read where the scheduler keeps the newest."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from dashboard.domain import hotspots
from dashboard.domain.hotspots import Found, Hotspot, Limits, Told
from dashboard.domain.whistle import Whistle
from dashboard.store import tables as t
from dashboard.store.complaints import Window, complaints, roads
from dashboard.store.reader import Reader

MOMENTS: Final = 16
"""Past moments that are remembered."""


def find(reader: Reader, at: int, limits: Limits) -> Found:
    """The hotspots at a moment (ms UTC), from the complaints of the days before it. Blocks for a second or so."""
    window = Window(hotspots.window(at, limits.days, reader.zone), at, at)
    spots = among(reader, window, limits)
    return Found(at=at, days=limits.days, metres=limits.metres, least=limits.least, spots=spots)


def among(reader: Reader, asked: Window, limits: Limits) -> list[Hotspot]:
    """The hotspots among the complaints of a window, whatever its length."""
    with reader.engine.connect() as connection:
        found = hotspots.places(complaints(connection, reader.rules, asked), limits)
        named = roads(connection, [one.case for place in found for one in place.complaints], asked.as_of)
        whistles = _whistles(connection, asked) if found else []
    return hotspots.hotspots(found, Told(asked.start, asked.cut, reader.zone, named, whistles))


def _whistles(connection: sa.Connection, asked: Window) -> list[Whistle]:
    """Those that were blown before the moment and not over when the window began."""
    w = t.whistles.c
    over = sa.and_(w.ended_at.is_not(None), w.ended_at < asked.start)
    query = sa.select(w.state).where(w.blown_at < asked.as_of, sa.not_(over))
    return [msgspec.json.decode(state, type=Whistle) for state in connection.execute(query).scalars()]


class HotspotReader:
    """Asks for hotspots. `limits`: those in force at a moment; `kept`: what the scheduler found last, as JSON of
    `Found`, or None; `run` makes the calls that block for a second, in a web worker `dashboard.offload` (`kept` is
    called where the asker is: clients of Redis stay in their thread).
    """

    def __init__(
        self,
        reader: Reader,
        limits: Callable[[int], Limits],
        kept: Callable[[], bytes | str | None] = lambda: None,
        run: Callable[..., Any] = lambda call, *args: call(*args),
    ) -> None:
        self._limits: Callable[[int], Limits] = lambda at: run(limits, at)
        self._kept = kept
        self._find: Callable[[int, Limits], Found] = lru_cache(MOMENTS)(lambda at, by: run(find, reader, at, by))

    def newest(self) -> Found | None:
        """What was found last, which says itself when that was; None where nobody has looked yet. Cheap."""
        text = self._kept()
        return None if text is None else msgspec.json.decode(text, type=Found)

    def read(self, at: int) -> Found:
        """Those at a moment (ms UTC): found anew, unless the newest are of just then."""
        newest = self.newest()
        return newest if newest is not None and newest.at == at else self._find(at, self._limits(at))

    def now(self, at: int) -> list[Hotspot]:
        """Those known at a moment: of the present the newest, of a moment before they were found those of then."""
        newest = self.newest()
        return newest.spots if newest is not None and newest.at <= at else self.read(at).spots

    def named(self, at: int, name: str) -> Hotspot | None:
        """The one that an id names, also an id of some days ago; None where there is none any more."""
        return hotspots.named(self.now(at), name, self._limits(at).metres)
