"""The wall's plan: which panels there are, how often each is made, and which function makes it.

Whoever implements `WallReader` and calls `build` of each row of `PANELS` has the whole wall. Rules of the caller:

- A panel is made every `every_ms` and sent with `cadence_ms`, which is a promise to the wall: it calls a panel stale
  within 2 × `cadence_ms` of real time (at 1.5 ×, to be sure) of its last frame. So a frame is due also when nothing
  changed; it may then leave `data` out (`{"as_of", "made", "cadence"}`): the wall keeps what it has, and only the
  stamp moves.
- All panels made in one turn get the same `now` (city ms). Different panels ask for the same figures (the month is
  asked by five of them): remember answers within the turn, by arguments.
- `build` is pure apart from the reader, and returns JSON-able data for empty figures too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dashboard.views.wall import (
    alerts,
    choropleth,
    closure,
    dispatch,
    growth,
    hotspots,
    ranking,
    sources,
    spans,
    today,
    trend,
    urgent,
    whistles,
)
from dashboard.views.wall.reading import Data, WallReader, WallSettings

__all__ = ["PANELS", "Data", "PanelPlan", "WallReader", "WallSettings"]


@dataclass(frozen=True)
class PanelPlan:
    """One panel: its name on the wire, what it promises, how often it is made (real ms), and by what."""

    name: str
    cadence_ms: int
    every_ms: int
    build: Callable[[WallReader, int, WallSettings], Data]


PANELS: Final = (
    PanelPlan("today", 2_000, 1_000, today.build),
    PanelPlan("closure", 2_000, 1_000, closure.build),
    PanelPlan("alerts", 2_000, 1_000, alerts.build),
    PanelPlan("sources", 5_000, 2_500, sources.build),
    PanelPlan("dispatch", 5_000, 2_500, dispatch.build),
    PanelPlan("map", 5_000, 2_500, choropleth.build),
    PanelPlan("urgent", 5_000, 2_500, urgent.build),
    PanelPlan("whistles", 5_000, 2_500, whistles.build),
    PanelPlan("ranking", 10_000, 5_000, ranking.build),
    PanelPlan("spans", 10_000, 5_000, spans.build),
    PanelPlan("before", 20_000, 10_000, today.build_before),
    PanelPlan("trend", 20_000, 10_000, trend.build),
    PanelPlan("hotspots", 20_000, 10_000, hotspots.build),
    PanelPlan("days", 30_000, 15_000, spans.build_days),
    PanelPlan("growth", 30_000, 15_000, growth.build),
)
"""The promise is twice the making interval: a turn that is late once is not yet a stale panel."""
