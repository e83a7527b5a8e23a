"""What the duty desk is answered: gathers from stores and wits, hands it to the views. One object per web worker.

It decides nothing: rights are the gate's and the acts', scope is the store's, words are the views'. All calls of the
store go off the web's loop (`run`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, Protocol, TypedDict
from zoneinfo import ZoneInfo

from dashboard.acts.decide import Asked, inside
from dashboard.acts.port import Acting
from dashboard.auth.who import Principal
from dashboard.domain import alarm_load
from dashboard.domain.alert import Alert
from dashboard.domain.figures import FigureQuery, Figures
from dashboard.domain.hotspots import Found
from dashboard.domain.instants import DAY_MS, local, midnight
from dashboard.domain.reference import Reference
from dashboard.domain.roster import on_duty
from dashboard.store.alerts import AlertReader
from dashboard.store.duty import DutyStore, Queue
from dashboard.store.duty_wits import Wits
from dashboard.store.web.filters import FilterStore
from dashboard.store.web.handovers import HandoverStore
from dashboard.store.web.rosters import RosterStore
from dashboard.views.duty import rows, sheet, strip
from dashboard.views.duty.sheet import Sheet
from dashboard.views.duty.words import Say

MEMBERS = 500
"""Cases of an opened group that are shown: more would be no list that anybody reads."""
MOST_AT_ONCE = 500
MOST_SEQ = 1 << 62
"""No log is longer, and no database takes a larger number."""
OVERLAP_MS = 60_000
"""Alerts told again, so that none is missed whose step was dated a little earlier than one already told."""


class Ask(TypedDict):
    """What a page wants: all that changed after log entry `since` and alert moment `alerts_at` (null: all), the cases
    of opened groups, and, now and then, chances of being late.
    """

    since: int | None
    alerts_at: int | None
    open: list[str]
    risks: bool
    n: int


class Pick(TypedDict):
    """What the drawer is to show."""

    id: str
    about: str
    n: NotRequired[int]


class Do(TypedDict):
    """One act on several subjects, with the form's fields and token."""

    act: str
    subjects: list[str]
    fields: dict[str, Any]
    token: str


class Reader(Protocol):
    """Figures and reference data (`dashboard.store.reader.Reader`)."""

    @property
    def reference(self) -> Reference:
        """The reference data in force."""
        ...

    def figures(self, query: FigureQuery) -> Figures:
        """The contract's figures."""
        ...


@dataclass(frozen=True)
class DutyDeps:
    """What the desk stands on. `titles` are the rules' Chinese names by code; `city_now` is the city's clock, ms;
    `hotspots` are those found last.
    """

    reader: Reader
    store: DutyStore
    alerts: AlertReader
    wits: Wits
    acting: Acting
    rosters: RosterStore
    handovers: HandoverStore
    filters: FilterStore
    city_now: Callable[[], int]
    zone: ZoneInfo
    titles: Mapping[str, str]
    synthetic: Callable[[], bool]
    note: Callable[[str, str], None]
    hotspots: Callable[[], Found | None] = lambda: None
    run: Callable[..., Any] = lambda call, *args, **kwargs: call(*args, **kwargs)


class Answers:
    """Answers the desk's questions in the name of who asks."""

    def __init__(self, deps: DutyDeps) -> None:
        self.deps = deps

    def queue(self, ask: Ask, who: Principal, say: Say) -> dict[str, Any]:
        """The queue, or what changed in it; alerts; the strip."""
        deps, now = self.deps, self.deps.city_now()
        since = ask["since"]
        known = since is not None and 0 <= since < MOST_SEQ
        found: Queue = deps.run(deps.store.queue, who.scope, now, since if known else None)
        alerts = self.open_alerts(who, now)
        return {
            "at": now,
            "seq": found.seq,
            "whole": found.whole,
            "cases": [rows.case_row(case, deps.reader.reference) for case in found.cases],
            "gone": found.gone,
            "late": found.late,
            "coming": found.coming,
            "open": [alert.subject for alert in alerts],
            "alerts": self._told(alerts, ask["alerts_at"]),
            "members": self._members(alerts, ask["open"], who),
            "strip": self._strip(alerts, who, now),
            "risks": self._risks(who, now, say) if ask["risks"] else None,
        }

    def open_alerts(self, who: Principal, now: int) -> list[Alert]:
        """The open alerts that lie in the asker's scope."""
        found: list[Alert] = self.deps.run(self.deps.alerts.open, now)
        return [alert for alert in found if inside(who.scope, alert)]

    def sheet(self, pick: Pick, who: Principal, say: Say) -> Sheet | None:
        """What the drawer shows of a case or an alert; None where there is none for this person."""
        deps, now, subject = self.deps, self.deps.city_now(), pick["id"]
        about = "alert" if pick["about"] == "alert" else "case"
        offers = deps.acting.offers(about, subject, who)  # type: ignore[arg-type] # mypy widens the two literals
        if offers is None:
            return None
        events = deps.run(deps.store.life, subject)
        reference = deps.reader.reference
        if about == "alert":
            (alert, _) = deps.run(deps.alerts.one, subject)
            made = sheet.of_alert(alert, events, reference, deps.titles, say)
        else:
            (case,) = deps.run(deps.store.some, [subject], who.scope) or (None,)
            if case is None:
                return None
            made = sheet.of_case(case, events, reference, now, say, personal=who.may("cases:personal"))
            unit = deps.wits.unit(case.category, case.area, case.street or "") if case.waiting_task else None
            known = deps.wits.measured_forecasts
            ahead = (rows.risk([pair], known, say) for pair in deps.wits.ahead(case, now))
            made = made._replace(
                suggested=rows.suggestion(unit, deps.wits.measured_units, say, synthetic=deps.synthetic()),
                risks=tuple(one for one in ahead if one),
            )
        return made._replace(buttons=sheet.buttons(offers))

    def do(self, wanted: Do, who: Principal, address: str) -> list[dict[str, Any]]:
        """Does an act on each subject; what became of each, in order."""
        subjects = list(dict.fromkeys(wanted["subjects"]))[:MOST_AT_ONCE]
        asked = [Asked(wanted["act"], subject, wanted["fields"], wanted["token"]) for subject in subjects]
        return [outcome._asdict() for outcome in self.deps.acting.act(asked, who, address)]

    def _told(self, alerts: list[Alert], known_at: int | None) -> list[dict[str, Any]]:
        after = 0 if known_at is None else known_at - OVERLAP_MS
        changed = (alert for alert in alerts if alert.last_at > after)
        return [rows.alert_row(alert, self.deps.reader.reference, self.deps.titles) for alert in changed]

    def _members(self, alerts: list[Alert], opened: list[str], who: Principal) -> list[dict[str, Any]]:
        names = [name for alert in alerts if alert.subject in opened for name in alert.cases[:MEMBERS]]
        found = self.deps.run(self.deps.store.some, names, who.scope) if names else []
        return [rows.case_row(case, self.deps.reader.reference) for case in found]

    def _risks(self, who: Principal, now: int, say: Say) -> dict[str, Any]:
        deps = self.deps
        deps.wits.refresh(now)
        due = deps.run(deps.store.due_within, who.scope, now)
        found = {case.subject: rows.risk(deps.wits.ahead(case, now), None, say) for case in due}
        return {name: one for name, one in found.items() if one}

    def _strip(self, alerts: list[Alert], who: Principal, now: int) -> dict[str, Any]:
        deps = self.deps
        watches = deps.run(deps.rosters.within, now - DAY_MS, now + DAY_MS)
        moments = deps.run(deps.store.announced, now - alarm_load.NEEDED_MS)
        newest = deps.run(deps.handovers.newest, 1)
        return {
            "figures": strip.figures(self.today(who, now)),
            "load": strip.load(alarm_load.load(moments, len(on_duty(watches, now)), now)),
            "people": strip.people(alerts),
            "watch": strip.watch(watches, now),
            "handover": strip.waiting(newest[0] if newest else None),
            "hotspots": self._hotspots(who),
        }

    def _hotspots(self, who: Principal) -> int | None:
        """How many there are in the asker's areas; None where nobody has looked, or he sees a unit alone."""
        found = None if who.scope.units is not None else self.deps.hotspots()
        return None if found is None else sum(who.scope.holds(one.area, None) for one in found.spots)

    def today(self, who: Principal, now: int) -> Figures:
        """The figures from local midnight to now, of the asker's part of the city."""
        start = midnight(local(now, self.deps.zone).date(), self.deps.zone)
        filters = who.scope.narrow({}) or {}
        found: Figures = self.deps.run(self.deps.reader.figures, FigureQuery(start, start + DAY_MS, now, filters))
        return found
