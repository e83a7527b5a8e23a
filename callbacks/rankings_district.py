"""`/rankings/<area>`: one district's sheet, drawn by the server, asked for anew when cases moved."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from callbacks.desk_app import look_of_request
from callbacks.desk_pages import Visit
from callbacks.desk_past import AT, moment_of, query_of
from callbacks.guarded import guarded
from callbacks.rankings_answers import Answers, Ask, heard_by
from dashboard.auth.current import require
from dashboard.domain.ranking_periods import NAMES
from dashboard.views.rankings.asked import Asked, asked
from layouts import ids
from layouts.desk.shell import notice
from layouts.desk.words import Words, words
from layouts.duty.attributes import attributes
from layouts.rankings import district
from layouts.rankings.page import PERIODS

_SEE: Final = "figures:read"
_WHERE: Final = (State(ids.DESK_LOCATION, "pathname"), State(ids.DESK_LOCATION, "search"))


def area_of(path: str) -> str:
    """The district that an address names; "" for the rankings themselves."""
    return unquote(path.rstrip("/").removeprefix("/rankings").removeprefix("/"))


def draw(visit: Visit, answers: Answers) -> Component:
    """The page of the district in the address."""
    area, say = area_of(visit.path), visit.words
    if not answers.deps.districts.sees(area, visit.who):
        return notice(say("没有这个区域"), say("区域不存在，或不在您的可见范围内。"))
    past = f"{AT}={visit.query[AT]}" if visit.at is not None else ""
    name = answers.deps.rankings.reader.reference.areas.name(area)
    return district.frame(say, area, name, past, _periods(asked(visit.query), past, say))


def _periods(question: Asked, past: str, say: Words) -> list[Component]:
    tail = f"&{past}" if past else ""
    return [
        html.A(
            say(PERIODS[name]),
            href=f"?period={name}{tail}",
            **attributes({"aria-current": "true" if question.period == name else ""}),
        )
        for name in NAMES
    ]


def register(app: Dash, answers: Answers, geo_url: str) -> None:
    """Adds the page's callbacks."""
    zone = answers.deps.zone
    app.clientside_callback(  # type: ignore[no-untyped-call] # Dash has no types for it
        ClientsideFunction("gridrankings", "district"),
        Output(ids.rankings_sink("district"), "data"),
        Input(ids.DESK_NUDGE, "data"),
    )

    @guarded(app, _SEE, Output(ids.DISTRICT_SHEET, "children"), Input(ids.DISTRICT_ASK, "data"), *_WHERE)
    def sheet(ask: Ask | None, path: str | None, search: str | None) -> Any:
        where = (_question(path, search), require(_SEE), moment_of(search, zone))
        found = ask and answers.district(*where, heard_by(ask))
        return district.sheet(found, words(look_of_request().language), geo_url) if found else no_update

    @guarded(app, _SEE, Output(ids.DISTRICT_MORE, "children"), Input(ids.DISTRICT_ASK, "data"), *_WHERE)
    def more(ask: Ask | None, path: str | None, search: str | None) -> Any:
        found = ask and answers.district_more(_question(path, search), require(_SEE), moment_of(search, zone))
        return district.more(found, words(look_of_request().language)) if found else no_update


def _question(path: str | None, search: str | None) -> Asked:
    return asked(query_of(search))._replace(tab="area", case_class="", area=area_of(path or ""))
