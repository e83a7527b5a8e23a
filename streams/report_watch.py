"""Makes the last day's, week's and month's situation report at their times of the city's clock, keeps and sends them.

Each once: a report's edition and its notices have keys that follow from its period, so a restart, or a second
scheduler that takes over in the middle, makes nothing twice. What was due while nobody was there is made later, but of
each kind the last one only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final, Protocol

import structlog

from dashboard.domain import stretches
from dashboard.domain.clock import CityClock
from dashboard.domain.instants import local, to_ms
from dashboard.domain.report_edits import ReportKey
from dashboard.domain.stretches import Kind
from dashboard.errors import SettingsError
from dashboard.report_desk import ReportDesk
from streams.notify.channels import REPORTS, Channel

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

REPORTS_S: Final = 10.0
MOST_PACE: Final = 120.0
"""A replay that goes faster has a day in minutes: nobody could read what it would make."""
KINDS: Final[tuple[Kind, ...]] = ("day", "week", "month")


class Marks(Protocol):
    """Up to when reports have been made (`dashboard.store.web.reports.ReportStore`)."""

    def dealt(self) -> dict[str, int]:
        """Kind → moment."""
        ...

    def deal(self, kind: str, due: int) -> None:
        """Moves it on."""
        ...


def times(pairs: Iterable[tuple[str, str]]) -> dict[Kind, time]:
    """When each kind is made, from GRID_REPORT_TIMES. Raises SettingsError."""
    given = {name: text for name, text in pairs if text != "none"}
    try:
        found = {kind: time.fromisoformat(given[kind]) for kind in KINDS if kind in given}
    except ValueError as error:
        raise SettingsError(f"GRID_REPORT_TIMES: {error}; write times like day=08:00") from error
    if strange := given.keys() - REPORTS:
        raise SettingsError(f"GRID_REPORT_TIMES names {min(strange)!r}; known: {', '.join(KINDS)}")
    return found


def last_due(kind: Kind, at: time, now: datetime) -> datetime:
    """The last moment, up to `now` (local), at which a report of this kind was due: each day, Monday, or the first."""
    today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    if kind == "day":
        return today if today <= now else today - timedelta(days=1)
    if kind == "week":
        monday = today - timedelta(days=today.weekday())
        return monday if monday <= now else monday - timedelta(days=7)
    first = today.replace(day=1)
    return first if first <= now else (first - timedelta(days=1)).replace(day=1)


class ReportWatch:
    """Call `run` every `REPORTS_S`, where it leads."""

    def __init__(self, desk: ReportDesk, marks: Marks, at: Mapping[Kind, time], channels: Sequence[Channel]) -> None:
        self._desk = desk
        self._marks = marks
        self._at = at
        self._channels = channels

    def run(self, clock: CityClock, now: int) -> list[Kind]:
        """Makes and sends what is due; the kinds that it saw to. A kind that it sees for the first time, or after the
        clock was set back, begins with its next report.
        """
        if clock.pace > MOST_PACE:
            return []
        dealt, made = self._marks.dealt(), []
        for kind, at in self._at.items():
            due = to_ms(last_due(kind, at, local(now, self._desk.zone)))
            if not dealt.get(kind, now + 1) <= now:
                self._marks.deal(kind, due)
            elif due > dealt[kind]:
                self._make(kind, due)
                self._marks.deal(kind, due)
                made.append(kind)
        return made

    def _make(self, kind: Kind, due: int) -> None:
        first, last = stretches.latest(kind, local(due, self._desk.zone))
        key = ReportKey(to_ms(first), to_ms(last), "city")
        seal = self._desk.made(key, due)
        if seal is None:
            log.info("report.nothing_to_say", kind=kind, due=due)
            return
        sent = self._desk.send(key, seal.edition, [one.name for one in self._channels if kind in one.reports])
        log.info("report.made", kind=kind, due=due, edition=seal.edition, channels=sent)
