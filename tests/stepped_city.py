"""A city whose clock is stepped by hand: real Valkey, a real store, projector and scheduler's jobs in this process.

Nothing sleeps: `to` sets the clock, then facts, projector and alerts take turns until nothing is left to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import redis

from dashboard.domain.alert import Alert
from dashboard.domain.clock import replay
from dashboard.domain.figures import FigureQuery
from dashboard.domain.instants import parse_bound
from dashboard.domain.rules import ReferenceRules
from dashboard.store import hotspots
from dashboard.store.alerts import AlertReader
from dashboard.store.causes import CauseReader
from dashboard.store.engine import open_engine
from dashboard.store.ledger import Ledger
from dashboard.store.reader import Reader
from dashboard.store.watching import WatchReader
from dashboard.store.web.edits import EditStore
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.outbox import Outbox
from streams.clock import SharedClock, machine_ms
from streams.clockwork import Clockwork, Works
from streams.intake import Intake, fields_of
from streams.notify.channels import Channel
from streams.projector import Projector
from tests.builders import ms
from tests.store_kit import REFERENCE, ZONE

SHARDS = 4


class City:
    """One store and its streams; `scheduler` may be taken away and made anew."""

    def __init__(self, client: redis.Redis, url: str, web_url: str, channels: tuple[Channel, ...] = ()) -> None:
        self.client, self.channels = client, channels
        self.engine = open_engine(url)
        self.web = open_web_engine(web_url)
        self.reader = Reader(self.engine, REFERENCE, ZONE)
        self.intake = Intake(client, SHARDS)
        self.clock = SharedClock(client)
        self.alerts = AlertReader(self.engine)
        self.projector = self._projector()
        self.scheduler = self.another_scheduler()

    def another_scheduler(self, lease_ms: int = 60_000) -> Clockwork:
        """A second process's worth of jobs."""
        clock = SharedClock(self.client, keep_s=0)
        return Clockwork(
            Works(
                self.client,
                self.intake,
                WatchReader(self.engine),
                CauseReader(self.engine),
                self.reader.figures,
                EditStore(self.web),
                self.reader.rules,
                lambda: self.reader.reference,
                ZONE,
                SHARDS,
                72,
                clock,
                Outbox(self.web),
                self.alerts.open,
                lambda at, limits: hotspots.find(self.reader, at, limits),
                self.channels,
                look_up_s=0.0,
                lease_ms=lease_ms,
            )
        )

    def _projector(self) -> Projector:
        return Projector(self.client, self.engine, Ledger(self.engine, ReferenceRules(REFERENCE)), SHARDS)

    def feed(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Puts CloudEvents on the streams; `to` and `settle` apply them."""
        self.intake.append([fields_of(event) for event in events])

    def apply(self) -> int:
        """Has the projector apply all that waits; how many entries."""
        read = 0
        while count := self.projector.step(1).read:
            read += count
        return read

    def to(self, moment: int | str) -> None:
        """Sets the city's clock, and lets everything happen that follows."""
        self.clock.set(replay(machine_ms(), ms(moment), 0.0, "stepped"))
        self.settle()

    def settle(self, scheduler: Clockwork | None = None) -> None:
        """Projector, facts and alerts in turn, until nothing moves any more."""
        jobs = scheduler or self.scheduler
        self.apply()
        for _ in range(50):
            jobs.leader.hold()
            jobs.deadlines()
            self.apply()
            jobs.hotspots()
            jobs.numbers()
            jobs.alerts()
            if not self.apply():
                return
        raise AssertionError("it never settles")

    def open(self) -> dict[tuple[str, str], Alert]:
        """The open alerts by rule and unit."""
        found = self.alerts.open(self.clock.now())
        assert len(found) == len({(one.rule, one.unit) for one in found})
        return {(one.rule, one.unit): one for one in found}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a question to the store."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]

    def figures(self, start: str, end: str) -> dict[str, Any]:
        """Figures of a period, as of the city's now."""
        return self.reader.figures(
            FigureQuery(parse_bound(start, ZONE), parse_bound(end, ZONE), self.clock.now(), {}, None)
        )

    def close(self) -> None:
        """Lets go of the databases."""
        self.engine.dispose()
        self.web.dispose()
