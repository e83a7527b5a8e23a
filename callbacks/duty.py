"""The duty desk's page and its callbacks: the queue by script, the drawer and the shift panel from the server."""

from __future__ import annotations

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from flask import request

from callbacks.desk_app import look_of_request
from callbacks.desk_pages import Page, Visit
from callbacks.duty_answers import Answers, Ask, Do, DutyDeps, Pick
from callbacks.duty_past import answers_at
from callbacks.duty_shift import Keep, Shift
from callbacks.guarded import guarded
from dashboard.acts.table import acts_about
from dashboard.auth.current import require
from dashboard.store.duty_past import DutyPast
from layouts import ids
from layouts.desk.acts import acts
from layouts.desk.words import Words, words
from layouts.duty import drawer, page, shift

_WHERE: Final = State(ids.DESK_LOCATION, "search")
_POINT = (Output(ids.DUTY_MAP, "viewport"), Output(ids.DUTY_POINT, "center"))


ASKED: Final = {"prevent_initial_call": True}
"""Nothing is asked before the page's script asks."""


def duty_page(deps: DutyDeps, geo_url: str, past: DutyPast) -> Page:
    """`/duty`. `geo_url` is where the city's outlines are served; `past` answers for `?at=`."""
    answers = Answers(deps)
    return Page(
        name="duty",
        path="/duty",
        label="值守",
        right="alerts:see",
        draw=lambda visit: _draw(visit, answers, geo_url),
        skeleton=lambda: page.page(geo_url, [], words("zh")),
        register=lambda app: register(app, answers, past),
        config={"acts": acts([*acts_about("alert"), *acts_about("case")])},
    )


def _draw(visit: Visit, answers: Answers, geo_url: str) -> Any:
    filters = answers.deps.run(answers.deps.filters.of, f"{visit.who.kind}:{visit.who.id}")
    return page.page(geo_url, filters, visit.words, visit.who)


def _say() -> Words:
    return words(look_of_request().language)


def register(app: Dash, answers: Answers, past: DutyPast) -> None:
    """Adds the desk's callbacks."""
    _by_script(app)
    _of_queue(app, answers, past)
    _of_shift(app, Shift(answers))


def _by_script(app: Dash) -> None:
    """What the browser does with an answer: rows, strip, words."""
    sources = {"took": ids.DUTY_ANSWER, "done": ids.DUTY_DONE, "kept": ids.DUTY_KEPT, "nudged": ids.DESK_NUDGE}
    for function, source in sources.items():
        app.clientside_callback(  # type: ignore[no-untyped-call] # Dash has no types for it
            ClientsideFunction("gridduty", function), Output(ids.duty_sink(function), "data"), Input(source, "data")
        )


def _of_queue(app: Dash, answers: Answers, past: DutyPast) -> None:
    @guarded(app, "alerts:see", Output(ids.DUTY_ANSWER, "data"), Input(ids.DUTY_ASK, "data"), _WHERE, **ASKED)
    def answer(ask: Ask | None, search: str | None) -> Any:
        return no_update if ask is None else answers_at(answers, past, search).queue(ask, require("alerts:see"), _say())

    @guarded(app, "alerts:see", Output(ids.DUTY_SHEET, "children"), *_POINT, Input(ids.DUTY_PICK, "data"), _WHERE)
    def show(pick: Pick | None, search: str | None) -> Any:
        say, who = _say(), require("alerts:see")
        found = answers_at(answers, past, search).sheet(pick, who, say) if pick else None
        return drawer.sheet(found, answers.deps.zone, say), *drawer.place(found)

    @guarded(app, "alerts:see", Output(ids.DUTY_DONE, "data"), Input(ids.DUTY_DO, "data"), _WHERE, **ASKED)
    def do(wanted: Do | None, search: str | None) -> Any:
        if wanted is None:
            return no_update
        done = answers_at(answers, past, search).do(wanted, require("alerts:see"), request.remote_addr or "")
        return {"token": wanted["token"], "act": wanted["act"], "outcomes": done}


def _of_shift(app: Dash, desk: Shift) -> None:
    @guarded(app, "alerts:see", Output(ids.DUTY_KEPT, "data"), Input(ids.DUTY_KEEP, "data"), **ASKED)
    def keep(wanted: Keep | None) -> Any:
        if wanted is None:
            return no_update
        if wanted["what"].startswith("filter."):
            return desk.keep_filter(wanted, require("alerts:see"))
        return desk.keep(wanted, require("alerts:act"))

    @guarded(
        app,
        "alerts:see",
        Output(ids.DUTY_SHIFT, "children"),
        Output(ids.DUTY_PAPER, "children"),
        Input(ids.DUTY_SHIFT_ASK, "data"),
        **ASKED,
    )
    def show(ask: int | None) -> Any:
        who = require("alerts:see")
        watches, sheets, now = desk.watches(), desk.sheets(), desk.now()
        panel = shift.panel(watches, sheets, now, who, desk.zone, _say())
        return panel, shift.paper(sheets[0] if sheets else None, desk.zone, _say())
