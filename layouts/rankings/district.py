"""One district on one sheet, for screen and paper: figures, tables, hours, map, patrols, what stands out. PURE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import dash_leaflet as dl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.views.rankings import district, metrics
from dashboard.views.rankings.table import Data
from layouts import ids
from layouts.desk.outlines import outlines
from layouts.desk.words import Words
from layouts.duty.attributes import attributes

SINKS: Final = ("district",)
CITY: Final = (24.95, 102.78)
FAR, NEAR = 9, 11
_DAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_LISTED: Final = {"street": "街道", "unit": "部门", "category": "类别"}
_LEVELS: Final = {"city": "市", "district": "区", "street": "街"}
MINUS: Final = "\u2212"


def frame(say: Words, area: str = "", name: str = "", at: str = "", periods: Sequence[Component] = ()) -> Component:
    """The page without its figures, which come by the first answer."""
    ask = {"n": 0} if area else None
    return html.Div(
        [
            dcc.Store(id=ids.DISTRICT_ASK, data=ask),
            dcc.Store(id=ids.rankings_sink("district")),
            html.Header(
                [
                    html.A(say("返回排名"), href=f"/rankings?{at}" if at else "/rankings", className="back"),
                    html.H1(name),
                    html.Div(list(periods), className="chips", role="group", **attributes({"aria-label": say("时段")})),
                    html.Button(say("打印"), type="button", className="print"),
                ]
            ),
            html.Div(html.P(say("正在汇总…"), className="quiet"), id=ids.DISTRICT_SHEET, className="district-figures"),
            html.Div(id=ids.DISTRICT_MORE, className="district-more"),
        ],
        id=ids.DISTRICT,
        className="district",
        **attributes({"data-panel": "district", "data-state": "live", "data-area": area, "data-at": at}),
    )


def sheet(found: Data, say: Words, geo_url: str) -> list[Component]:
    """The figures, tables, hours and map."""
    now = found["periods"]["now"]
    said = f"{say('截至')} {now['to'][:16].replace('T', ' ')}"
    tables = [
        _table(say("考核类别"), district.class_columns(), found["classes"], now, say),
        _table(say("考核类别 × 来源（立案）"), district.source_columns(), found["cross"], now, say),
        *(_ranked(say(title), found[by], now, say) for by, title in _LISTED.items()),
    ]
    return [
        html.P(said, className="said", **attributes({"data-as-of": now["to"]})),
        html.Section([_figure(one, found["periods"], say) for one in found["head"]], className="district-head"),
        html.Div(
            [*tables, _heat(found["hours"], say), _map(found["points"], say, geo_url)], className="district-tables"
        ),
    ]


def more(found: Data, say: Words) -> list[Component]:
    """What stands out, patrols, hotspots, whistles, first responses."""
    outliers = [
        html.Li(
            [
                html.B(say("偏差") if one["kind"] == "bad" else say("较好")),
                html.Span(one["text"]),
                html.Small(one["rule"]),
            ]
        )
        for one in found["outliers"]
    ]
    cases = say("{} 件")
    spots = [
        _linked(f"/hotspots?id={quote(one['id'])}", f"{one['place']} {one['category']}", cases.format(one["count"]))
        for one in found["hotspots"]
    ]
    whistles = [
        _linked(f"/whistles?id={quote(one['id'])}", f"{say(_LEVELS.get(one['level'], ''))} {one['name']}", one["blown"])
        for one in found["whistles"]
    ]
    taken = [html.Li([html.Span(unit), html.Small(cases.format(count))]) for unit, count in found["first_responses"]]
    return [
        _list(say("突出情况（按规则）"), outliers, say("没有达到规则的情况"), say),
        _patrol(found["patrol"], say),
        _list(say("投诉热点"), spots, say("此刻没有投诉热点"), say),
        _list(say("吹哨"), whistles, say("此刻没有在办的哨"), say),
        _list(say("先行处置"), taken, say("期内没有先行处置"), say),
    ]


def _linked(href: str, text: str, note: str) -> Component:
    return html.Li([html.A(text, href=href), html.Small(note)])


def _list(title: str, rows: Sequence[Component], empty: str, _say: Words) -> Component:
    body = html.Ul(list(rows)) if rows else html.P(empty, className="quiet")
    return html.Section([html.H2(title), body], className="district-list")


def _patrol(found: Data, say: Words) -> Component:
    silent = found["silent"]
    if silent is None:
        said = [html.P(say("今日巡查时段（9:00–17:00）尚未开始"), className="quiet")]
    else:
        told = f"{found['known'] - len(silent)} / {found['known']} {say('个网格今日巡查时段内有上报')}"
        said = [html.P(told), html.P("、".join(silent[:60]), className="grids")]
    note = say("网格：近 7 日内有监督员上报或自处置的；此处没有网格名录")
    return html.Section([html.H2(say("巡查覆盖")), *said, html.Small(note)], className="district-list")


def _figure(one: Data, periods: Mapping[str, Any], say: Words) -> Component:
    label = html.Span(say(one["label"]), className="label")
    value = _cell(one["kind"], one["cell"], periods["now"], one["filters"], "value")
    compared = [
        html.Span(
            [html.Span(say(name)), _cell(one["kind"], [*one[key][:2], None], periods[key], one["filters"])],
            className="compared",
        )
        for key, name in (("before", "上期"), ("last_year", "去年同期"))
    ]
    return html.Div([label, value, *compared], className="item")


def _cell(kind: str, cell: Sequence[Any], period: Mapping[str, str], filters: str, name: str = "") -> Component:
    path, value, status = cell
    marks = {
        "data-figure": path,
        "data-value": "" if value is None else repr(int(value) if value == int(value) else value),
        "data-from": period["from"],
        "data-to": period["to"],
        "data-filters": filters,
        "data-status": status or "",
    }
    kept = attributes(marks) | ({"data-value": ""} if value is None else {})
    return html.Span(printed(kind, value), className=f"figure {name}".strip(), **kept)


def printed(kind: str, value: float | None) -> str:
    """A figure as screens print it: counts with commas, rates in per cent with two decimals, half up, 100 without."""
    if value is None:
        return "—"
    if kind == "rate":
        percent = int(value * 10_000 + 0.5 + 1e-9) / 100
        return "100" if percent == 100 else f"{percent:.2f}"
    whole = value == int(value) or value >= 1_000
    return (f"{value:,.0f}" if whole else f"{value:,.1f}").replace("-", MINUS)


def _table(
    title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Data], now: Mapping[str, str], say: Words
) -> Component:
    head = html.Tr([html.Th(""), *(html.Th(say(label), scope="col") for label, _ in columns)])
    body = [
        html.Tr(
            [
                html.Th(say(row["name"]), scope="row"),
                *(
                    html.Td(_cell(kind, cell, now, row["filters"]))
                    for (_, kind), cell in zip(columns, row["cells"], strict=True)
                ),
            ]
        )
        for row in rows
    ]
    return _framed(title, head, body)


def _ranked(title: str, rows: Sequence[Data], now: Mapping[str, str], say: Words) -> Component:
    shown = [metrics.BY_NAME[name] for name in ("filed", *(name for name in metrics.USUAL if name != "filed"))]
    head = html.Tr([html.Th(title), *(html.Th(say(metric.label), scope="col") for metric in shown)])
    body = [
        html.Tr(
            [
                html.Th(row["name"], scope="row"),
                *(html.Td(_cell(one.kind, row["cells"][one.name], now, row["filters"][one.name])) for one in shown),
            ]
        )
        for row in rows
    ]
    return _framed(title, head, body)


def _framed(title: str, head: Component, body: Iterable[Component], name: str = "") -> Component:
    grid = html.Table([html.Thead(head), html.Tbody(list(body))])
    return html.Section(
        [html.H2(title), html.Div(grid, className="scroll", tabIndex="0")], className=f"district-table {name}"
    )


def _heat(rows: Sequence[Sequence[Sequence[int]]], say: Words) -> Component:
    head = html.Tr([html.Th(""), *(html.Th(str(hour), scope="col") for hour in range(24))])
    body = [
        html.Tr(
            [
                html.Th(say(_DAYS[day]), scope="row"),
                *(html.Td(str(count) if count else "", **attributes({"data-step": str(step)})) for count, step in row),
            ]
        )
        for day, row in enumerate(rows)
    ]
    return _framed(say("立案时刻：小时 × 星期"), head, body, "heat")


def _map(points: Sequence[Data], say: Words, geo_url: str) -> Component:
    marks = [dl.CircleMarker(center=[one["lat"], one["lon"]], radius=4, className="district-point") for one in points]
    chart = dl.Map(
        [*outlines(geo_url, "district"), *marks],
        center=_middle(points),
        zoom=NEAR if points else FAR,
        attributionControl=False,
        keyboard=False,
        className="district-map",
    )
    note = f"{say('未结案件')} {len(points)}　{say('边界示意')}"
    return html.Section(
        [html.H2(say("未结案件位置")), html.Figure([chart, html.Figcaption(note)])], className="district-table place"
    )


def _middle(points: Sequence[Data]) -> list[float]:
    """Where half of the points lie on either side: one stray point moves no map."""
    if not points:
        return list(CITY)
    return [sorted(one[axis] for one in points)[len(points) // 2] for axis in ("lat", "lon")]
