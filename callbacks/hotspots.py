"""The hotspots page and its callbacks: the list as it was found last, and one hotspot whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypedDict
from zoneinfo import ZoneInfo

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks.desk_app import look_of_request
from callbacks.desk_pages import Page, Visit
from callbacks.desk_past import moment_of
from callbacks.guarded import guarded
from callbacks.whistles_answers import hiding
from dashboard.acts.decide import inside
from dashboard.auth.current import require
from dashboard.auth.who import Principal, Right
from dashboard.domain.clock import CityClock
from dashboard.domain.instants import MINUTE_MS
from dashboard.domain.reference import Reference
from dashboard.store.case_life import CaseLives
from dashboard.store.hotspots import HotspotReader
from dashboard.store.whistle_reader import WhistleReader
from dashboard.views.hotspots import listing
from dashboard.views.hotspots.listing import Listing, Sheet
from layouts import ids
from layouts.desk.words import words
from layouts.hotspots import page, sheet

LATE_MS: Final = 15 * MINUTE_MS
"""Found so long ago (city time) they are old …"""
LATE_S: Final = 60
"""… or so long ago of the machine's time, where the city's runs faster."""
_SEE: Final[Right] = "cases:read"
_LOCATION: Final = State(ids.DESK_LOCATION, "search")


class Chosen(TypedDict):
    """What the list is narrowed to ("" = all), and the hotspot that is shown whole."""

    area: str
    category: str
    id: str
    n: int


@dataclass(frozen=True)
class HotspotDeps:
    """What the page stands on. `clock`: the city's clock, and the moment it shows (ms UTC)."""

    hotspots: HotspotReader
    cases: CaseLives
    whistles: WhistleReader
    reference: Callable[[], Reference]
    clock: Callable[[], tuple[CityClock, int]]
    zone: ZoneInfo
    run: Callable[..., Any] = lambda call, *args, **kwargs: call(*args, **kwargs)


class Answers:
    """Answers the page's questions in the name of who asks."""

    def __init__(self, deps: HotspotDeps) -> None:
        self.deps = deps

    def shown(self, who: Principal, at: int | None, chosen: Chosen | None = None) -> Listing | None:
        """The list as of now or of a past moment; None where nobody has looked yet."""
        deps = self.deps
        found = deps.hotspots.newest() if at is None else deps.hotspots.read(at)
        if found is None:
            return None
        clock, now = deps.clock()
        stale = at is None and now - found.at > max(LATE_MS, LATE_S * 1000 * clock.pace)
        narrowed = {name: str(chosen.get(name) or "") for name in ("area", "category")} if chosen else {}
        return listing.listing(found, who.scope.areas, deps.reference(), narrowed, stale=stale)

    def sheet(self, who: Principal, at: int | None, chosen: Chosen) -> Sheet | None:
        """One hotspot whole; None where it is not there for this person."""
        shown = self.shown(who, at, chosen)
        spot = next((row.spot for row in shown.rows if row.spot.id == chosen["id"]), None) if shown else None
        if shown is None or spot is None:
            return None
        cases = self.deps.run(self.deps.cases.some, spot.cases, who.scope, at)
        found = [self.deps.run(self.deps.whistles.named, name, at) for name in spot.whistles]
        seen = [one for one in found if one is not None and who.may("whistles:see") and inside(who.scope, one)]
        return listing.sheet(shown, spot.id, cases, seen, hiding(who))


def hotspots_page(deps: HotspotDeps, geo_url: str) -> Page:
    """`/hotspots`. `geo_url` is where the city's outlines are served."""
    answers = Answers(deps)
    return Page(
        name="hotspots",
        path="/hotspots",
        label="热点",
        right=_SEE,
        draw=lambda visit: _draw(visit, answers, geo_url),
        skeleton=lambda: page.page(geo_url, words("zh")),
        register=lambda app: register(app, answers),
    )


def _draw(visit: Visit, answers: Answers, geo_url: str) -> Component:
    if visit.who.scope.units is not None:
        return page.refused(visit.words)
    shown = answers.shown(visit.who, visit.at)
    return page.page(geo_url, visit.words, shown, answers.deps.zone, picked=visit.query.get("id", ""))


def register(app: Dash, answers: Answers) -> None:
    """Adds the page's callbacks."""
    app.clientside_callback(  # type: ignore[no-untyped-call] # Dash has no types for it
        ClientsideFunction("gridhotspots", "nudged"),
        Output(ids.hotspots_sink("nudged"), "data"),
        Input(ids.DESK_NUDGE, "data"),
    )
    zone = answers.deps.zone
    drawn = (Output(ids.HOTSPOTS_STRIP, "children"), Output(ids.HOTSPOTS_LIST, "children"))

    @guarded(
        app, _SEE, *drawn, Output(ids.HOTSPOTS_POINTS, "children"), Input(ids.HOTSPOTS_ASK, "data"), _LOCATION,
        prevent_initial_call=True,
    )  # fmt: skip
    def show(chosen: Chosen | None, search: str | None) -> Any:
        who, say = require(_SEE), words(look_of_request().language)
        if chosen is None or who.scope.units is not None:
            return no_update, no_update, no_update
        shown = answers.shown(who, moment_of(search, zone), chosen)
        return page.strip(shown, say, zone), page.rows(shown, say, zone), page.points(shown)

    @guarded(app, _SEE, Output(ids.HOTSPOTS_SHEET, "children"), Input(ids.HOTSPOTS_PICK, "data"), _LOCATION)
    def pick(chosen: Chosen | None, search: str | None) -> Any:
        who, at = require(_SEE), moment_of(search, zone)
        found = answers.sheet(who, at, chosen) if chosen and who.scope.units is None else None
        may_blow = at is None and who.may("whistles:act")
        return sheet.sheet(found, zone, words(look_of_request().language), may_blow=may_blow)
