"""One hotspot whole: what it is, its days, whistles and cases, and what can be done about it. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from dashboard.domain.hotspots import Hotspot
from dashboard.domain.instants import DAY_MS, local
from dashboard.views.hotspots.listing import CaseLine, Sheet, WhistleLine
from layouts.desk.words import Words
from layouts.duty.attributes import attributes
from layouts.hotspots.trend import bars

REPEATED = "结案后 30 天内，同一道路、地点或同一人再次投诉"


def sheet(found: Sheet | None, zone: ZoneInfo, say: Words, *, may_blow: bool) -> Component:
    """What stands beside the list. `may_blow`: offer to blow a whistle for it."""
    if found is None:
        return html.P(say("选择一处热点查看详情"), className="quiet")
    row, spot = found.row, found.row.spot
    where = "・".join(part for part in (row.area, spot.street, say("区内第 {}").format(spot.rank_in_area)) if part)
    title = html.Header([html.H2([html.Span(str(row.no), className="mark"), spot.place or spot.street]), html.P(where)])
    blow = html.A(
        [say("为此吹哨"), html.Kbd("B")], href=f"/whistles?{urlencode({'blow': 1, 'hotspot': spot.id})}", className="go"
    )
    search = html.A([say("同区域同类别案件"), html.Kbd("C")], href=_cases(spot, zone), className="to-cases")
    parts = [
        title,
        html.Div([*([blow] if may_blow else []), search], className="doors"),
        _facts(found, zone, say),
        html.H3(say("每日投诉")),
        _days(found, zone, say),
        html.H3(say("哨件")),
        _whistles(found.whistles, say),
        html.H3(f"{say('投诉案件')} {len(found.lines)}"),
        html.Ul([_line(line, zone, say) for line in found.lines], className="lines"),
    ]
    return html.Article(parts, **attributes({"data-sheet": spot.id}))


def _cases(spot: Hotspot, zone: ZoneInfo) -> str:
    """The search of cases for its area, category and days."""
    first, end = (f"{local(at, zone):%Y-%m-%d}" for at in (spot.first, spot.last + DAY_MS))
    return f"/cases?{urlencode({'area': spot.area, 'category': spot.category, 'from': first, 'to': end})}"


def _facts(found: Sheet, zone: ZoneInfo, say: Words) -> Component:
    spot = found.row.spot
    facts = (
        ("小类", found.row.category, ""),
        ("投诉", f"{spot.count:,}", say("半径 {} 米").format(spot.radius_m)),
        ("重复率", f"{100 * spot.repeat_rate:.2f}%", say(REPEATED)),
        ("首件", f"{local(spot.first, zone):%m-%d %H:%M}", ""),
        ("末件", f"{local(spot.last, zone):%m-%d %H:%M}", ""),
    )
    pairs = [(html.Dt(say(name)), html.Dd([text, *([html.Small(note)] if note else [])])) for name, text, note in facts]
    return html.Dl([part for pair in pairs for part in pair])


def _days(found: Sheet, zone: ZoneInfo, say: Words) -> Component:
    trend = found.row.spot.trend
    last = local(found.at - 1, zone)
    first = local(found.at - 1 - (len(trend) - 1) * DAY_MS, zone)
    ends = [
        html.Span(f"{first:%m-%d}"),
        html.Span(say("最多一日 {} 件").format(max(trend))),
        html.Span(f"{last:%m-%d}"),
    ]
    return html.Div([bars(trend, max(trend), say("每日投诉")), html.P(ends)], className="days")


def _whistles(blown: Sequence[WhistleLine], say: Words) -> Component:
    if not blown:
        return html.P(say("尚未吹哨"), className="quiet")
    return html.Ul([_blown(one, say) for one in blown], className="lines whistled")


def _blown(one: WhistleLine, say: Words) -> Component:
    link = html.A(one.number, href=f"/whistles?{urlencode({'id': one.id})}")
    return html.Li([link, html.Span(say(one.stage)), html.P(one.title)])


def _line(line: CaseLine, zone: ZoneInfo, say: Words) -> Component:
    at = local(line.at, zone)
    stamp = html.Time(f"{at:%m-%d %H:%M}", dateTime=at.isoformat())
    link = html.A(line.case, href=f"/cases/{line.case}", **attributes({"data-case": line.case}))
    return html.Li([stamp, link, html.Span(say(line.stage))])
