"""The search of cases: form, found rows, map. Filled by `assets/desk/cases.js` and one callback. PURE."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Literal

import dash_ag_grid as dag
import dash_leaflet as dl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.domain.reference import Reference
from dashboard.views.duty.words import STAGES
from dashboard.views.wall.labels import CLASSES, SOURCES, short
from layouts import ids
from layouts.cases.words import ENGLISH
from layouts.desk.outlines import outlines
from layouts.desk.words import Words, brought
from layouts.duty.attributes import attributes

SINKS: Final = ("took", "nudged", "moved")
CITY: Final = (24.95, 102.78)
FAR: Final = 9
DATED: Final = {"begun": "受理", "filed": "立案", "closed": "结案", "due": "结案时限"}
_OPEN: Final = {"true": "未结", "false": "已结"}
_STORES: Final = (ids.CASES_ASK, ids.CASES_ANSWER, *(ids.cases_sink(name) for name in SINKS))

_COLUMNS: Final[tuple[dict[str, Any], ...]] = (
    {"field": "begun", "headerName": "受理", "width": 128, "cellRenderer": "CasesMoment"},
    {"field": "id", "headerName": "编号", "width": 134, "cellRenderer": "CasesNumber"},
    {"field": "title", "headerName": "案件", "flex": 4, "minWidth": 160, "cellRenderer": "CasesTitle"},
    {"field": "place", "headerName": "区域・街道", "flex": 3, "minWidth": 150},
    {"field": "stage_name", "headerName": "状态", "width": 116, "cellRenderer": "CasesStage"},
    {"field": "left", "headerName": "时限", "width": 90, "cellRenderer": "CasesLeft"},
    {"field": "unit", "headerName": "责任单位", "flex": 3, "minWidth": 150},
    {"field": "source", "headerName": "来源", "width": 106},
    {"field": "class", "headerName": "考核类别", "width": 92},
)


def page(
    geo_url: str,
    say: Words,
    reference: Reference | None = None,
    asked: Mapping[str, str] | None = None,
    *,
    files: bool = True,
) -> Component:
    """The search. `asked` is the address's query: what the form holds at first. `files`: offer Excel and CSV."""
    query = dict(asked or {})
    back = [html.A(say("返回查找"), href="/cases", className="back")] if "figure" in query else []
    head = [
        *back,
        html.P(id=ids.CASES_SAID, className="cases-said", role="status"),
        html.Button(say("更多"), type="button", hidden=True, **attributes({"data-cases": "more"})),
        html.Span([_file("xlsx", "Excel"), _file("csv", "CSV")] if files else [], className="cases-files"),
    ]
    marks = {
        "data-query": json.dumps(query, ensure_ascii=False),
        "data-words": brought(ENGLISH, say),
    }
    return html.Div(
        [
            *(dcc.Store(id=name) for name in _STORES),
            html.H1(say("案件"), className="for-readers"),
            _form(say, reference, query),
            html.Section(
                [html.Header(head), _grid(say)],
                className="cases-found panel",
                **attributes({"data-panel": "cases", "data-state": "stale", "aria-label": say("查询结果")}),
            ),
            _map(geo_url, say),
        ],
        id=ids.CASES,
        className="cases behind" if "figure" in query else "cases",
        **attributes(marks),
    )


def _file(form: str, label: str) -> Component:
    return html.A(label, href=f"/api/v1/cases.{form}", **attributes({"data-file": form}))


def _form(say: Words, reference: Reference | None, query: Mapping[str, str]) -> Component:
    english = say("案件") != "案件"
    areas = {one.code: one.name_en if english else short(one.name_zh) for one in (reference.areas if reference else ())}
    fields = [
        _text("q", say("编号、地址、文字"), query, "search"),
        _choice("area", say("区域"), areas, say),
        _text("street", say("街道"), query),
        _text("community", say("社区"), query),
        _categories(say, reference),
        _choice("class", say("考核类别"), _said(CLASSES, say), say),
        _choice("source", say("来源"), _said(SOURCES, say), say),
        _choice("open", say("办理"), _said(_OPEN, say), say),
        _choice("stage", say("状态"), _said(STAGES, say), say),
        _text("unit", say("责任单位"), query),
        _choice("dated", say("日期"), _said(DATED, say), say, none=False),
        html.Div([_text("from", say("从"), query), _text("to", say("到"), query)], className="pair"),
    ]
    buttons = [
        html.Button(say("查找"), type="submit", className="go"),
        html.Button(say("清空"), type="button", **attributes({"data-cases": "clear"})),
    ]
    return html.Form(
        [*fields, html.Footer(buttons)],
        id=ids.CASES_FORM,
        className="cases-form",
        role="search",
        **attributes({"aria-label": say("查找案件")}),
    )


def _text(name: str, label: str, query: Mapping[str, str], kind: Literal["text", "search"] = "text") -> Component:
    hint = "2024-11-01" if name in ("from", "to") else ""
    value = query.get(name, "")
    box = dcc.Input(id=ids.cases_field(name), name=name, type=kind, value=value, placeholder=hint, maxLength=200)
    return html.Label([html.Span(label), box], className="field")


def _said(words: Mapping[str, str], say: Words) -> dict[str, str]:
    return {value: say(text) for value, text in words.items()}


def _choice(name: str, label: str, choices: Mapping[str, str], say: Words, *, none: bool = True) -> Component:
    """A list of words in the visit's language; the script chooses in it what the address says."""
    first = [html.Option(say("全部"), value="")] if none else []
    listed = [html.Option(text, value=value) for value, text in choices.items()]
    return html.Label([html.Span(label), html.Select([*first, *listed], name=name)], className="field")


def _categories(say: Words, reference: Reference | None) -> Component:
    """The catalogue in force, by major class."""
    groups: dict[str, list[Any]] = {}
    for one in reference.catalogue.current.categories if reference else ():
        kind = "部件" if one.code.startswith("C") else "事件"
        groups.setdefault(f"{kind}・{one.major}", []).append(html.Option(one.minor, value=one.code))
    listed = [html.Optgroup(options, label=label) for label, options in groups.items()]
    box = html.Select([html.Option(say("全部"), value=""), *listed], name="category")
    return html.Label([html.Span(say("类别")), box], className="field")


def _grid(say: Words) -> Component:
    grid: Component = dag.AgGrid(
        id=ids.CASES_GRID,
        columnDefs=[{**column, "headerName": say(column["headerName"])} for column in _COLUMNS],
        rowData=[],
        getRowId="params.data.key",
        defaultColDef={"resizable": True, "sortable": False, "suppressHeaderMenuButton": True},
        dashGridOptions={
            "theme": {"function": "deskTheme(themeQuartz)"},
            "animateRows": False,
            "ensureDomOrder": True,
            # Until there is an answer nobody knows that there are none.
            "suppressNoRowsOverlay": True,
            "localeText": {"noRowsToShow": say("没有符合条件的案件")},
        },
        style={"height": "100%"},
        className="cases-grid",
    )
    return grid


def _map(geo_url: str, say: Words) -> Component:
    # Panes of their own: outlines come later than the points, and would lie on top of them.
    points = dl.GeoJSON(
        id=ids.CASES_POINTS,
        data={"type": "FeatureCollection", "features": []},
        pointToLayer={"variable": "gridcases.pointToLayer"},
    )
    chart = dl.Map(
        [*outlines(geo_url, "cases"), points],
        id=ids.CASES_MAP,
        center=list(CITY),
        zoom=FAR,
        attributionControl=False,
        zoomSnap=0.5,
        className="cases-map",
    )
    within = html.Button(
        say("只找图中范围"),
        type="button",
        className="within",
        **attributes({"data-cases": "within", "aria-pressed": "false"}),
    )
    return html.Figure([chart, within, html.Figcaption(say("边界示意"))], className="cases-place")
