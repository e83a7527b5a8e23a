"""The drawer: one case or alert whole, with a map, limits, suggestions, acts and the time line. PURE."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import dash_leaflet as dl
from dash import html
from dash.development.base_component import Component

from dashboard.domain.forecast import LIKELY
from dashboard.domain.instants import local
from dashboard.views.duty.sheet import Button, Sheet, Step
from layouts import ids
from layouts.desk.outlines import outlines
from layouts.desk.words import Words, act_name
from layouts.duty.attributes import attributes

CITY: Final = (25.48, 102.92)
FAR, NEAR = 6.5, 12
"""From so far the whole city is on the drawer's map."""


def drawer(geo_url: str, say: Words) -> Component:
    """The drawer, empty. `geo_url` is where districts.geojson and lakes.geojson are served."""
    # Panes of their own: outlines come later than the point, and would lie on top of it.
    point = dl.CircleMarker(id=ids.DUTY_POINT, center=[0, 0], radius=7, className="duty-point")
    chart = dl.Map(
        [*outlines(geo_url, "duty"), point],
        id=ids.DUTY_MAP,
        center=list(CITY),
        zoom=FAR,
        attributionControl=False,
        zoomSnap=0.5,
        keyboard=False,
        className="duty-map",
    )
    body = [html.Div(id=ids.DUTY_SHEET), html.Figure([chart, html.Figcaption(say("边界示意"))], className="duty-place")]
    return html.Aside(
        body, id=ids.DUTY_DRAWER, className="duty-drawer", tabIndex="-1", **attributes({"aria-label": say("详情")})
    )


def place(found: Sheet | None) -> tuple[dict[str, Any], list[float]]:
    """The map's frame and its point: the case's, or the whole city without one."""
    at = found.point if found and found.point else None
    return {"center": list(at or CITY), "zoom": NEAR if at else FAR}, list(at or (0, 0))


def sheet(found: Sheet | None, zone: ZoneInfo, say: Words) -> Component:
    """What the drawer shows of a case or an alert."""
    if found is None:
        return html.P(say("没有选中的案件或告警；按 J 选择一行"), className="quiet")
    parts = [
        html.Header([html.H2(found.title), html.P([found.subtitle, *_whole(found, say)])]),
        _buttons(found, say),
        *_guesses(found, say),
        _facts("基本情况", found.facts, say),
        *([_facts("立案与结案标准", found.standard, say)] if found.standard else []),
        html.H3(say("经过")),
        html.Ol([_step(step, zone, say) for step in reversed(found.steps)], className="steps"),
    ]
    marks = {"data-sheet": found.id, "data-about": found.about, "data-point": "1" if found.point else ""}
    return html.Article(parts, className="sheet", **attributes(marks))


def _whole(found: Sheet, say: Words) -> list[Component]:
    """The way to the case's own page."""
    if found.about != "case":
        return []
    return [html.A(say("案件全貌"), href=f"/cases/{quote(found.id, safe='')}", className="whole")]


def _buttons(found: Sheet, say: Words) -> Component:
    return html.Div(
        [_button(one, say) for one in found.buttons],
        className="acts",
        role="group",
        **attributes({"aria-label": say("操作")}),
    )


def _button(one: Button, say: Words) -> Component:
    """An act that cannot be done now says why, and can still be reached by who does not see it grey."""
    no = "true" if one.why else ""
    label = [html.Span(act_name(one.label, say)), *([html.Kbd(one.key)] if one.key else [])]
    if one.why:
        label.append(html.Small(say(one.why)))
    marks = {"data-act": one.act, "aria-disabled": no, "title": say(one.why)}
    return html.Button(label, type="button", **attributes(marks))


def _guesses(found: Sheet, say: Words) -> list[Component]:
    """Suggested unit and chances, each with its reason, and how good such answers have been."""
    made: list[Component] = []
    if found.suggested:
        unit = html.Span(found.suggested["unit"], className="unit")
        made.append(_guess(say("建议派往"), unit, found.suggested["why"], found.suggested["good"]))
    for one in found.risks:
        tone = "soon" if one["chance"] >= LIKELY else ""
        chance = html.Span(f"{one['chance'] * 100:.0f}%", className="chance", **attributes({"data-status": tone}))
        made.append(_guess(say("一小时内超时"), chance, one["why"], one.get("good", "")))
    return made


def _guess(name: str, answer: Component, *notes: str) -> Component:
    return html.P([html.B(name), answer, *(html.Small(note) for note in notes if note)], className="guess")


def _facts(title: str, facts: tuple[tuple[str, str], ...], say: Words) -> Component:
    rows = [part for name, text in facts for part in (html.Dt(say(name)), html.Dd(say(text)))]
    return html.Section([html.H3(say(title)), html.Dl(rows)])


def _step(step: Step, zone: ZoneInfo, say: Words) -> Component:
    at = local(step.at, zone)
    stamp = html.Time(at.strftime("%m-%d %H:%M"), dateTime=at.isoformat())
    what = html.Span(say(step.what), className="what", **attributes({"data-status": step.tone}))
    return html.Li([stamp, what, html.Span(step.text, className="said")])
