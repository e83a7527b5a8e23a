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
from layouts.duty.attributes import attributes

CITY: Final = (25.48, 102.92)
FAR, NEAR = 6.5, 12
"""From so far the whole city is on the drawer's map."""


def drawer(geo_url: str) -> Component:
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
    body = [html.Div(id=ids.DUTY_SHEET), html.Figure([chart, html.Figcaption("边界示意")], className="duty-place")]
    return html.Aside(
        body, id=ids.DUTY_DRAWER, className="duty-drawer", tabIndex="-1", **attributes({"aria-label": "详情"})
    )


def _named(label: str) -> Any:
    return attributes({"aria-label": label})


def place(found: Sheet | None) -> tuple[dict[str, Any], list[float]]:
    """The map's frame and its point: the case's, or the whole city without one."""
    at = found.point if found and found.point else None
    return {"center": list(at or CITY), "zoom": NEAR if at else FAR}, list(at or (0, 0))


def sheet(found: Sheet | None, zone: ZoneInfo) -> Component:
    """What the drawer shows of a case or an alert."""
    if found is None:
        return html.P("没有选中的案件或告警；按 J 选择一行", className="quiet")
    parts = [
        html.Header([html.H2(found.title), html.P([found.subtitle, *_whole(found)])]),
        _buttons(found),
        *_guesses(found),
        _facts("基本情况", found.facts),
        *([_facts("立案与结案标准", found.standard)] if found.standard else []),
        html.H3("经过"),
        html.Ol([_step(step, zone) for step in reversed(found.steps)], className="steps"),
    ]
    marks = {"data-sheet": found.id, "data-about": found.about, "data-point": "1" if found.point else ""}
    return html.Article(parts, className="sheet", **attributes(marks))


def _whole(found: Sheet) -> list[Component]:
    """The way to the case's own page."""
    if found.about != "case":
        return []
    return [html.A("案件全貌", href=f"/cases/{quote(found.id, safe='')}", className="whole")]


def _buttons(found: Sheet) -> Component:
    return html.Div(
        [_button(one) for one in found.buttons], className="acts", role="group", **attributes({"aria-label": "操作"})
    )


def _button(one: Button) -> Component:
    """An act that cannot be done now says why, and can still be reached by who does not see it grey."""
    no = "true" if one.why else ""
    label = [html.Span(one.label), *([html.Kbd(one.key)] if one.key else [])]
    if one.why:
        label.append(html.Small(one.why))
    return html.Button(label, type="button", **attributes({"data-act": one.act, "aria-disabled": no, "title": one.why}))


def _guesses(found: Sheet) -> list[Component]:
    """Suggested unit and chances, each with its reason, and how good such answers have been."""
    made: list[Component] = []
    if found.suggested:
        unit = html.Span(found.suggested["unit"], className="unit")
        made.append(_guess("建议派往", unit, found.suggested["why"], found.suggested["good"]))
    for one in found.risks:
        tone = "soon" if one["chance"] >= LIKELY else ""
        chance = html.Span(f"{one['chance'] * 100:.0f}%", className="chance", **attributes({"data-status": tone}))
        made.append(_guess("一小时内超时", chance, one["why"], one.get("good", "")))
    return made


def _guess(name: str, answer: Component, *notes: str) -> Component:
    return html.P([html.B(name), answer, *(html.Small(note) for note in notes if note)], className="guess")


def _facts(title: str, facts: tuple[tuple[str, str], ...]) -> Component:
    rows = [part for name, text in facts for part in (html.Dt(name), html.Dd(text))]
    return html.Section([html.H3(title), html.Dl(rows)])


def _step(step: Step, zone: ZoneInfo) -> Component:
    at = local(step.at, zone)
    stamp = html.Time(at.strftime("%m-%d %H:%M"), dateTime=at.isoformat())
    what = html.Span(step.what, className="what", **attributes({"data-status": step.tone}))
    return html.Li([stamp, what, html.Span(step.text, className="said")])
