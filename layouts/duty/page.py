"""The duty desk's page: strip, tools, queue, drawer. Filled by `assets/desk/duty*.js` and two callbacks. PURE."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import dash_ag_grid as dag
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.auth.who import Principal
from dashboard.views.duty.words import FILTERS, STAGES
from layouts import ids
from layouts.desk.words import Words, brought
from layouts.duty import drawer
from layouts.duty.attributes import attributes
from layouts.duty.words import ENGLISH

SINKS: Final = ("took", "done", "kept", "nudged")

_COLUMNS: Final[tuple[dict[str, Any], ...]] = (
    {"field": "order", "hide": True, "sort": "asc"},
    {"field": "left", "headerName": "时限", "width": 118, "cellRenderer": "DutyLeft", "sortable": False},
    {"field": "title", "headerName": "事项", "flex": 3, "minWidth": 190, "cellRenderer": "DutyTitle"},
    {"field": "place", "headerName": "区域・街道", "flex": 2, "minWidth": 120},
    {"field": "unit", "headerName": "责任单位", "flex": 2, "minWidth": 120},
    {"field": "stage", "headerName": "状态", "width": 150, "cellRenderer": "DutyStage"},
    {"field": "risk", "headerName": "一小时内超时", "width": 118, "cellRenderer": "DutyRisk", "sortable": False},
)


_OURS: Final = {"function": "dutyKeyboard(params)"}
"""Keys that the grid leaves to the desk."""


def page(geo_url: str, filters: Sequence[Any], say: Words, who: Principal | None = None) -> Component:
    """The desk. `filters` are the person's saved ones; who may not act sees no selection."""
    stores = (ids.DUTY_ASK, ids.DUTY_ANSWER, ids.DUTY_PICK, ids.DUTY_DO, ids.DUTY_DONE, ids.DUTY_KEEP, ids.DUTY_KEPT)
    names = (*stores, ids.DUTY_SHIFT_ASK, *(ids.duty_sink(name) for name in SINKS))
    may_act = who is not None and who.may("alerts:act")
    rights = " ".join(sorted(who.rights)) if who else ""
    saved = json.dumps([one._asdict() for one in filters], ensure_ascii=False)
    return html.Div(
        [
            *(dcc.Store(id=name) for name in names),
            html.H1(say("值守"), className="for-readers"),
            _strip(say),
            _tools(say, may_act=may_act, sees_cases=who is not None and who.may("cases:read")),
            html.Section(_grid(say), className="duty-queue panel", **_queue(say)),
            drawer.drawer(geo_url, say),
            html.Aside(id=ids.DUTY_SHIFT, className="duty-shift", hidden=True, tabIndex="-1"),
            html.Div(id=ids.DUTY_PAPER, className="duty-paper"),
            html.Div(id=ids.DUTY_TOLD, className="duty-told", role="status", **attributes({"aria-live": "polite"})),
        ],
        id=ids.DUTY,
        className="duty",
        **attributes(
            {
                "data-filters": saved,
                "data-me": who.name if who else "",
                "data-rights": rights,
                "data-words": brought(ENGLISH, say, STAGES.values()),
            }
        ),
    )


def _panel(name: str, label: str) -> Any:
    """The contract's words for people's tools; the script keeps them true."""
    return attributes({"data-panel": name, "data-state": "stale", "aria-label": label})


def _queue(say: Words) -> Any:
    """The queue's marks, with what stands above it before there is an answer, and when none comes any more."""
    said = attributes({"data-quiet": say("正在读取队列…"), "data-stopped": say("停在")})
    return _panel("duty-queue", say("待办队列")) | said


def _strip(say: Words) -> Component:
    return html.Section(id=ids.DUTY_STRIP, className="duty-strip panel", **_panel("duty-strip", say("概况")))


def _tools(say: Words, *, may_act: bool, sees_cases: bool) -> Component:
    chips = [
        html.Button(
            say(label),
            **attributes({"data-filter": name, "data-key": str(n), "aria-pressed": "false", "type": "button"}),
        )
        for n, (name, label) in enumerate(FILTERS.items())
    ]
    return html.Div(
        [
            html.Div(
                chips,
                id=ids.DUTY_CHIPS,
                className="duty-chips",
                role="group",
                **attributes({"aria-label": say("筛选")}),
            ),
            dcc.Input(
                id=ids.DUTY_SEARCH,
                type="search",
                placeholder=f"{say('查找编号、街道、单位、类别')}  /",
                className="duty-search",
            ),
            *([_hotspots(say)] if sees_cases else []),
            *([_button("shift", say("班次与交接"), "⇧H")] if may_act else []),
            _button("sound", say("提示音"), "⇧S"),
            _button("help", say("快捷键"), "?"),
        ],
        className="duty-tools",
    )


def _hotspots(say: Words) -> Component:
    """The way to where citizens complain again and again; the script fills in how many places these are."""
    return html.A([say("热点"), html.B(id=ids.DUTY_HOTSPOTS)], href="/hotspots", className="duty-hotspots")


def _button(name: str, label: str, key: str) -> Component:
    return html.Button([label, html.Kbd(key)], type="button", **attributes({"data-tool": name}))


def _grid(say: Words) -> Component:
    columns = [one | ({"headerName": say(one["headerName"])} if "headerName" in one else {}) for one in _COLUMNS]
    grid: Component = dag.AgGrid(
        id=ids.DUTY_GRID,
        columnDefs=columns,
        rowData=[],
        getRowId="params.data.key",
        defaultColDef={
            "resizable": True,
            "sortable": True,
            "suppressHeaderMenuButton": True,
            "suppressKeyboardEvent": _OURS,
        },
        rowClassRules={"in-group": "params.data.depth > 0", "is-group": "params.data.kind === 'alert'"},
        dashGridOptions={
            "theme": {"function": "deskTheme(themeQuartz)"},
            "rowSelection": {"mode": "multiRow", "headerCheckbox": False, "enableClickSelection": False},
            "suppressScrollOnNewData": True,
            "animateRows": False,
            "ensureDomOrder": True,
            "deltaSort": True,
            "asyncTransactionWaitMillis": 50,
            "localeText": {"noRowsToShow": say("此刻没有待办")},
        },
        style={"height": "100%"},
        className="duty-grid",
    )
    return grid
