"""The rankings' page and its callbacks: the table anew when something moved, trends, notes."""

from __future__ import annotations

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from callbacks import rankings_district
from callbacks.desk_app import look_of_request
from callbacks.desk_pages import Page, Visit
from callbacks.desk_past import AT, moment_of, query_of
from callbacks.guarded import guarded
from callbacks.rankings_answers import Answers, Ask, NoteAsk, RankingDeps, heard_by
from dashboard.auth.current import require
from dashboard.views.rankings.asked import asked
from layouts import ids
from layouts.desk.words import words
from layouts.rankings import district, page
from layouts.rankings.page import Drawn

ASKED: Final = {"prevent_initial_call": True}
_SEE: Final = "figures:read"
_SEARCH: Final = State(ids.DESK_LOCATION, "search")


def rankings_page(deps: RankingDeps, geo_url: str) -> Page:
    """`/rankings` and the pages of districts below it. `geo_url` is where the city's outlines are served."""
    answers = Answers(deps)
    return Page(
        name="rankings",
        path="/rankings",
        label="排名",
        right=_SEE,
        draw=lambda visit: _draw(visit, answers),
        skeleton=lambda: html.Div(
            [page.skeleton(deps.rankings.reader.reference.areas, words("zh")), district.frame(words("zh"))]
        ),
        register=lambda app: register(app, answers, geo_url),
    )


def _draw(visit: Visit, answers: Answers) -> Component:
    if rankings_district.area_of(visit.path):
        return rankings_district.draw(visit, answers)
    question = asked(visit.query)
    data = answers.table(question, visit.who, visit.at)
    areas = answers.deps.rankings.areas(visit.who.scope)
    past = visit.query.get(AT, "") if visit.at is not None else ""
    return page.page(Drawn(question, data, areas, visit.words, visit.who, past, look_of_request().language))


def register(app: Dash, answers: Answers, geo_url: str) -> None:
    """Adds the page's callbacks."""
    _by_script(app)
    rankings_district.register(app, answers, geo_url)
    zone = answers.deps.zone

    @guarded(app, _SEE, Output(ids.RANKINGS_ANSWER, "data"), Input(ids.RANKINGS_ASK, "data"), _SEARCH, **ASKED)
    def table(ask: Ask | None, search: str | None) -> Any:
        if ask is None:
            return no_update
        return answers.table(asked(query_of(search)), require(_SEE), moment_of(search, zone), heard_by(ask))

    @guarded(app, _SEE, Output(ids.RANKINGS_TREND, "data"), Input(ids.RANKINGS_TREND_ASK, "data"), _SEARCH, **ASKED)
    def trend(ask: Ask | None, search: str | None) -> Any:
        if ask is None:
            return no_update
        found = answers.trend(asked(query_of(search)), require(_SEE), moment_of(search, zone))
        return {**found, "notes": answers.notes()}

    @guarded(app, "reports:write", Output(ids.RANKINGS_NOTES, "data"), Input(ids.RANKINGS_NOTE, "data"), **ASKED)
    def keep(wanted: NoteAsk | None) -> Any:
        return no_update if wanted is None else answers.keep_note(wanted, require("reports:write"))


def _by_script(app: Dash) -> None:
    """What the browser does with an answer: rows, sparklines, notes."""
    sources = {
        "took": ids.RANKINGS_ANSWER,
        "nudged": ids.DESK_NUDGE,
        "trended": ids.RANKINGS_TREND,
        "noted": ids.RANKINGS_NOTES,
    }
    for function, source in sources.items():
        app.clientside_callback(  # type: ignore[no-untyped-call] # Dash has no types for it
            ClientsideFunction("gridrankings", function),
            Output(ids.rankings_sink(function), "data"),
            Input(source, "data"),
        )
