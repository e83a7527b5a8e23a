"""The whistles' page and its callbacks: the board by script, drawer and form from the server."""

from __future__ import annotations

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from flask import request

from callbacks import whistles_archive
from callbacks.desk_app import look_of_request
from callbacks.desk_pages import Page, Visit
from callbacks.desk_past import moment_of
from callbacks.guarded import guarded
from callbacks.whistles_answers import Answers, Ask, Do, Pick, WhistleDeps
from callbacks.whistles_blow import register as register_blow
from dashboard.acts.table import acts_about
from dashboard.auth.current import require
from layouts import ids
from layouts.desk.acts import acts
from layouts.desk.words import words
from layouts.whistles import page, sheet

_LOCATION: Final = State(ids.DESK_LOCATION, "search")
ASKED: Final = {"prevent_initial_call": True}
"""Nothing is asked before the page's script asks."""


def whistles_page(deps: WhistleDeps, geo_url: str) -> Page:
    """`/whistles`. `geo_url` is where the city's outlines are served."""
    answers = Answers(deps)
    return Page(
        name="whistles",
        path="/whistles",
        label="吹哨",
        right="whistles:see",
        draw=lambda visit: _draw(visit, answers, geo_url),
        skeleton=lambda: page.page(geo_url, words("zh")),
        register=lambda app: register(app, answers),
        config={"acts": acts(acts_about("whistle"))},
    )


def _draw(visit: Visit, answers: Answers, geo_url: str) -> Component:
    if visit.path.rstrip("/") in (whistles_archive.ARCHIVE, whistles_archive.STATISTICS):
        return whistles_archive.draw(visit, answers)
    return page.page(geo_url, visit.words, visit.who, dict(visit.query))


def register(app: Dash, answers: Answers) -> None:
    """Adds the page's callbacks."""
    _by_script(app)
    _of_board(app, answers)
    register_blow(app, answers)


def _by_script(app: Dash) -> None:
    """What the browser does with an answer: cards, words."""
    sources = {
        "took": ids.WHISTLES_ANSWER,
        "done": ids.WHISTLES_DONE,
        "nudged": ids.DESK_NUDGE,
        "blown": ids.WHISTLES_BLOWN,
    }
    for function, source in sources.items():
        app.clientside_callback(  # type: ignore[no-untyped-call] # Dash has no types for it
            ClientsideFunction("gridwhistles", function),
            Output(ids.whistles_sink(function), "data"),
            Input(source, "data"),
        )


def _of_board(app: Dash, answers: Answers) -> None:
    see: Final = "whistles:see"
    zone = answers.deps.zone

    @guarded(app, see, Output(ids.WHISTLES_ANSWER, "data"), Input(ids.WHISTLES_ASK, "data"), _LOCATION, **ASKED)
    def answer(ask: Ask | None, search: str | None) -> Any:
        return no_update if ask is None else answers.board(require(see), moment_of(search, zone))

    @guarded(
        app,
        see,
        Output(ids.WHISTLES_SHEET, "children"),
        Output(ids.WHISTLES_MAP, "viewport"),
        Output(ids.WHISTLES_POINTS, "children"),
        Input(ids.WHISTLES_PICK, "data"),
        _LOCATION,
    )
    def show(pick: Pick | None, search: str | None) -> Any:
        if pick is None:
            return no_update, no_update, no_update
        say = words(look_of_request().language)
        found = answers.sheet(pick, require(see), moment_of(search, zone), say)
        drawn = sheet.sheet(found, zone, say)
        return drawn, *page.place(found.points if found else ())

    @guarded(app, see, Output(ids.WHISTLES_DONE, "data"), Input(ids.WHISTLES_DO, "data"), **ASKED)
    def do(wanted: Do | None) -> Any:
        if wanted is None:
            return no_update
        outcome = answers.do(wanted, require(see), request.remote_addr or "")
        return {"act": wanted["act"], "outcome": outcome._asdict()}
