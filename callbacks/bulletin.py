"""The bulletin's page and its callbacks: open a report, and keep, seal or send it."""

from __future__ import annotations

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, no_update
from dash.development.base_component import Component

from callbacks.bulletin_answers import Ask, Bulletins, Do
from callbacks.desk_app import look_of_request
from callbacks.desk_pages import Page, Visit
from callbacks.guarded import guarded
from dashboard.auth.current import require
from dashboard.views.bulletin.address import PAGE
from layouts import ids
from layouts.bulletin import page
from layouts.desk.words import Words, words

ASKED: Final = {"prevent_initial_call": True}


def bulletin_page(answers: Bulletins) -> Page:
    """`/bulletin`, and each report below it."""
    return Page(
        name="bulletin",
        path=PAGE,
        label="通报",
        right="reports:see",
        draw=lambda visit: _draw(visit, answers),
        skeleton=lambda: page.page({}, [], [], str),
        register=lambda app: register(app, answers),
    )


def _draw(visit: Visit, answers: Bulletins) -> Component:
    asked = answers.asked(visit)
    return page.page(asked, answers.entries(visit, asked), answers.quick(visit), visit.words)


def register(app: Dash, answers: Bulletins) -> None:
    """Adds the page's callbacks."""

    @guarded(
        app,
        "reports:see",
        Output(ids.BULLETIN_DRAWN, "data"),
        Output(ids.BULLETIN_SIDE, "children"),
        Input(ids.BULLETIN_ASK, "data"),
    )
    def show(ask: Ask | None) -> Any:
        return (no_update, no_update) if ask is None else answers.opened(ask, require("reports:see"), _words())

    @guarded(app, "reports:write", Output(ids.BULLETIN_DONE, "data"), Input(ids.BULLETIN_DO, "data"), **ASKED)
    def do(wanted: Do | None) -> Any:
        return no_update if wanted is None else answers.do(wanted, require("reports:write"), _words())

    sources = {"drawn": ids.BULLETIN_DRAWN, "done": ids.BULLETIN_DONE}
    for function, source in sources.items():
        app.clientside_callback(  # type: ignore[no-untyped-call] # Dash has no types for it
            ClientsideFunction("gridbulletin", function),
            Output(ids.bulletin_sink(function), "data"),
            Input(source, "data"),
        )


def _words() -> Words:
    return words(look_of_request().language)
