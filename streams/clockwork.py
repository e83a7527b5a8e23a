"""The scheduler's jobs, and how they hang together: one leads; facts first, then alerts, then what leaves the house.

    leader     holds the lease on which everything below depends
    deadlines  tells facts of the clock, wakes when the next one is due
    alerts     judges what moved, keeps the alerts' lives
    hotspots   looks where citizens complain again and again
    numbers    gives whistles their numbers
    reports    makes situation reports at their times
    notices    takes what is open out of the house
    files      lets go of files that no event names
    trim       lets go of applied entries

It knows who needs what, not what a job does.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import redis
import sqlalchemy as sa

from dashboard.domain import reminders
from dashboard.domain.alert import Alert
from dashboard.domain.alert_rules import TABLE, RuleBook
from dashboard.domain.case import Case
from dashboard.domain.figures import FigureQuery, Figures
from dashboard.domain.hotspots import Found, Limits
from dashboard.domain.reference import Reference
from dashboard.domain.revisions import Revision
from dashboard.domain.spans import Passing
from dashboard.domain.whistle_limits import WhistleRules
from dashboard.settings import Settings
from dashboard.store import hotspots
from dashboard.store.alerts import AlertReader
from dashboard.store.causes import CauseReader
from dashboard.store.reader import Reader
from dashboard.store.watching import WatchReader
from dashboard.store.web.edits import EditStore
from dashboard.store.web.files import FileStore
from dashboard.store.web.outbox import Outbox
from dashboard.store.web.reports import ReportStore
from dashboard.store.whistle_reader import WhistleReader
from streams import heartbeat, keys, reporting
from streams.alert_lookups import LEAST_S, Asked, CauseStore, LookUps
from streams.alert_watch import AlertStore, AlertWatch
from streams.clock import SharedClock
from streams.deadline_watch import DeadlineWatch, Entry, WatchStore
from streams.file_watch import EVERY_S as FILES_S
from streams.file_watch import FileWatch
from streams.hearing import Hearing
from streams.hotspot_watch import HotspotWatch
from streams.intake import Intake
from streams.leader import LEASE_MS, RENEW_S, Leader, Noted
from streams.notify.channels import Channel, read
from streams.notify.notifier import Enclose, Notifier, nothing_enclosed
from streams.report_watch import REPORTS_S, ReportWatch, times
from streams.scheduler import Job, Turn
from streams.trim import trim
from streams.unapplied import Unapplied
from streams.whistle_numbers import EVERY_S as NUMBERS_S
from streams.whistle_numbers import NumberStore, WhistleNumbers

BOOK_S: Final = 5.0
"""How long the rules' parameters are used before it is looked whether somebody changed them."""
_LEAST_WAIT_S: Final = 0.01


class Store(WatchStore, AlertStore, NumberStore, Protocol):
    """What the jobs ask of the store (`dashboard.store.watching.WatchReader`)."""

    def cursors(self) -> dict[str, str]:
        """Event stream → id of the last entry applied."""
        ...


class Edits(Protocol):
    """Where the rules' versions are (`dashboard.store.web.edits.EditStore`)."""

    def stamp(self) -> int:
        """Changes whenever one is added."""
        ...

    def revisions(self, kinds: Sequence[str] | None = None) -> list[Revision]:
        """Those of these kinds."""
        ...


@dataclass(frozen=True)
class Works:
    """What the jobs stand on. `alerts`: the open ones at a moment; `hotspots`: those at a moment; `reports` makes those
    that are due; `enclose`: what goes with a letter; `channels`: where alerts are told out of the house; `look_up_s`:
    least seconds between two looks at what no event tells; `sweep` lets go of files (`FileWatch`).
    """

    client: redis.Redis
    intake: Intake
    store: Store
    causes: CauseStore
    figures: Callable[[FigureQuery], Figures]
    edits: Edits
    rules: WhistleRules
    reference: Callable[[], Reference]
    zone: ZoneInfo
    shards: int
    trim_hours: int
    clock: SharedClock
    outbox: Outbox
    alerts: Callable[[int], list[Alert]]
    hotspots: Callable[[int, Limits], Found]
    channels: tuple[Channel, ...] = ()
    look_up_s: float = LEAST_S
    lease_ms: int = LEASE_MS
    reports: ReportWatch | None = None
    enclose: Enclose = nothing_enclosed
    sweep: Callable[[float], object] = lambda _before: None


def works_of(client: redis.Redis, reader: Reader, web: sa.Engine, settings: Settings) -> Works:
    """What the jobs stand on in service. Raises SettingsError where channels or the reports' times cannot be read."""
    clock, channels = SharedClock(client), read(settings.notify_file)
    desk = reporting.desk_of(reader, web, clock, settings)
    files, named = FileStore(web, settings.data_dir / "files"), WhistleReader(reader.engine, reader.rules).files_named
    return Works(
        client,
        Intake(client, settings.shards),
        WatchReader(reader.engine),
        CauseReader(reader.engine),
        reader.figures,
        EditStore(web),
        reader.rules,
        lambda: reader.reference,
        reader.zone,
        settings.shards,
        settings.trim_hours,
        clock,
        Outbox(web),
        AlertReader(reader.engine).open,
        lambda at, limits: hotspots.find(reader, at, limits),
        channels,
        reports=ReportWatch(desk, ReportStore(web), times(settings.report_times), channels),
        enclose=reporting.encloser(ReportStore(web), reader.zone),
        sweep=lambda before: files.sweep(named, before),
    )


class Clockwork:
    """The jobs of one scheduler. `jobs` goes to `streams.scheduler.serve`; tests call the methods themselves."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self._clock = works.clock
        self.leader = Leader(works.client, works.lease_ms)
        self.unapplied, self.told, given, named = (Unapplied(works.store.cursors, self._ends) for _ in range(4))
        self._book = _Books(works.edits)
        self.watch = DeadlineWatch(
            works.store, self._append, self._clock.now, works.rules, self._remind, complete_from=self._complete_from
        )
        self.notifier = Notifier(works.channels, works.outbox, works.alerts, self._unit_name, works.zone, works.enclose)
        self.number_watch = WhistleNumbers(
            works.store, self._append_noted, given, lambda: works.reference().whistles, works.zone
        )
        self.file_watch = FileWatch(works.sweep, named)
        self.hotspot_watch = HotspotWatch(works.client, works.hotspots, self._clock.now, self._book, works.look_up_s)
        asked = Asked(
            works.causes,
            works.figures,
            self._lags,
            lambda: self.hotspot_watch.found,
            Hearing(works.causes).last,
            works.zone,
        )
        self.alert_watch = AlertWatch(
            works.client,
            works.store,
            self._append_noted,
            self._clock.now,
            works.rules,
            self._book,
            (self.unapplied, self.told),
            LookUps(asked, works.look_up_s),
        )

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All of them."""
        works = self._works
        return (
            Job("leader", RENEW_S, self.leader.hold),
            Job("deadlines", 1.0, self.deadlines),
            Job("alerts", 1.0, self.alerts),
            Job("hotspots", LEAST_S, self.hotspots),
            Job("numbers", NUMBERS_S, self.numbers),
            Job("reports", REPORTS_S, self.reports),
            Job("notices", 1.0, self.notices),
            Job("files", FILES_S, self.files),
            Job("trim", 60.0, lambda: trim(works.client, works.store.cursors(), works.trim_hours)),
        )

    def deadlines(self) -> Turn:
        """Tells what has passed, wakes the alerts, and comes again when the next thing is due."""
        if not (self.leader.leading or self.leader.hold()):
            return Turn()
        told = self.watch.run()
        due, speed = self.watch.next_due(), self._clock.read().pace
        again = None if due is None or not speed else max(_LEAST_WAIT_S, (due - self.watch.now) / 1000 / speed)
        return Turn(again, "alerts" if told else "")

    def alerts(self) -> Turn:
        """Judges what moved; a standby forgets what it knew, since another speaks meanwhile."""
        if not self.leader.leading:
            self.alert_watch.forget()
            return Turn()
        return Turn(self.alert_watch.run())

    def hotspots(self) -> None:
        """Looks where citizens complain; a standby leaves it to the leader."""
        if self.leader.leading:
            self.hotspot_watch.run()
        else:
            self.hotspot_watch.forget()

    def numbers(self) -> Turn:
        """Numbers what was blown; a standby leaves it to the leader."""
        if not self.leader.leading:
            self.number_watch.forget()
            return Turn()
        return Turn(self.number_watch.run())

    def reports(self) -> None:
        """Makes situation reports that are due; a standby leaves it to the leader. Not while a past is loaded."""
        watch = self._works.reports
        if watch is not None and self.leader.leading and not self._complete_from():
            watch.run(self._clock.read(), self._clock.now())

    def notices(self) -> None:
        """Tells the world outside what is open; a standby leaves it to the leader."""
        if self.leader.leading:
            clock = self._clock.read()
            self.notifier.run(self._clock.now(), synthetic=clock.synthetic)

    def files(self) -> Turn:
        """Lets go of files that no event names; a standby leaves it to the leader."""
        if not self.leader.leading:
            self.file_watch.forget()
            return Turn()
        return Turn(self.file_watch.run())

    def _append(self, entries: list[Entry]) -> None:
        self.told.add(self.leader.append(self._works.intake, entries))

    def _append_noted(self, entries: Sequence[Mapping[str, str]], noted: Noted | None = None) -> Mapping[str, str]:
        return self.leader.append(self._works.intake, entries, noted)

    def _remind(self, case: Case, passing: Passing) -> str | None:
        return reminders.remind(case, passing, self._book().at(passing.at), self._unit_name(case.area))

    def _complete_from(self) -> int:
        """While a replay loads its past behind the present: where the present began. A case whose closing has still to
        be loaded looks late, and is not.
        """
        status: Any = self._works.client.get(keys.REPLAY)
        loading = status and json.loads(status).get("history") is not None
        return self._clock.read().base_city_ms if loading else 0

    def _unit_name(self, unit: str) -> str:
        """What people call a unit: an area's name for its code."""
        area = self._works.reference().areas.by_code.get(unit)
        return area.name_zh if area else unit

    def _ends(self) -> dict[str, str]:
        """The last entry of every event stream."""
        found = {}
        for stream in (*keys.event_streams(self._works.shards), keys.EVENTS_IN):
            last: Any = self._works.client.xrevrange(stream, count=1)
            if last:
                found[stream] = last[0][0].decode()
        return found

    def _lags(self) -> dict[str, int]:
        """Projector → ms behind; one that is not heard of any more is as far behind as its last word is old."""
        beats = heartbeat.read(self._works.client)
        return {
            part: int(beat.details.get("behind_ms", 0)) + max(0, beat.age_ms - 2_000)
            for part, beat in beats.items()
            if part.startswith("project")
        }


class _Books:
    """The rules' parameters as people last saved them."""

    def __init__(self, edits: Edits) -> None:
        self._edits = edits
        self._stamp = -1
        self._looked = float("-inf")
        self._book = RuleBook()

    def __call__(self) -> RuleBook:
        if time.monotonic() - self._looked >= BOOK_S:
            self._looked = time.monotonic()
            stamp = self._edits.stamp()
            if stamp != self._stamp:
                self._book, self._stamp = RuleBook(self._edits.revisions((TABLE.name,))), stamp
        return self._book
