"""When the projector takes personal fields out of what is long over: between batches, a little at a time.

It knows how long they are kept, and that applying events goes first; `dashboard.store.retention` knows what goes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from dashboard.domain.instants import DAY_MS
from dashboard.store.ledger import Ledger
from dashboard.store.retention import Cutoff, Retention
from streams.clock import machine_ms

LOOK_EVERY_S: Final = 60.0
"""How often it looks whether something has become due."""
BUSY_EVERY_S: Final = 5.0
"""A projector that never rests does a piece this often all the same."""


class Retaining:
    """`days` to keep personal fields, 0 = for good. `city_now` is the city's clock."""

    def __init__(self, retention: Retention, ledger: Ledger, days: int, city_now: Callable[[], int]) -> None:
        self._retention = retention
        self._ledger = ledger
        self._days = days
        self._city_now = city_now
        self._next = 0.0

    def turn(self, *, idle: bool) -> None:
        """A piece of work, if there is any and it is time. `idle`: no events are waiting."""
        if not self._days or time.monotonic() < self._next:
            return
        kept_ms = self._days * DAY_MS
        step = self._retention.step(Cutoff(self._city_now() - kept_ms, machine_ms() - kept_ms))
        self._ledger.forget(step.subjects)
        pause = 0.0 if idle else BUSY_EVERY_S
        self._next = time.monotonic() + (pause if step.busy else LOOK_EVERY_S)
