"""The rankings' page: tools, table, trend with notes. Kept up to date by `assets/desk/rankings*.js`. PURE."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.auth.who import Principal
from dashboard.domain.areas import Areas
from dashboard.domain.ranking import formula
from dashboard.domain.ranking_periods import NAMES
from dashboard.views.rankings import metrics
from dashboard.views.rankings.asked import TABS, Asked
from dashboard.views.rankings.metrics import Metric
from dashboard.views.wall.labels import CLASSES, GROUPS
from layouts import ids
from layouts.desk.table import column, table
from layouts.desk.words import Language, Words
from layouts.duty.attributes import attributes
from layouts.rankings.words import ENGLISH

SINKS: Final = ("took", "nudged", "trended", "noted")
_TABS: Final = {"area": "区域", "street": "街道", "unit": "部门", "reporter": "岗位"}
PERIODS: Final = {"today": "今日", "week": "本周", "month": "本月", "quarter": "本季", "year": "本年"}
_STORES: Final = (
    ids.RANKINGS_ASK,
    ids.RANKINGS_TREND_ASK,
    ids.RANKINGS_TREND,
    ids.RANKINGS_NOTE,
    ids.RANKINGS_NOTES,
    *(ids.rankings_sink(name) for name in SINKS),
)
_FIGURE: Final = {
    "valueGetter": {"function": "rankingsValue(params)"},
    "cellRenderer": "RankingsFigure",
    "type": "rightAligned",
    "width": 104,
}


class Drawn:
    """What a page is drawn of: the question, the table (None: only the skeleton), who asks, and the past moment as the
    address says it.
    """

    def __init__(
        self,
        asked: Asked,
        data: Mapping[str, Any] | None,
        areas: Areas,
        say: Words,
        who: Principal | None = None,
        at: str = "",
        language: Language = "zh",
    ) -> None:
        self.asked, self.data, self.areas = asked, data, areas
        self.say, self.who, self.at, self.language = say, who, at, language

    def go(self, **change: str) -> str:
        """The address of the same question, put otherwise."""
        return f"?{self.asked.address(**change, at=self.at)}"


def page(of: Drawn) -> Component:
    """The page."""
    data = of.data or {"periods": {}, "columns": ["closure_rate"], "rows": [], "weights": {}}
    marks = {
        "data-panel": "rankings",
        "data-state": "live",
        "data-at": of.at,
        "data-words": json.dumps(ENGLISH, ensure_ascii=False) if of.language == "en" else "",
        "data-kinds": json.dumps({metric.name: metric.kind for metric in metrics.METRICS}),
        "data-figure-name": of.asked.figure,
    }
    return html.Div(
        [
            *(dcc.Store(id=name) for name in _STORES),
            dcc.Store(id=ids.RANKINGS_ANSWER, data=dict(of.data) if of.data else None),
            html.H1(of.say("排名"), className="for-readers"),
            _tools(of),
            html.P(className="rankings-said"),
            _table(of, data),
            _side(of),
            _foot(of, data),
        ],
        id=ids.RANKINGS,
        className="rankings",
        **attributes(marks),
    )


def _tools(of: Drawn) -> Component:
    asked, say = of.asked, of.say
    # A figure of districts alone is not asked of streets, nor one district's streets of districts.
    tabs = [_go(of, say(_TABS[tab]), here=tab == asked.tab, by=tab, area="") for tab in TABS]
    dated = asked.first is not None
    dates = {"from": "", "to": ""}
    periods = [
        _go(of, say(PERIODS[name]), here=not dated and name == asked.period, period=name, **dates) for name in NAMES
    ]
    figures = [(metric.name, say(metric.label)) for metric in metrics.offered(of_area=asked.of_area)]
    classes = [("", say("全部类别")), *((code, say(name)) for code, name in CLASSES.items())]
    places = [("", say("全部区域")), *((area.code, area.name_zh) for area in of.areas if area.group in GROUPS)]
    return html.Div(
        [
            html.Nav(tabs, className="tabs", **attributes({"aria-label": say("排名")})),
            _select("figure", say("指标"), figures, asked.figure),
            html.Div(periods, className="chips", role="group", **attributes({"aria-label": say("时段")})),
            _dates(of),
            _select("class", say("考核类别"), classes, asked.case_class),
            None if asked.of_area else _select("area", say("区域"), places, asked.area),
            _exports(of),
        ],
        className="rankings-tools",
    )


def _go(of: Drawn, text: str, *, here: bool, **change: str) -> Component:
    return html.A(text, href=of.go(**change), **attributes({"data-go": "1", "aria-current": "true" if here else ""}))


def _select(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> Component:
    listed = [html.Option(text, value=code, selected=code == chosen) for code, text in options]
    return html.Label([html.Span(label), html.Select(listed, **attributes({"name": name, "data-ask": name}))])


def _dates(of: Drawn) -> Component:
    first, last = of.asked.first, of.asked.last
    ends = ((ids.RANKINGS_FROM, of.say("自"), first), (ids.RANKINGS_TO, of.say("至"), last))
    fields = [_day(name, label, day.isoformat() if day else "") for name, label, day in ends]
    return html.Div([*fields, html.Button(of.say("查看"), type="button", className="show-dates")], className="dates")


def _day(name: str, label: str, value: str = "") -> Component:
    field = dcc.Input(type="text", id=name, value=value, placeholder="YYYY-MM-DD", maxLength=10, size="10")
    return html.Label([html.Span(label), field])


def _exports(of: Drawn) -> Component | None:
    if of.who is None or not of.who.may("export"):
        return None
    links = [
        html.A(of.say(text), href=f"/api/v1/rankings.{form}{of.go()}", download="")
        for form, text in (("xlsx", "导出 Excel"), ("csv", "导出 CSV"))
    ]
    return html.Div(links, className="exports")


def _table(of: Drawn, data: Mapping[str, Any]) -> Component:
    shown = [metrics.BY_NAME[name] for name in data["columns"]]
    options = {
        "animateRows": True,
        "rowHeight": 34,
        "rowClassRules": {"group-first": "params.data.first"},
    }
    return html.Div(
        table(ids.RANKINGS_GRID, of.say("排名"), _columns(of, shown, data), [], of.say, options=options),
        className="rankings-table",
    )


def _columns(of: Drawn, shown: Sequence[Metric], data: Mapping[str, Any]) -> list[dict[str, Any]]:
    say = of.say
    chosen, *beside = [
        column(metric.name, say(metric.label), headerTooltip=say(metric.meaning), **_FIGURE) for metric in shown
    ]
    compared = {"cellRenderer": "RankingsCompared", "type": "rightAligned", "width": 138}
    compared["valueGetter"] = {"function": "rankingsCompared(params)"}
    made = [
        column("rank", say("名次"), cellRenderer="RankingsPlace", width=62, pinned="left"),
        column("moved", say("升降"), cellRenderer="RankingsMoved", width=62),
        column("name", say("名称"), cellRenderer="RankingsName", width=180, pinned="left"),
        {**chosen, "cellClass": "ag-right-aligned-cell chosen", "width": 112},
        column("before", say("上期"), **compared),
        column("last_year", say("去年同期"), **compared),
        column("trend", say("近 14 日"), cellRenderer="RankingsSpark", width=150, sortable=False),
        *beside,
    ]
    if of.asked.of_area:
        made.insert(2, column("group", say("分组"), cellRenderer="RankingsGroup", width=122))
    if any("first_responses" in row for row in data["rows"]):
        made.append(column("first_responses", say("先行处置"), type="rightAligned", width=110))
    return [one if "pinned" in one else _wider(one) for one in made]


def _wider(column: dict[str, Any]) -> dict[str, Any]:
    """A column that takes its share of a table wider than all columns together, and is never narrower than it was."""
    width = column["width"]
    return {**column, "flex": width, "minWidth": width}


def _side(of: Drawn) -> Component:
    say = of.say
    may_note = of.who is not None and of.who.may("reports:write") and not of.at
    form = html.Div(
        [
            _day(ids.RANKINGS_NOTE_DAY, say("日期")),
            html.Label(
                [html.Span(say("备注")), dcc.Input(type="text", id=ids.RANKINGS_NOTE_TEXT, value="", maxLength=200)]
            ),
            html.Button(say("添加备注"), type="button", className="add-note"),
            html.P(className="fault", role="alert"),
        ],
        className="note-form",
        hidden=not may_note,
    )
    return html.Aside(
        [
            html.H2(say("趋势")),
            html.P(say("选择一行查看趋势"), className="who"),
            html.Div(className="chart"),
            html.Ul(className="notes"),
            form,
        ],
        className="rankings-side",
        **attributes({"aria-label": say("趋势"), "data-may-note": "1" if may_note else ""}),
    )


def _foot(of: Drawn, data: Mapping[str, Any]) -> Component:
    say = of.say
    said = []
    if of.who is not None and not of.who.scope.whole_city:
        said.append(say("仅含您可见的区域"))
    if of.asked.tab == "reporter":
        said.append(say("监督员按上报人排名；事件中没有受理员、派遣员，不作排名。"))
    if of.asked.figure == "score":
        made = formula(data["weights"], say)
        said.append(f"{say('综合得分 =')} {made}{say('；没有数据的一项不计，其余按比例补足。')}")
    else:
        said.append(f"{say(of.asked.metric.label)} = {say(of.asked.metric.meaning)}")
    return html.Footer([html.P(text) for text in said], className="rankings-foot")


def skeleton(areas: Areas, say: Words) -> Component:
    """Every id of the page, for Dash's check of callbacks."""
    return page(Drawn(Asked(), None, areas, say))
