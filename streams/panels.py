"""Makes the wall's panels at their cadence and sends them as frames, with the moment that their figures are true as of.

Those of the whole city come first; those of parts of it that somebody watches take turns in what time is left. Knows
when a panel is due and how much of the projector's time panels may take; what a panel says, the views know.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

import redis
import sqlalchemy as sa
import structlog

from dashboard.domain.clock import CityClock
from dashboard.store.wall import WallStore
from dashboard.views.wall.plan import PANELS, PanelPlan, WallSettings
from streams import keys
from streams.broadcast import Broadcast
from streams.clock import SharedClock, machine_ms
from streams.scopes import CITY

log = structlog.get_logger(__name__)

SLICE_S = 0.03
"""Panels are made until so much time is gone, then the projector has its turn: no new case waits longer for them …"""

SHARE = 0.08
"""… but where applying takes long, panels may have this part of the time all in all, so that a backlog starves none."""

PARTS_SLOWER = 3
"""Panels of a part of the city are made a third as often as the city's, and promise no more."""

NEWEST = 200
"""Rows that a wall of a part begins with."""

Scoped = Mapping[str, frozenset[str] | None]
"""Scopes with their areas; None = the whole city."""


class Job(NamedTuple):
    """One panel of one scope."""

    scope: str
    plan: PanelPlan


class PanelMaker:
    """Call `turn` between two batches; it does some of what is due and returns when there is more to do (seconds)."""

    def __init__(
        self, client: redis.Redis, store: WallStore, broadcast: Broadcast, clock: SharedClock, settings: WallSettings
    ) -> None:
        self._client = client
        self._broadcast = broadcast
        self._clock = clock
        # Two rounds may be under way, each of a moment of its own: they share nothing that was read.
        self._city = _Rounds(store, settings, broadcast)
        self._parts = _Rounds(store.apart(), settings, broadcast, slower=PARTS_SLOWER)
        self._city.follow({CITY: None})
        self._ended = time.monotonic()

    def turn(self, true_at: int) -> float:
        """Makes a slice of the panels that are due. `true_at` (real ms): what was added before it is applied."""
        now = time.monotonic()
        until = now + max(SLICE_S, (now - self._ended) * SHARE / (1 - SHARE))
        self._parts.follow(self._broadcast.parts)
        self._go_on(self._city, true_at, until)
        if time.monotonic() < until:
            self._go_on(self._parts, true_at, until)
        self._ended = time.monotonic()
        return min(rounds.wait(self._ended) for rounds in (self._city, self._parts))

    def _go_on(self, rounds: _Rounds, true_at: int, until: float) -> None:
        if rounds.due(time.monotonic()):
            clock = self._clock.read()
            city_now = clock.now(machine_ms())
            self._broadcast.clock(self._told(clock))
            rounds.begin(city_now, min(city_now, clock.now(true_at)))
        rounds.slice(until)

    def _told(self, clock: CityClock) -> dict[str, Any]:
        return {
            "mode": clock.mode,
            "speed": clock.speed,
            "base_real": clock.base_real_ms,
            "base_city": clock.base_city_ms,
            "label": clock.label,
            "synthetic": clock.synthetic,
            "history": self._history(),
        }

    def _history(self) -> float | None:
        """How much of a replay's history is loaded, 0 to 1; None when there is none to load."""
        status: Any = self._client.get(keys.REPLAY)
        history = json.loads(status).get("history") if status else None
        return None if history is None else round(float(history), 3)


class _Rounds:
    """The panels of some scopes, round by round: those due together are made of one moment, and of figures asked once,
    though in several slices.
    """

    def __init__(self, store: WallStore, settings: WallSettings, broadcast: Broadcast, slower: int = 1) -> None:
        self._store = store
        self._settings = settings
        self._broadcast = broadcast
        self._slower = slower
        self._scopes: Scoped = {}
        self._due: dict[Job, float] = {}
        self._jobs: deque[Job] = deque()
        self._city_now = self._as_of = 0

    def follow(self, scopes: Scoped) -> None:
        """From now on the panels of these scopes; a new one begins with the newest rows and all of its panels."""
        if scopes.keys() == self._scopes.keys():
            return
        for scope in scopes.keys() - self._scopes.keys() - {CITY}:
            self._broadcast.rows(self._store.of(scopes[scope]).newest(NEWEST), scope)
        self._scopes = scopes
        jobs = [Job(scope, plan) for scope in scopes for plan in PANELS]
        self._due = {job: self._due.get(job, 0.0) for job in jobs}
        self._jobs = deque(job for job in self._jobs if job.scope in scopes)

    def due(self, now: float) -> bool:
        """Is it time for a new round?"""
        return not self._jobs and any(at <= now for at in self._due.values())

    def begin(self, city_now: int, as_of: int) -> None:
        """A round of all panels that are due, of one moment (city ms)."""
        now = time.monotonic()
        self._store.new_turn()
        self._city_now, self._as_of = city_now, as_of
        self._jobs = deque(job for job, at in self._due.items() if at <= now)

    def slice(self, until: float) -> None:
        """Makes panels of the round until the time is over (monotonic s), one at least."""
        made: dict[str, dict[str, dict[str, Any]]] = {}
        begun = False
        while self._jobs and (not begun or time.monotonic() < until):
            begun = True
            job = self._jobs.popleft()
            panel = self._made_or_none(job)
            if panel is not None:
                made.setdefault(job.scope, {})[job.plan.name] = panel
            # Ahead from now, not from when it was due: after a stall panels are made once, not made up for.
            self._due[job] = time.monotonic() + job.plan.every_ms * self._slower / 1000
        for scope, panels in made.items():
            self._broadcast.panels(panels, scope)

    def wait(self, now: float) -> float:
        """Seconds until there is something to do."""
        return 0.0 if self._jobs else max(0.0, min(self._due.values(), default=float("inf")) - now)

    def _made_or_none(self, job: Job) -> dict[str, Any] | None:
        """The panel; None where its view fails: then it alone grows old and says so, and the others go on."""
        try:
            return self._made(job)
        except (redis.exceptions.RedisError, sa.exc.SQLAlchemyError):
            raise
        except Exception:
            log.exception("panel.failed", panel=job.plan.name, scope=job.scope)
            return None

    def _made(self, job: Job) -> dict[str, Any]:
        areas = self._scopes[job.scope]
        data = job.plan.build(self._store.of(areas), self._city_now, self._settings.of(areas))
        cadence = job.plan.cadence_ms * self._slower
        return {"as_of": self._as_of, "made": machine_ms(), "cadence": cadence, "data": data}
