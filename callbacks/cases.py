"""The pages of cases and their callbacks: the search's rows by script, one case from the server."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from flask import request

from callbacks.cases_answers import Answers, Ask, CasesDeps, Do, Look
from callbacks.desk_app import look_of_request
from callbacks.desk_pages import Page, Visit
from callbacks.desk_past import moment_of
from callbacks.guarded import guarded
from dashboard.acts.table import acts_about
from dashboard.auth.current import require
from layouts import ids
from layouts.cases import case, search
from layouts.desk.acts import acts
from layouts.desk.words import words

PATH: Final = "/cases"
_SEE: Final = "cases:read"
_LOCATION: Final = State(ids.DESK_LOCATION, "search")
ASKED: Final = {"prevent_initial_call": True}
"""Nothing is asked before the page's script asks."""


def cases_page(deps: CasesDeps, geo_url: str) -> Page:
    """`/cases` and `/cases/<id>`. `geo_url` is where the city's outlines are served."""
    answers = Answers(deps)
    return Page(
        name="cases",
        path=PATH,
        label="案件",
        right=_SEE,
        draw=lambda visit: _draw(visit, answers, geo_url),
        skeleton=lambda: _skeleton(geo_url),
        register=lambda app: register(app, answers),
        config={"acts": acts(acts_about("case"))},
    )


def _draw(visit: Visit, answers: Answers, geo_url: str) -> Component:
    subject = unquote(visit.path.removeprefix(PATH).strip("/"))
    if subject:
        return case.frame(geo_url, visit.words, subject, visit.who, visit.query.get("at", ""))
    reference = answers.deps.reader.reference
    return search.page(geo_url, visit.words, reference, visit.query, files=visit.who.may("export"))


def _skeleton(geo_url: str) -> Component:
    say = words("zh")
    both: Component = search.page(geo_url, say)
    both.children = [*both.children, case.frame(geo_url, say)]
    return both


def register(app: Dash, answers: Answers) -> None:
    """Adds the pages' callbacks."""
    _by_script(app)
    _of_search(app, answers)
    _of_case(app, answers)


def _by_script(app: Dash) -> None:
    """What the browser does with an answer: rows, points, words."""
    nudge = Input(ids.DESK_NUDGE, "data")
    of_search = {"took": Input(ids.CASES_ANSWER, "data"), "nudged": nudge, "moved": Input(ids.CASES_MAP, "bounds")}
    of_case = {"done": Input(ids.CASE_DONE, "data"), "nudged": nudge}
    for space, sink, sources in (
        ("gridcases", ids.cases_sink, of_search),
        ("gridcase", ids.case_sink, of_case),
    ):
        for function, source in sources.items():
            app.clientside_callback(  # type: ignore[no-untyped-call] # Dash has no types for it
                ClientsideFunction(space, function), Output(sink(function), "data"), source
            )


def _of_search(app: Dash, answers: Answers) -> None:
    @guarded(app, _SEE, Output(ids.CASES_ANSWER, "data"), Input(ids.CASES_ASK, "data"), _LOCATION, **ASKED)
    def find(ask: Ask | None, address: str | None) -> Any:
        if ask is None:
            return no_update
        return answers.found(ask, require(_SEE), moment_of(address, answers.deps.zone))


def _of_case(app: Dash, answers: Answers) -> None:
    zone = answers.deps.zone

    @guarded(
        app,
        _SEE,
        Output(ids.CASE_SHEET, "children"),
        Output(ids.CASE_MAP, "viewport"),
        Output(ids.CASE_POINTS, "children"),
        Input(ids.CASE_ASK, "data"),
        _LOCATION,
    )
    def show(look: Look | None, address: str | None) -> Any:
        if look is None:
            return no_update, no_update, no_update
        say = words(look_of_request().language)
        page, version, blow = answers.look(look["id"], require(_SEE), moment_of(address, zone), say)
        if version == look["known"]:
            return no_update, no_update, no_update
        drawn = case.sheet(page, say, zone, version, blow=blow)
        # The map stays where somebody moved it.
        return (drawn, no_update, no_update) if look["known"] else (drawn, *case.place(page))

    @guarded(app, _SEE, Output(ids.CASE_DONE, "data"), Input(ids.CASE_DO, "data"), **ASKED)
    def do(wanted: Do | None) -> Any:
        if wanted is None:
            return no_update
        outcome = answers.do(wanted, require(_SEE), request.remote_addr or "")
        return {"act": wanted["act"], "outcome": outcome._asdict()}
