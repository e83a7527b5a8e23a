"""The hotspots page: figures above, ranked list, map with the same numbers, one hotspot beside it. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

import dash_leaflet as dl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.domain.instants import local, render
from dashboard.views.hotspots.listing import Listing, Row
from layouts import ids
from layouts.desk.outlines import outlines
from layouts.desk.words import Words
from layouts.duty.attributes import attributes
from layouts.hotspots.trend import bars

CITY: Final = ((24.74, 25.12), (102.60, 102.92))
"""Latitudes and longitudes of what the map shows without a hotspot."""
FAR: Final = 10
"""Its zoom until it knows its size, and has framed what it shows."""
MARGIN: Final = 0.012
"""Degrees around the outermost hotspots."""
SINKS: Final = ("nudged",)
NONE: Final = "此刻没有投诉热点"
NOBODY_LOOKED: Final = "还没有查找过；值守程序运行后几分钟内会有"


def page(
    geo_url: str, say: Words, shown: Listing | None = None, zone: ZoneInfo | None = None, picked: str = ""
) -> Component:
    """The page; without a listing its frame, empty. `picked`: the hotspot shown whole at first, else the first one."""
    picked = picked or (shown.rows[0].spot.id if shown and shown.rows else "")
    names = (ids.HOTSPOTS_ASK, *(ids.hotspots_sink(name) for name in SINKS))
    first = {"area": "", "category": "", "id": picked, "n": 0} if picked else None
    filters = _filters(shown, say)
    return html.Div(
        [
            *(dcc.Store(id=name) for name in names),
            dcc.Store(id=ids.HOTSPOTS_PICK, data=first),
            html.H1(say("投诉热点"), className="for-readers"),
            html.Section(strip(shown, say, zone), id=ids.HOTSPOTS_STRIP, className="hotspots-strip"),
            html.Section(
                [
                    html.Div(filters, className="hotspots-filters", role="group", **_label(say("筛选"))),
                    _list(shown, say, zone),
                ],
                className="hotspots-list panel",
            ),
            _place(geo_url, shown, say),
            html.Aside(
                html.P(say("选择一处热点查看详情"), className="quiet"),
                id=ids.HOTSPOTS_SHEET,
                className="hotspots-sheet",
                tabIndex="-1",
                **_label(say("详情")),
            ),
        ],
        id=ids.HOTSPOTS,
        className="hotspots",
        **attributes({"data-picked": picked}),
    )


def refused(say: Words) -> Component:
    """For who sees the cases of a unit alone."""
    return html.P(say("热点按区域统计；你的账号只看本单位的案件。"), className="hotspots-refused")


def _label(text: str) -> Any:
    return attributes({"aria-label": text})


def strip(shown: Listing | None, say: Words, zone: ZoneInfo | None) -> list[Component]:
    """The figures above the list, what a hotspot is, and when it was looked for."""
    if shown is None or zone is None:
        return []
    head, found = shown.head, shown.found
    rate = "—" if head.repeat_rate is None else f"{100 * head.repeat_rate:.2f}%"
    rule = say("{} 天内、{} 米内、同一小类不少于 {} 件").format(found.days, found.metres, found.least)
    stamp = html.Time(f"{local(found.at, zone):%m-%d %H:%M}", dateTime=render(found.at, zone))
    return [
        _item(say("热点地点"), f"{head.places:,}", ""),
        _item(say("热点投诉"), f"{head.complaints:,}", ""),
        _item(say("重复率"), rate, ""),
        _item(say("已吹哨"), f"{head.blown:,}", ""),
        _item(say("近 7 日"), f"{head.week:,}", say("前 7 日 {}").format(f"{head.before:,}")),
        html.P([html.Span(rule), html.Span([say("截至"), " ", stamp], className="stamp")], className="rule"),
    ]


def _item(label: str, value: str, note: str) -> Component:
    parts = [html.Span(label, className="label"), html.Span(value, className="value")]
    return html.Div([*parts, html.Span(note, className="note")] if note else parts, className="item")


def _filters(shown: Listing | None, say: Words) -> list[Component]:
    areas, categories = (shown.areas, shown.categories) if shown else ({}, {})
    return [_choice("area", say("全部区域"), areas), _choice("category", say("全部小类"), categories)]


def _choice(name: str, every: str, choices: Mapping[str, str]) -> Component:
    options = [html.Option(every, value=""), *(html.Option(label, value=code) for code, label in choices.items())]
    return html.Select(options, **attributes({"data-filter": name, "aria-label": every}))


def _list(shown: Listing | None, say: Words, zone: ZoneInfo | None) -> Component:
    return html.Div(rows(shown, say, zone), id=ids.HOTSPOTS_LIST, className="rows")


def rows(shown: Listing | None, say: Words, zone: ZoneInfo | None) -> Component:
    """The list, with the contract's words for people's tools."""
    state = "down" if shown is None else "stale" if shown.stale else "live"
    as_of = render(shown.found.at, zone) if shown and zone else ""
    marks = {"data-panel": "hotspots", "data-state": state, "data-as-of": as_of, "aria-label": say("投诉热点")}
    late = (
        html.P(f"⬚ {say('停在')} {local(shown.found.at, zone):%m-%d %H:%M}", className="late")
        if shown and zone
        else None
    )
    body = [late, _table(shown, say, zone)] if state == "stale" else _table(shown, say, zone)
    return html.Section(body, **attributes(marks))


def _table(shown: Listing | None, say: Words, zone: ZoneInfo | None) -> Component:
    """One row a hotspot, with the numbers of the map."""
    if shown is None or zone is None or not shown.rows:
        return html.P(say(NONE if shown else NOBODY_LOOKED), className="quiet")
    days = shown.found.days
    heads = ("", "地点", "小类", "近 {} 日", "投诉", "重复率", "最近", "哨件")
    names = ("no", "place", "category", "trend", "number", "number", "number", "number")
    cells = [
        html.Th(say(text).format(days), className=name, scope="col") for text, name in zip(heads, names, strict=True)
    ]
    most = max(max(row.spot.trend) for row in shown.rows)
    return html.Table([html.Thead(html.Tr(cells)), html.Tbody([_row(row, most, say, zone) for row in shown.rows])])


def _row(row: Row, most: int, say: Words, zone: ZoneInfo) -> Component:
    spot = row.spot
    place = html.Button([html.B(spot.place or spot.street or row.area)], type="button", className="pick")
    where = html.Small("・".join(part for part in (row.area, spot.street) if part))
    cells = [
        html.Td(str(row.no), className="no"),
        html.Td([place, where], className="place"),
        html.Td(row.category, className="category"),
        html.Td(bars(spot.trend, most, say("每日投诉")), className="trend"),
        html.Td(f"{spot.count:,}", className="number count", **attributes({"data-value": str(spot.count)})),
        html.Td(f"{100 * spot.repeat_rate:.2f}%", className="number"),
        html.Td(f"{local(spot.last, zone):%m-%d %H:%M}", className="number"),
        html.Td(str(len(spot.whistles) or "—"), className="number"),
    ]
    return html.Tr(cells, **attributes({"data-hotspot": spot.id}))


def _place(geo_url: str, shown: Listing | None, say: Words) -> Component:
    (south, west), (north, east) = frame(shown)
    chart = dl.Map(
        [*outlines(geo_url, "hotspots"), dl.LayerGroup(points(shown), id=ids.HOTSPOTS_POINTS)],
        id=ids.HOTSPOTS_MAP,
        center=[(south + north) / 2, (west + east) / 2],
        zoom=FAR,
        viewport={"bounds": [[south, west], [north, east]]},
        attributionControl=False,
        zoomSnap=0.25,
        keyboard=False,
        className="hotspots-map",
    )
    return html.Figure([chart, html.Figcaption(say("边界示意"))], className="hotspots-place")


def points(shown: Listing | None) -> list[Component]:
    """A numbered mark for each row; the first ones lie above the others."""
    return [_point(row) for row in reversed(shown.rows)] if shown else []


def _point(row: Row) -> Component:
    spot = row.spot
    size = round(20 + 4 * spot.count**0.5)
    made: Component = dl.DivMarker(
        position=[spot.lat, spot.lon],
        iconOptions={
            "html": f'<b data-spot="{row.no}">{row.no}</b>',
            "className": "hotspots-point",
            "iconSize": [size, size],
        },
        title=f"{row.no}. {spot.place} {spot.count}",
        keyboard=False,
    )
    return made


def frame(shown: Listing | None) -> tuple[tuple[float, float], tuple[float, float]]:
    """What the map shows, south-west and north-east: all hotspots, or the city's middle without one."""
    rows = shown.rows if shown else []
    lats, lons = [row.spot.lat for row in rows] or CITY[0], [row.spot.lon for row in rows] or CITY[1]
    return (min(lats) - MARGIN, min(lons) - MARGIN), (max(lats) + MARGIN, max(lons) + MARGIN)
