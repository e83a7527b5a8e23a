"""Makes the wall's panels at their cadence and sends them as frames, with the moment that their figures are true as of.

Knows when a panel is due and how much of the projector's time panels may take; what a panel says, the views know.
"""

from __future__ import annotations

import json
import time
from collections import deque
from typing import Any, NamedTuple

import redis

from dashboard.store.wall import WallStore
from dashboard.views.wall.plan import PANELS, PanelPlan, WallSettings
from streams import keys
from streams.broadcast import Broadcast
from streams.clock import SharedClock, machine_ms

SLICE_S = 0.03
"""Panels are made until so much time is gone, then the projector has its turn: no new case waits longer for them …"""

SHARE = 0.08
"""… but where applying takes long, panels may have this part of the time all in all, so that a backlog starves none."""


class Round(NamedTuple):
    """Panels that are due together: made of one moment, and of figures asked once, though in several slices."""

    plans: deque[PanelPlan]
    city_now: int
    as_of: int


class PanelMaker:
    """Call `turn` between two batches; it does some of what is due and returns when there is more to do (seconds)."""

    def __init__(
        self, client: redis.Redis, store: WallStore, broadcast: Broadcast, clock: SharedClock, settings: WallSettings
    ) -> None:
        self._client = client
        self._store = store
        self._broadcast = broadcast
        self._clock = clock
        self._settings = settings
        self._due = {plan.name: 0.0 for plan in PANELS}
        self._round: Round | None = None
        self._ended = time.monotonic()

    def turn(self, true_at: int) -> float:
        """Makes a slice of the panels that are due. `true_at` (real ms): what was added before it is applied."""
        now = time.monotonic()
        allowed = max(SLICE_S, (now - self._ended) * SHARE / (1 - SHARE))
        if self._round is None:
            self._round = self._begin([plan for plan in PANELS if self._due[plan.name] <= now], true_at)
        if self._round is not None:
            self._slice(self._round, now + allowed)
            if not self._round.plans:
                self._round = None
        self._ended = time.monotonic()
        return 0.0 if self._round else max(0.0, min(self._due.values()) - self._ended)

    def _begin(self, due: list[PanelPlan], true_at: int) -> Round | None:
        if not due:
            return None
        clock = self._clock.read()
        city_now = clock.now(machine_ms())
        self._store.new_turn()
        self._broadcast.clock(
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
        return Round(deque(due), city_now, min(city_now, clock.now(true_at)))

    def _slice(self, these: Round, until: float) -> None:
        made: dict[str, dict[str, Any]] = {}
        while these.plans and (not made or time.monotonic() < until):
            plan = these.plans.popleft()
            made[plan.name] = {
                "as_of": these.as_of,
                "made": machine_ms(),
                "cadence": plan.cadence_ms,
                "data": plan.build(self._store, these.city_now, self._settings),
            }
            # Ahead from now, not from when it was due: after a stall panels are made once, not made up for.
            self._due[plan.name] = time.monotonic() + plan.every_ms / 1000
        self._broadcast.panels(made)

    def _history(self) -> float | None:
        """How much of a replay's history is loaded, 0 to 1; None when there is none to load."""
        status: Any = self._client.get(keys.REPLAY)
        history = json.loads(status).get("history") if status else None
        return None if history is None else round(float(history), 3)
