"""Roster and hand-over: who is on duty, who comes next, sheets to write, take and print. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from dashboard.auth.who import Principal
from dashboard.domain.handover import Sheet
from dashboard.domain.instants import local
from dashboard.domain.roster import Watch
from dashboard.views.duty.words import POSTS
from layouts.duty.attributes import attributes


def panel(
    watches: Sequence[Watch], sheets: Sequence[Sheet], now: int, who: Principal, zone: ZoneInfo
) -> list[Component]:
    """The panel: roster with what may be changed, forms (drawn by script), the last hand-overs."""
    tools = [_tool("watch.add", "排班"), _tool("handover.write", "写交接单"), _tool("shift.print", "打印交接单")]
    return [
        html.Header([html.H2("班次与交接"), _tool("shift.close", "关闭 Esc")]),
        html.Div(tools if who.may("alerts:act") else [], className="acts"),
        html.H3("值班表"),
        _roster(watches, now, zone) if watches else html.P("还没有排班", className="quiet"),
        html.H3("交接记录"),
        *([_sheet(sheet, who, zone) for sheet in sheets] or [html.P("还没有交接记录", className="quiet")]),
    ]


def paper(sheet: Sheet | None, zone: ZoneInfo) -> list[Component]:
    """The newest hand-over as a page of paper."""
    if sheet is None:
        return []
    work = sheet.work
    counts = (
        ("派遣已超时", work.dispatch_late),
        ("结案已超期", work.close_late),
        ("一小时内到期", work.due_soon),
        ("在办吹哨", work.whistles),
    )
    return [
        html.H1("值班交接单"),
        html.P(f"编号 {sheet.no}　交班时间 {_when(sheet.at, zone)}"),
        html.Table([html.Tr([html.Th(name), html.Td(f"{n:,}")]) for name, n in counts]),
        html.H2(f"未了告警 {len(work.alerts)} 项"),
        html.Table([html.Tr([html.Th(text) for text in ("事项", "单位", "案件", "经办")]), *map(_alert, work.alerts)]),
        html.H2("交班说明"),
        html.P(sheet.notes or "无", className="notes"),
        html.P([f"交班人：{sheet.leaving}", html.Span(f"接班人：{_taker(sheet, zone)}")], className="signed"),
    ]


def _alert(alert: Any) -> Component:
    return html.Tr([html.Td(text) for text in (alert.title, alert.unit, str(alert.cases), alert.holder or "无人认领")])


def _roster(watches: Sequence[Watch], now: int, zone: ZoneInfo) -> Component:
    head = html.Thead(html.Tr([html.Th(text) for text in ("岗位", "姓名", "电话", "起", "止", "")]))
    return html.Table([head, html.Tbody([_watch(watch, now, zone) for watch in watches])], className="roster")


def _watch(watch: Watch, now: int, zone: ZoneInfo) -> Component:
    here = "1" if watch.start <= now < watch.end else ""
    texts = (
        POSTS.get(watch.post, watch.post),
        watch.person,
        watch.phone,
        _when(watch.start, zone),
        _when(watch.end, zone),
    )
    remove = _tool("watch.remove", "删除", no=watch.no, label=f"删除{watch.person}的班次")
    return html.Tr([*(html.Td(text) for text in texts), html.Td(remove)], **attributes({"data-now": here}))


def _sheet(sheet: Sheet, who: Principal, zone: ZoneInfo) -> Component:
    line = f"{_when(sheet.at, zone)}　{sheet.leaving} → {sheet.taking}"
    state = html.Span(_taker(sheet, zone) if sheet.state == "taken" else "待接班", className="state")
    waits = sheet.state == "waiting" and sheet.leaving_id != f"{who.kind}:{who.id}"
    take = [_tool("handover.take", "接班", no=sheet.no)] if waits else []
    work = sheet.work
    counts = f"未了告警 {len(work.alerts)}，派遣超时 {work.dispatch_late:,}，结案超期 {work.close_late:,}"
    parts = [html.P([line, state, *take]), html.P(counts), html.P(sheet.notes, className="notes")]
    return html.Section(
        parts, className="handover", **attributes({"data-handover": str(sheet.no), "data-waits": "1" if waits else ""})
    )


def _taker(sheet: Sheet, zone: ZoneInfo) -> str:
    if sheet.taken_at is None:
        return sheet.taking
    return f"{sheet.taken_by}（{_when(sheet.taken_at, zone)} 接班）"


def _tool(name: str, text: str, no: int | None = None, label: str = "") -> Component:
    marks = {"data-tool": name, "data-no": "" if no is None else str(no), "aria-label": label}
    return html.Button(text, type="button", **attributes(marks))


def _when(at: int, zone: ZoneInfo) -> str:
    return local(at, zone).strftime("%m-%d %H:%M")
