"""The whistles' board: tools, six columns, first responses, drawer. Filled by `assets/desk/whistles*.js`. PURE."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import dash_leaflet as dl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.auth.who import Principal
from dashboard.views.whistles import words
from dashboard.views.whistles.board import COLUMNS
from layouts import ids
from layouts.desk.outlines import outlines
from layouts.desk.words import Words, brought
from layouts.duty.attributes import attributes
from layouts.whistles import blow
from layouts.whistles.words import ENGLISH

SINKS: Final = ("took", "done", "nudged", "blown")

TABS: Final = (("/whistles", "看板"), ("/whistles/archive", "档案"), ("/whistles/statistics", "统计"))

CITY: Final = (24.95, 102.78)
FAR, NEAR = 9, 12

_STORES: Final = (
    ids.WHISTLES_ASK,
    ids.WHISTLES_ANSWER,
    ids.WHISTLES_DO,
    ids.WHISTLES_DONE,
    ids.WHISTLES_BLOWN,
    *(ids.whistles_sink(name) for name in SINKS),
)


def page(
    geo_url: str,
    say: Words,
    who: Principal | None = None,
    asked: dict[str, str] | None = None,
) -> Component:
    """The board for somebody (None: with all that it may have). `asked` is the address's query: a whistle to show
    (`id`), what to blow for (`blow`).
    """
    query = asked or {}
    # Whoever may not blow has no form, and so no callback of it that he would be refused.
    may_blow = who is None or (who.may("whistles:act") and not query.get("at"))
    picked = {"id": query["id"], "n": 0} if query.get("id") else None
    wanted = {"case": query.get("case", ""), "hotspot": query.get("hotspot", ""), "n": 0} if "blow" in query else None
    return html.Div(
        [
            *(dcc.Store(id=name) for name in _STORES),
            dcc.Store(id=ids.WHISTLES_PICK, data=picked),
            html.H1(say("吹哨"), className="for-readers"),
            _tools(say, may_blow=may_blow),
            _board(say),
            html.Section(className="whistles-first panel", hidden=True, **_panel("first-responses", say("先行处置"))),
            _drawer(geo_url, say),
            *([dcc.Store(id=ids.WHISTLES_BLOW, data=wanted), blow.form(say)] if may_blow else []),
            html.Div(className="whistles-told", role="status", **attributes({"aria-live": "polite"})),
        ],
        id=ids.WHISTLES,
        className="whistles",
        **attributes(_marks(who, query, say)),
    )


def tabs(here: str, say: Words) -> Component:
    """The page's three parts; the present one is marked."""
    links = [
        html.A(say(label), href=path, **attributes({"aria-current": "page" if path == here else ""}))
        for path, label in TABS
    ]
    return html.Nav(links, className="whistles-tabs", **attributes({"aria-label": say("吹哨")}))


def _marks(who: Principal | None, query: dict[str, str], say: Words) -> dict[str, str]:
    return {
        "data-rights": " ".join(sorted(who.rights)) if who else "",
        "data-me": who.name if who else "",
        "data-units": json.dumps(sorted(who.scope.units or ()), ensure_ascii=False) if who else "",
        "data-at": query.get("at", ""),
        "data-picked": query.get("id", ""),
        "data-words": brought(ENGLISH, say),
    }


def _panel(name: str, label: str) -> Any:
    """The contract's words for people's tools; the script keeps them true."""
    return attributes({"data-panel": name, "data-state": "stale", "aria-label": label})


def _tools(say: Words, *, may_blow: bool) -> Component:
    levels = [_chip("level", name, say(label)) for name, label in words.LEVELS.items()]
    urgent = [_chip("status", "late", say("超时")), _chip("status", "soon", say("将超时"))]
    lists = [_list(name, say(label)) for name, label in (("area", "区域"), ("department", "部门"), ("kind", "类型"))]
    blow_it = [html.Button([say("发起吹哨"), html.Kbd("B")], type="button", className="blow", **_tool("blow"))]
    return html.Div(
        [
            tabs(TABS[0][0], say),
            html.Div([*levels, *urgent], className="chips", role="group", **attributes({"aria-label": say("筛选")})),
            *lists,
            dcc.Input(id=ids.WHISTLES_SEARCH, type="search", placeholder=f"{say('查找')}  /", className="search"),
            html.Span(className="count"),
            html.Details([html.Summary([say("提到我"), html.B()]), html.Ul()], className="mentions", hidden=True),
            *(blow_it if may_blow else []),
            html.Button([say("快捷键"), html.Kbd("?")], type="button", **_tool("help")),
        ],
        className="whistles-tools",
    )


def _tool(name: str) -> Any:
    return attributes({"data-tool": name})


def _chip(group: str, value: str, label: str) -> Component:
    marks = {f"data-{group}": value, "aria-pressed": "false"}
    return html.Button(label, type="button", **attributes(marks))


def _list(name: str, label: str) -> Component:
    """One of the values on the board; the script fills in which there are."""
    return html.Select(
        html.Option(label, value=""), className="pick", **attributes({"data-filter": name, "aria-label": label})
    )


def _board(say: Words) -> Component:
    columns = [
        html.Section(
            [
                html.H2([html.Span(say(words.STAGES[stage])), html.Span(className="n"), html.Small(className="why")]),
                html.Div(className="cards", role="list", **attributes({"aria-label": say(words.STAGES[stage])})),
            ],
            className="column",
            **attributes({"data-stage": stage}),
        )
        for stage in COLUMNS
    ]
    stopped = attributes({"data-stopped": say("停在")})
    return html.Section(columns, className="whistles-board panel", **_panel("whistles", say("看板")), **stopped)


def _drawer(geo_url: str, say: Words) -> Component:
    # Panes of their own: outlines come later than the points, and would lie on top of them.
    chart = dl.Map(
        [*outlines(geo_url, "whistles"), dl.LayerGroup(id=ids.WHISTLES_POINTS)],
        id=ids.WHISTLES_MAP,
        center=list(CITY),
        zoom=FAR,
        attributionControl=False,
        zoomSnap=0.5,
        keyboard=False,
        className="whistles-map",
    )
    close = html.Button([say("关闭"), html.Kbd("Esc")], type="button", className="close", **_tool("close"))
    body = [
        close,
        html.Div(id=ids.WHISTLES_SHEET),
        html.Figure([chart, html.Figcaption(say("边界示意"))], className="whistles-place"),
    ]
    marks = attributes({"aria-label": say("详情")})
    return html.Aside(body, id=ids.WHISTLES_DRAWER, className="whistles-drawer", tabIndex="-1", hidden=True, **marks)


def place(points: Sequence[tuple[float, float]]) -> tuple[dict[str, Any], list[Component]]:
    """The map's frame and its points (lat, lon, WGS-84): the cases that the whistle covers."""
    marks = [dl.CircleMarker(center=list(at), radius=6, className="whistles-point") for at in points]
    if not points:
        return {"center": list(CITY), "zoom": FAR}, marks
    middle = [sum(part) / len(points) for part in zip(*points, strict=True)]
    return {"center": middle, "zoom": NEAR}, marks
