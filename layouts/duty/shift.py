"""Roster and hand-over: who is on duty, who comes next, sheets to write, take and print. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from dashboard.auth.who import Principal
from dashboard.domain.handover import OpenAlert, Sheet
from dashboard.domain.instants import local
from dashboard.domain.roster import Watch
from dashboard.views.duty.words import POSTS
from layouts.desk.words import Words
from layouts.duty.attributes import attributes


def panel(
    watches: Sequence[Watch], sheets: Sequence[Sheet], now: int, who: Principal, zone: ZoneInfo, say: Words
) -> list[Component]:
    """The panel: roster with what may be changed, forms (drawn by script), the last hand-overs."""
    named = (("watch.add", "排班"), ("handover.write", "写交接单"), ("shift.print", "打印交接单"))
    tools = [_tool(name, say(text)) for name, text in named]
    return [
        html.Header([html.H2(say("班次与交接")), _tool("shift.close", say("关闭 Esc"))]),
        html.Div(tools if who.may("alerts:act") else [], className="acts"),
        html.H3(say("值班表")),
        _roster(watches, now, zone, say) if watches else html.P(say("还没有排班"), className="quiet"),
        html.H3(say("交接记录")),
        *([_sheet(sheet, who, zone, say) for sheet in sheets] or [html.P(say("还没有交接记录"), className="quiet")]),
    ]


def paper(sheet: Sheet | None, zone: ZoneInfo, say: Words) -> list[Component]:
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
    heads = html.Tr([html.Th(say(text)) for text in ("事项", "单位", "案件", "经办")])
    return [
        html.H1(say("值班交接单")),
        html.P(f"{say('编号')} {sheet.no}　{say('交班时间')} {_when(sheet.at, zone)}"),
        html.Table([html.Tr([html.Th(say(name)), html.Td(f"{n:,}")]) for name, n in counts]),
        html.H2(f"{say('未了告警')} {len(work.alerts)}"),
        html.Table([heads, *(_alert(alert, say) for alert in work.alerts)]),
        html.H2(say("交班说明")),
        html.P(sheet.notes or say("无"), className="notes"),
        html.P(
            [f"{say('交班人')}：{sheet.leaving}", html.Span(f"{say('接班人')}：{_taker(sheet, zone, say)}")],
            className="signed",
        ),
    ]


def _alert(alert: OpenAlert, say: Words) -> Component:
    holder = alert.holder or say("无人认领")
    return html.Tr([html.Td(text) for text in (say(alert.title), alert.unit, str(alert.cases), holder)])


def _roster(watches: Sequence[Watch], now: int, zone: ZoneInfo, say: Words) -> Component:
    heads = [html.Th(say(text)) for text in ("岗位", "姓名", "电话", "起", "止")]
    body = html.Tbody([_watch(watch, now, zone, say) for watch in watches])
    return html.Table([html.Thead(html.Tr([*heads, html.Th()])), body], className="roster")


def _watch(watch: Watch, now: int, zone: ZoneInfo, say: Words) -> Component:
    here = "1" if watch.start <= now < watch.end else ""
    texts = (
        say(POSTS.get(watch.post, watch.post)),
        watch.person,
        watch.phone,
        _when(watch.start, zone),
        _when(watch.end, zone),
    )
    remove = _tool("watch.remove", say("删除"), no=watch.no, label=say("删除{}的班次").format(watch.person))
    return html.Tr([*(html.Td(text) for text in texts), html.Td(remove)], **attributes({"data-now": here}))


def _sheet(sheet: Sheet, who: Principal, zone: ZoneInfo, say: Words) -> Component:
    line = f"{_when(sheet.at, zone)}　{sheet.leaving} → {sheet.taking}"
    state = html.Span(_taker(sheet, zone, say) if sheet.state == "taken" else say("待接班"), className="state")
    waits = sheet.state == "waiting" and sheet.leaving_id != f"{who.kind}:{who.id}"
    take = [_tool("handover.take", say("接班"), no=sheet.no)] if waits else []
    work = sheet.work
    counts = (("未了告警", len(work.alerts)), ("派遣已超时", work.dispatch_late), ("结案已超期", work.close_late))
    counted = "　".join(f"{say(name)} {n:,}" for name, n in counts)
    parts = [html.P([line, state, *take]), html.P(counted), html.P(sheet.notes, className="notes")]
    return html.Section(
        parts, className="handover", **attributes({"data-handover": str(sheet.no), "data-waits": "1" if waits else ""})
    )


def _taker(sheet: Sheet, zone: ZoneInfo, say: Words) -> str:
    if sheet.taken_at is None:
        return sheet.taking
    return f"{sheet.taken_by}（{say('接班')} {_when(sheet.taken_at, zone)}）"


def _tool(name: str, text: str, no: int | None = None, label: str = "") -> Component:
    marks = {"data-tool": name, "data-no": "" if no is None else str(no), "aria-label": label}
    return html.Button(text, type="button", **attributes(marks))


def _when(at: int, zone: ZoneInfo) -> str:
    return local(at, zone).strftime("%m-%d %H:%M")
