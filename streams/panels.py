"""Makes the wall's panels at their cadence and sends them as frames, with the moment that their figures are true as of.

Knows when a panel is due and how much of the projector's time panels may take; what a panel says, the views know.
"""

from __future__ import annotations

import json
import time
from typing import Any

import redis

from dashboard.store.wall import WallStore
from dashboard.views.wall.plan import PANELS, PanelPlan, WallSettings
from streams import keys
from streams.clock import SharedClock, machine_ms
from streams.frames import Publisher

SHARE = 0.25
"""While the projector has a backlog, panels may take at most this part of its time."""


class PanelMaker:
    """Call `turn` between two batches; it does what is due and returns when the next panel is (seconds)."""

    def __init__(
        self, client: redis.Redis, store: WallStore, publisher: Publisher, clock: SharedClock, settings: WallSettings
    ) -> None:
        self._client = client
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._settings = settings
        self._due = {plan.name: 0.0 for plan in PANELS}
        self._rest_until = 0.0

    def turn(self, true_at: int, *, busy: bool) -> float:
        """Makes the panels that are due. `true_at` (real ms): everything added before it has been applied."""
        now = time.monotonic()
        due = [plan for plan in PANELS if self._due[plan.name] <= now]
        if due and not (busy and now < self._rest_until):
            self._make(due, true_at)
            spent = time.monotonic() - now
            self._rest_until = time.monotonic() + spent / SHARE
        return max(0.0, min(self._due.values()) - time.monotonic())

    def _make(self, due: list[PanelPlan], true_at: int) -> None:
        clock = self._clock.read()
        real = machine_ms()
        city_now = clock.now(real)
        self._store.new_turn()
        made: dict[str, dict[str, Any]] = {}
        for plan in due:
            made[plan.name] = {
                "as_of": min(city_now, clock.now(true_at)),
                "made": real,
                "cadence": plan.cadence_ms,
                "data": plan.build(self._store, city_now, self._settings),
            }
            # Ahead from now, not from when it was due: after a stall panels are made once, not made up for.
            self._due[plan.name] = time.monotonic() + plan.every_ms / 1000
        self._publisher.clock(
            {
                "mode": clock.mode,
                "speed": clock.speed,
                "base_real": clock.base_real_ms,
                "base_city": clock.base_city_ms,
                "label": clock.label,
                "synthetic": clock.synthetic,
                "history": self._history(),
            }
        )
        self._publisher.panels(made)

    def _history(self) -> float | None:
        """How much of a replay's history is loaded, 0 to 1; None when there is none to load."""
        status: Any = self._client.get(keys.REPLAY)
        history = json.loads(status).get("history") if status else None
        return None if history is None else round(float(history), 3)
