"""The form to blow by: opened with what it is blown for, sent as one act."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from flask import request

from callbacks.desk_app import look_of_request
from callbacks.guarded import guarded
from callbacks.whistles_answers import Answers, new_token
from dashboard.acts.decide import Asked
from dashboard.auth.current import require
from dashboard.auth.who import Principal
from dashboard.domain.case import Case
from dashboard.domain.hotspots import Hotspot
from dashboard.domain.instants import DAY_MS
from dashboard.store.whistle_reader import WhistleQuery
from dashboard.views.duty.rows import area_name
from dashboard.views.whistles import blow
from dashboard.views.whistles.blow import Blow
from layouts import ids
from layouts.desk.words import words
from layouts.whistles import blow as layout
from layouts.whistles.blow import FIELDS, Choices

PAST_MS = 365 * DAY_MS
"""Departments are offered that were called within a year."""

_FAULT, _SEND, _TOKEN = (ids.whistles_field(name) for name in ("fault", "send", "token"))
_VALUES = tuple(State(ids.whistles_field(name), "value") for name in FIELDS)


class Wanted(TypedDict):
    """What a whistle is to be blown for: a case, a hotspot, or nothing (both empty)."""

    case: str
    hotspot: str
    n: NotRequired[int]


def register(app: Dash, answers: Answers) -> None:
    """Adds the form's callbacks."""
    _opening(app, answers)
    _sending(app, answers)


def _opening(app: Dash, answers: Answers) -> None:
    @guarded(
        app,
        "whistles:act",
        Output(ids.WHISTLES_FORM, "opened"),
        Output(ids.WHISTLES_FORM_BODY, "children"),
        Input(ids.WHISTLES_BLOW, "data"),
    )
    def open_form(wanted: Wanted | None) -> Any:
        return (no_update, no_update) if wanted is None else (True, _body(answers, wanted, require("whistles:act")))

    @guarded(
        app,
        "whistles:act",
        Output(ids.whistles_field("departments"), "data"),
        Input(ids.whistles_field("area"), "value"),
        prevent_initial_call=True,
    )
    def offer(area: str | None) -> Any:
        return _departments(answers, area or "")


def _sending(app: Dash, answers: Answers) -> None:
    @guarded(
        app,
        "whistles:act",
        Output(ids.WHISTLES_BLOWN, "data"),
        Output(_FAULT, "children"),
        Output(ids.WHISTLES_FORM, "opened", allow_duplicate=True),
        Input(_SEND, "n_clicks"),
        State(_TOKEN, "data"),
        *_VALUES,
        prevent_initial_call=True,
    )
    def send(clicks: int | None, token: str, *filled: str | list[str] | None) -> Any:
        if not clicks:
            return no_update, no_update, no_update
        return _sent(answers, token, dict(zip(FIELDS, filled, strict=True)), require("whistles:act"))


def _body(answers: Answers, wanted: Wanted, who: Principal) -> list[Component]:
    say, reference = words(look_of_request().language), answers.deps.reference()
    inside = [area for area in reference.areas if who.scope.holds(area.code, None)]
    first = _first(answers, wanted, who)
    areas = [(area.code, area_name(reference, area.code)) for area in inside]
    choices = Choices(areas, answers.kinds(), _departments(answers, first.area))
    return layout.fields(first, choices, new_token(), say)


def _first(answers: Answers, wanted: Wanted, who: Principal) -> Blow:
    """The form's first values; what is not there for this person fills in nothing."""
    deps = answers.deps
    if wanted["case"]:
        (case,) = deps.run(deps.cases.some, [wanted["case"]], who.scope) or (None,)
        if case is not None:
            return blow.from_case(case, _suggested(answers, case), deps.reference())
    if wanted["hotspot"]:
        spot = deps.hotspot(deps.city_now(), wanted["hotspot"])
        if spot is not None and who.scope.holds(spot.area, None):
            return blow.from_hotspot(spot, _suggested(answers, spot), deps.reference())
    return blow.from_nothing(who.scope.areas)


def _suggested(answers: Answers, found: Case | Hotspot) -> str | None:
    """The unit that cases of this category and place go to."""
    suggested = answers.deps.wits.unit(found.category, found.area, found.street or "")
    return suggested.unit if suggested else None


def _departments(answers: Answers, area: str) -> list[str]:
    now = answers.deps.city_now()
    past = answers.archive(WhistleQuery(now - PAST_MS, now))
    responsible = answers.deps.reference().catalogue.responsibility.items()
    return blow.known(area, past, [unit for (_, where), unit in responsible if where == area])


def _sent(answers: Answers, token: str, filled: dict[str, Any], who: Principal) -> Any:
    asked = Asked("whistle.blow", "", {name: value for name, value in filled.items() if value}, token)
    outcome = answers.deps.acting.act([asked], who, request.remote_addr or "")[0]
    say = words(look_of_request().language)
    if outcome.status not in ("done", "under_way"):
        return no_update, say(outcome.sentence), no_update
    return {"id": outcome.subject, "sentence": f"{say('发起吹哨')}：{say(outcome.sentence)}"}, "", False
