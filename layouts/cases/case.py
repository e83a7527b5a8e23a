"""One case's page: head with its acts, limits, life, and beside them map, facts, standard, neighbours. PURE."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import dash_leaflet as dl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.auth.who import Principal
from dashboard.domain.instants import local
from dashboard.views.cases.life import Deadline, Page, Step
from dashboard.views.duty.sheet import Button
from layouts import ids
from layouts.cases.search import CITY, FAR
from layouts.cases.words import ENGLISH
from layouts.desk.outlines import outlines
from layouts.desk.words import Words, act_name, brought
from layouts.duty.attributes import attributes

SINKS: Final = ("done", "nudged")
NEAR: Final = 12
_STORES: Final = (ids.CASE_DO, ids.CASE_DONE, *(ids.case_sink(name) for name in SINKS))


def frame(geo_url: str, say: Words, case_id: str = "", who: Principal | None = None, at: str = "") -> Component:
    """The page without its case, which comes by the first answer. `at`: the past moment that is looked at."""
    marks = {
        "data-subject": case_id,
        "data-at": at,
        "data-rights": " ".join(sorted(who.rights)) if who else "",
        "data-words": brought(ENGLISH, say),
    }
    return html.Div(
        [
            *(dcc.Store(id=name) for name in _STORES),
            dcc.Store(id=ids.CASE_ASK, data={"id": case_id, "known": "", "n": 0} if case_id else None),
            html.Article(id=ids.CASE_SHEET, className="case-sheet"),
            _map(geo_url, say),
            html.Div(id=ids.CASE_TOLD, className="desk-told", role="status", **attributes({"aria-live": "polite"})),
        ],
        id=ids.CASE,
        className="case",
        **attributes(marks),
    )


def _map(geo_url: str, say: Words) -> Component:
    chart = dl.Map(
        [*outlines(geo_url, "case"), dl.LayerGroup(id=ids.CASE_POINTS)],
        id=ids.CASE_MAP,
        center=list(CITY),
        zoom=FAR,
        attributionControl=False,
        zoomSnap=0.5,
        keyboard=False,
        className="case-map",
    )
    return html.Figure([chart, html.Figcaption(say("边界示意"))], className="case-place")


def place(found: Page | None) -> tuple[dict[str, Any], list[Component]]:
    """The map's frame, the case's point and those of its neighbours."""
    if found is None or found.point is None:
        return {"center": list(CITY), "zoom": FAR}, []
    near = [
        dl.CircleMarker(center=[one["lat"], one["lon"]], radius=5, className="case-neighbour")
        for one in found.near
        if one["lat"] is not None
    ]
    here = dl.CircleMarker(center=list(found.point), radius=8, className="case-point")
    return {"center": list(found.point), "zoom": NEAR}, [*near, here]


def sheet(found: Page | None, say: Words, zone: ZoneInfo, version: str, *, blow: bool = False) -> list[Component]:
    """All that the page says of a case. `blow`: this person may blow a whistle for it."""
    back = html.A(say("返回查找"), href="/cases", className="back")
    if found is None:
        head = html.Header([back, html.H1(say("没有这个案件"))], **attributes({"data-version": version}))
        return [head, html.P(say("案件不存在，或不在您的管辖范围内。"))]
    return [
        _head(found, say, zone, version, back),
        _acts(found, say, blow=blow),
        html.Div([*_lead(found), _limits(found, say, zone), _life(found, say, zone)], className="main"),
        html.Div(
            [
                _pairs(say("基本情况"), found.facts, say),
                *([_pairs(say("立案与结案标准"), found.standard, say)] if found.standard else []),
                _near(found, say, zone),
                *([_whistles(found, say)] if found.whistles else []),
            ],
            className="side",
        ),
    ]


def _head(found: Page, say: Words, zone: ZoneInfo, version: str, back: Component) -> Component:
    due_at = str(found.due) if found.due is not None else ""
    left = {"data-due": due_at, "data-now": str(found.now), "data-status": found.status}
    due = [html.P([html.Small(say("距离下一时限")), html.B("", className="left", **attributes(left))], className="due")]
    printed = local(found.now, zone).strftime("%Y-%m-%d %H:%M")
    return html.Header(
        [
            back,
            html.P(f"{say('案件办理单')}　{say('打印时间')} {printed}", className="on-paper"),
            html.Div(
                [
                    html.H1(found.title),
                    html.P([html.Span(found.id, className="number"), html.Span(found.place)], className="where"),
                ],
                className="name",
            ),
            html.P(html.B(say(found.stage), **attributes({"data-status": found.status})), className="stage"),
            *(due if found.due is not None else []),
            html.Button(say("打印"), type="button", **attributes({"data-case-tool": "print"})),
        ],
        **attributes({"data-case": found.id, "data-version": version}),
    )


def _acts(found: Page, say: Words, *, blow: bool) -> Component:
    """What can be done now, then what cannot, by the reason."""
    possible = [_button(one, say) for one in found.buttons if not one.why]
    if blow:
        link = html.A(
            [html.Span(say("吹哨")), html.Kbd("L")],
            href=f"/whistles?blow=1&case={quote(found.id, safe='')}",
            **attributes({"data-key": "L"}),
        )
        possible.insert(0, link)
    barred = [
        html.P([*(_button(one, say) for one in found.buttons if one.why == why), html.Small(say(why))])
        for why in dict.fromkeys(one.why for one in found.buttons if one.why)
    ]
    parts = [html.P(possible)] if possible else []
    return html.Div([*parts, *barred], className="acts", role="group", **attributes({"aria-label": say("操作")}))


def _button(one: Button, say: Words) -> Component:
    """An act that cannot be done now can still be reached by who does not see it grey."""
    label = [html.Span(act_name(one.label, say)), *([html.Kbd(one.key)] if one.key else [])]
    marks = {"data-act": one.act, "aria-disabled": "true" if one.why else "", "title": say(one.why)}
    return html.Button(label, type="button", **attributes(marks))


def _lead(found: Page) -> list[Component]:
    """What it is about."""
    parts = [html.P(found.description, className="said")] if found.description else []
    parts += [html.P(found.address, className="address")] if found.address else []
    return [html.Section(parts, className="lead")] if parts else []


def _limits(found: Page, say: Words, zone: ZoneInfo) -> Component:
    heads = [html.Th(say(name), scope="col") for name in ("环节", "起算", "时限", "完成", "结果")]
    rows = [_limit(one, say, zone) for one in found.deadlines]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)])
    return html.Section([html.H2(say("时限")), table], className="limits", hidden=not rows)


def _limit(one: Deadline, say: Words, zone: ZoneInfo) -> Component:
    done = _stamp(one.done, zone) if one.done is not None else say("尚未")
    verdict = html.Td(one.verdict, **attributes({"data-status": one.tone}))
    cells = [html.Td(part) for part in (_stamp(one.start, zone), _stamp(one.due, zone), done)]
    return html.Tr([html.Th(say(one.what), scope="row"), *cells, verdict])


def _stamp(at: int, zone: ZoneInfo) -> Component:
    here = local(at, zone)
    return html.Time(here.strftime("%Y-%m-%d %H:%M"), dateTime=here.isoformat())


def _life(found: Page, say: Words, zone: ZoneInfo) -> Component:
    steps = [_step(step, say, zone, ahead=step.at > found.now) for step in found.steps]
    return html.Section([html.H2(say("经过")), html.Ol(steps, className="life")], className="lived")


def _step(step: Step, say: Words, zone: ZoneInfo, *, ahead: bool) -> Component:
    what = html.Span(say(step.what), className="what", **attributes({"data-status": step.tone}))
    said: list[Any] = [html.A(say(step.text), href=step.link)] if step.link else [step.text]
    if step.fault:
        said.append(html.Em(f"{say('不成立')}：{step.fault}"))
    marks = {"data-kind": step.kind, "data-ahead": "1" if ahead else "", "data-refused": "1" if step.fault else ""}
    return html.Li(
        [_stamp(step.at, zone), what, html.Span(said, className="said"), html.Span(step.who, className="who")],
        **attributes(marks),
    )


def _pairs(title: str, pairs: tuple[tuple[str, str], ...], say: Words) -> Component:
    rows = [part for name, text in pairs for part in (html.Dt(say(name)), html.Dd(say(text)))]
    return html.Section([html.H2(title), html.Dl(rows)], className="facts")


def _near(found: Page, say: Words, zone: ZoneInfo) -> Component:
    title = html.H2([say("同一地点的同类案件"), html.Small(f"{len(found.near)} {say('件')}") if found.near else ""])
    parts = [title, *_hotspot(found, say)]
    if found.near:
        parts.append(html.Ol([_neighbour(one, say, zone) for one in found.near]))
    else:
        parts.append(html.P(say("200 米、前后 30 天内没有同类案件"), className="quiet"))
    return html.Section(parts, className="near")


def _hotspot(found: Page, say: Words) -> list[Component]:
    """The way to the hotspot that the case is part of."""
    if found.hotspot is None:
        return []
    text = f"{say('热点')}：{found.hotspot['place']} {found.hotspot['count']} {say('件')}"
    return [html.P(html.A(text, href=f"/hotspots?id={quote(found.hotspot['id'], safe='')}"), className="hotspot")]


def _neighbour(one: dict[str, Any], say: Words, zone: ZoneInfo) -> Component:
    days = f"{abs(one['days'])} {say('天前') if one['days'] < 0 else say('天后')}" if one["days"] else say("同日")
    return html.Li(
        [
            html.A(one["id"], href=f"/cases/{quote(one['id'], safe='')}"),
            html.Span(local(one["begun"], zone).strftime("%m-%d %H:%M")),
            html.Span(days),
            html.Span(f"{one['metres']:.0f} m"),
            html.Span(say(one["stage_name"]), **attributes({"data-status": one["status"]})),
        ],
        **attributes({"data-case": one["id"]}),
    )


def _whistles(found: Page, say: Words) -> Component:
    rows = [
        html.Li(
            [
                html.B(say(one["level"]), className="level"),
                html.A(one["number"], href=f"/whistles?id={quote(one['id'], safe='')}"),
                html.Span(one["title"]),
                html.Span(say(one["stage"])),
                html.Small(f"{say('未到')} {'、'.join(one['missing'])}") if one["missing"] else "",
            ]
        )
        for one in found.whistles
    ]
    return html.Section([html.H2(say("吹哨")), html.Ul(rows)], className="blown")
