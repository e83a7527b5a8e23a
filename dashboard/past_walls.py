"""Whole walls at past moments: what a wall's snapshot would have said then, made by the same plan of panels.

One is made at a time, aside, and remembered for a while: a hall of screens that looks back at one moment asks once.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from dashboard.domain import alert_rules
from dashboard.domain.alert_rules import RuleBook
from dashboard.domain.clock import CityClock
from dashboard.domain.hotspots import Found, Limits, limits_of
from dashboard.domain.instants import HOUR_MS, SECOND_MS
from dashboard.store.hotspots import HotspotReader
from dashboard.store.past import Past
from dashboard.store.past_wall import PastWall
from dashboard.store.reader import Reader
from dashboard.store.web.edits import EditStore
from dashboard.views.wall.plan import PANELS, WallSettings

REMEMBERED: Final = 128
GOOD_FOR_S: Final = 60.0
"""So long an answer is given again. Later events dated before its moment may have come: then it is made anew."""
NEWEST: Final = 1_000
FOREVER_MS: Final = 10**12
"""What is past does not become stale: the promise of its panels."""

Areas = frozenset[str] | None


def _at_once(call: Callable[..., Any], *args: Any) -> Any:
    return call(*args)


class PastWalls:
    """Makes snapshots of past moments, one after the other; `run` does what may block for seconds."""

    def __init__(
        self,
        reader: Reader,
        clock: Callable[[], CityClock],
        hotspots: Callable[[int], Found | None],
        run: Callable[..., Any] = _at_once,
    ) -> None:
        self._reader = reader
        self._clock = clock
        self._hotspots = hotspots
        self._run = run
        self._kept: OrderedDict[tuple[int, Areas], tuple[float, dict[str, Any]]] = OrderedDict()
        self._making = threading.Lock()

    def snapshot(self, at: int, areas: Areas) -> dict[str, Any]:
        """The wall of these areas (None = the city) at a moment, in whole seconds: as frames' snapshots, without
        `epoch` and `n`. The city's clock stands still there.
        """
        at -= at % SECOND_MS
        with self._making:
            made, found = self._kept.get((at, areas), (0.0, {}))
            if not found or time.monotonic() - made > GOOD_FOR_S:
                found = self._run(self._made, at, areas)
                self._kept[at, areas] = (time.monotonic(), found)
                while len(self._kept) > REMEMBERED:
                    self._kept.popitem(last=False)
        return {**found, "clock": _standing(self._clock(), at)}

    def _made(self, at: int, areas: Areas) -> dict[str, Any]:
        settings = WallSettings(self._reader.zone, self._reader.reference.areas).of(areas)
        with self._reader.one_state() as connection:
            store = PastWall(self._reader, Past(connection, at, self._reader.rules), self._hotspots).of(areas)
            panels = {
                plan.name: {"as_of": at, "cadence": FOREVER_MS, "data": plan.build(store, at, settings)}
                for plan in PANELS
            }
            cases = store.newest(NEWEST)
        return {"view": "wall", "at": at, "panels": panels, "cases": cases}


def _standing(clock: CityClock, at: int) -> dict[str, Any]:
    return {
        "mode": "replay",
        "speed": 0,
        "base_real": 0,
        "base_city": at,
        "label": clock.label,
        "synthetic": clock.synthetic,
        "history": None,
    }


def past_walls_of(
    reader: Reader, web_engine: sa.Engine, clock: Callable[[], CityClock], run: Callable[..., Any]
) -> PastWalls:
    """Those of a web worker: hotspots by the limits that people last saved, as found at the last full hour."""
    edits = EditStore(web_engine)

    def limits(at: int) -> Limits:
        return limits_of(RuleBook(edits.revisions((alert_rules.TABLE.name,))).at(at)["hotspot"])

    found = HotspotReader(reader, limits)
    return PastWalls(reader, clock, lambda at: found.read(at - at % HOUR_MS), run)
