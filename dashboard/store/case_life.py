"""One case whole, as of now or of any moment before: its events, what alerts and whistles have to do with it, what was
complained of beside it. Reads only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import msgspec
import sqlalchemy as sa

from dashboard.auth.who import Principal, Scope
from dashboard.domain import alert_stays, case, wording
from dashboard.domain.alert import Alert
from dashboard.domain.alert_stays import Stay
from dashboard.domain.case import Case
from dashboard.domain.events import Event
from dashboard.domain.instants import DAY_MS
from dashboard.domain.whistle import Whistle
from dashboard.domain.wording import Told
from dashboard.store import cases, log
from dashboard.store import tables as t
from dashboard.store.reader import Reader
from dashboard.store.search import SearchQuery

NEAR_M: Final = 200
NEAR_DAYS: Final = 30
"""What was complained of so near and so shortly before or after belongs to one place's story."""
MOST_NEAR: Final = 100
_DEGREE_M: Final = 111_320


class Stood(NamedTuple):
    """An alert that the case was a cause of, and when."""

    alert: Alert
    stays: Sequence[Stay]


class Near(NamedTuple):
    """Another case of the same category beside this one: so many metres and milliseconds (signed) away."""

    case: Case
    metres: float
    after_ms: int


class Life(NamedTuple):
    """A case with all that is told on its page. `events` in the order of the fold, each with why it was not allowed."""

    case: Case
    events: Sequence[tuple[Event, str | None]]
    told: Told
    whistles: Sequence[Whistle]
    alerts: Sequence[Stood]
    near: Sequence[Near]


class CaseLives:
    """Safe in several threads; every call blocks. `whistles` gives those that cover a case, as of a moment or now."""

    def __init__(self, reader: Reader, whistles: Callable[[str, int | None], Sequence[Whistle]]) -> None:
        self._reader = reader
        self._whistles = whistles

    def life(self, subject: str, who: Principal, at: int | None = None) -> Life | None:
        """The case as of a moment (ms; None = with all that is known), or None if there is none for this person."""
        with self._reader.engine.connect() as connection:
            events = log.events_of(connection, [subject], "case.").get(subject, [])
            events = [event for event in events if at is None or event.at < at]
            folded, told = self._folded(subject, events)
            if not events or not who.scope.holds(folded.area, folded.unit):
                return None
            alerts = _alerts(connection, folded, events, at) if folded.begun else []
        whistles = self._whistles(subject, at)
        near = self._near(folded, who, at) if folded.begun else []
        return Life(folded, told, wording.told_of(events), whistles, alerts, near)

    def named(self, subjects: Sequence[str], at: int) -> list[Case]:
        """These cases as they stood at a moment; those that had not begun are left out."""
        with self._reader.engine.connect() as connection:
            events = log.events_of(connection, subjects, "case.")
        before = {name: [event for event in events.get(name, []) if event.at < at] for name in dict.fromkeys(subjects)}
        folded = (case.fold(name, of_it, self._reader.rules) for name, of_it in before.items())
        return [one for one in folded if one.begun]

    def some(self, subjects: Sequence[str], scope: Scope, at: int | None = None) -> list[Case]:
        """Those of these cases that lie in the scope, as they stand or stood at a past moment."""
        if at is None:
            with self._reader.engine.connect() as connection:
                found = list(cases.load(connection, subjects).values())
        else:
            found = self.named(subjects, at)
        return [one for one in found if one.begun and scope.holds(one.area, one.unit)]

    def _folded(self, subject: str, events: Sequence[Event]) -> tuple[Case, list[tuple[Event, str | None]]]:
        reasons: dict[tuple[str, str], str] = {}

        def note(event: Event, reason: str) -> None:
            reasons[event.id, event.source] = reason

        folded = case.fold(subject, events, self._reader.rules, note)
        ordered = sorted(events, key=lambda event: event[:4])
        return folded, [(event, reasons.get((event.id, event.source))) for event in ordered]

    def _near(self, here: Case, who: Principal, at: int | None) -> list[Near]:
        """Cases of the category around the place, the nearest in time first."""
        if here.lon is None or here.lat is None:
            return []
        up = NEAR_M / _DEGREE_M
        across = up / math.cos(math.radians(here.lat))
        query = SearchQuery(
            filters={"category": (here.category,)},
            start=here.begun_at - NEAR_DAYS * DAY_MS,
            end=min(here.begun_at + NEAR_DAYS * DAY_MS, at or _FAR_MS),
            box=(here.lon - across, here.lat - up, here.lon + across, here.lat + up),
            scope=who.scope,
            personal=True,
        )
        found = self._reader.searching.page(query, self._reader.reference, limit=MOST_NEAR).cases
        near = [Near(one, _metres(here, one), one.begun_at - here.begun_at) for one in found]
        others = [one for one in near if one.case.subject != here.subject and one.metres <= NEAR_M]
        return sorted(others, key=lambda one: (abs(one.after_ms), one.case.subject))


def _metres(here: Case, there: Case) -> float:
    """Metres between two points: flat, which is right to a millimetre at this distance."""
    assert here.lon is not None
    assert here.lat is not None
    assert there.lon is not None
    assert there.lat is not None
    across = (there.lon - here.lon) * math.cos(math.radians(here.lat))
    return math.hypot(across, there.lat - here.lat) * _DEGREE_M


def _alerts(connection: sa.Connection, here: Case, events: Sequence[Event], at: int | None) -> list[Stood]:
    """Alerts of its area and units that it was a cause of, in the order in which it became one."""
    sent = {str(event.data.to) for event in events if event.type == "case.dispatched"}  # type: ignore[attr-defined]
    c, a = t.log.c, t.alerts.c
    raised = sa.select(a.subject, a.state).where(a.unit.in_(sorted({here.area, *sent})), a.raised_at.is_not(None))
    known = {row.subject: row.state for row in connection.execute(raised)}
    if not known:
        return []
    window = sa.and_(c.at >= here.first_at, c.at < (at or _FAR_MS))
    spoken = connection.execute(sa.select(c.subject).where(c.subject.in_(sorted(known)), window).distinct()).scalars()
    steps = log.events_of(connection, list(spoken), "alert.")
    found = []
    for subject, of_it in steps.items():
        inside = [event for event in of_it if here.first_at <= event.at < (at or _FAR_MS)]
        if stays := alert_stays.stays(inside, here.subject):
            found.append(Stood(msgspec.json.decode(known[subject], type=Alert), stays))
    return sorted(found, key=lambda one: one.stays[0])


_FAR_MS: Final = 2**53
