"""The drawer's content: one whistle whole. PURE."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from dashboard.domain.instants import local
from dashboard.views.duty.sheet import Button, Step
from dashboard.views.whistles import words
from dashboard.views.whistles.sheet import Cell, Covered, Limit, Note, Party, Sheet
from layouts.desk.words import Words
from layouts.duty.attributes import attributes


def sheet(found: Sheet | None, zone: ZoneInfo, say: Words) -> Component:
    """What the drawer shows of a whistle; nothing is there for who may not see it."""
    if found is None:
        return html.P(say("没有这个哨件，或不在您的范围内"), className="quiet")
    parts = [
        _head(found, zone, say),
        _buttons(found, say),
        _facts(found, say),
        html.H3(f"{say('召集部门')} {len(found.parties)}"),
        _parties(found, zone, say),
        *_log(found, zone, say),
        *([html.H3(f"{say('相关案件')} {len(found.cases)}"), _cases(found, say)] if found.cases else []),
        html.H3(say("经过")),
        html.Ol([_step(step, zone, say) for step in found.steps], className="steps"),
    ]
    marks = {"data-sheet": found.card["id"], "data-point": "1" if found.points else ""}
    return html.Article(parts, className="sheet", **attributes(marks))


def _head(found: Sheet, zone: ZoneInfo, say: Words) -> Component:
    one = found.card
    level = html.Span(
        say(words.LEVEL_MARKS.get(one["level"], "?")), className="level", **attributes({"data-level": one["level"]})
    )
    blown = f"{found.area}・{_when(one['blown'], zone)} {say('发起吹哨')}"
    title = html.H2([level, html.Span(one["number"] or say("待编号"))])
    return html.Header([title, html.P(one["title"], className="title"), html.P(blown)])


def _buttons(found: Sheet, say: Words) -> Component:
    return html.Div(
        [_button(one, say) for one in found.buttons],
        className="acts",
        role="group",
        **attributes({"aria-label": say("操作")}),
    )


def _button(one: Button, say: Words) -> Component:
    """An act that cannot be done now says why, and can still be reached by who does not see it grey."""
    label = [html.Span(say(one.label)), *([html.Kbd(one.key)] if one.key else [])]
    if one.why:
        label.append(html.Small(say(one.why)))
    marks = {"data-act": one.act, "aria-disabled": "true" if one.why else "", "title": say(one.why)}
    return html.Button(label, type="button", **attributes(marks))


def _facts(found: Sheet, say: Words) -> Component:
    rows = [part for name, text in found.facts for part in (html.Dt(say(name)), html.Dd(say(text)))]
    return html.Dl(rows)


def _parties(found: Sheet, zone: ZoneInfo, say: Words) -> Component:
    heads = [html.Th(say("部门"), scope="col"), *(_limit(limit, zone, say) for limit in found.limits)]
    head = html.Thead(html.Tr([*heads, html.Th(say("评分"), scope="col")]))
    body = html.Tbody([_party(party, zone, say) for party in found.parties])
    return html.Div(html.Table([head, body], className="parties"), className="wide", tabIndex="0")


def _limit(limit: Limit, zone: ZoneInfo, say: Words) -> Component:
    return html.Th([say(limit.label), html.Small(f"≤ {_when(limit.due, zone)}")], scope="col")


def _party(party: Party, zone: ZoneInfo, say: Words) -> Component:
    score = "—" if party.score is None else f"{party.score:g}"
    cells = [_cell(one, zone, say) for one in party.cells]
    return html.Tr([html.Th(party.name, scope="row"), *cells, html.Td(score)])


def _cell(one: Cell, zone: ZoneInfo, say: Words) -> Component:
    text = (say("超时未办") if one.late else "—") if one.at is None else _when(one.at, zone)
    return html.Td(html.Span(text, **attributes({"data-status": "late" if one.late else ""})))


def _log(found: Sheet, zone: ZoneInfo, say: Words) -> list[Component]:
    notes = html.Ol([_note(one, found.card["id"], zone) for one in found.notes], className="log")
    attach = html.Button(say("上传附件"), type="button", **attributes({"data-tool": "attach"}))
    return [
        html.H3([f"{say('协同日志')} {len(found.notes)}", *([attach] if _may_note(found) else [])]),
        *([notes] if found.notes else [_quiet(say("还没有记录"))]),
    ]


def _may_note(found: Sheet) -> bool:
    return any(one.act == "whistle.note" and not one.why for one in found.buttons)


def _quiet(text: str) -> Component:
    return html.P(text, className="quiet")


def _note(one: Note, whistle: str, zone: ZoneInfo) -> Component:
    text: list[Any] = [html.Mark(part) if named else part for part, named in one.parts]
    place = f"/api/v1/whistles/{quote(whistle, safe='')}/files"
    files = [html.A(file.name, href=f"{place}/{file.n}", download=file.name, className="file") for file in one.files]
    head = html.Header([html.B(one.by), html.Time(_when(one.at, zone))])
    return html.Li([head, html.P(text), *([html.P(files)] if files else [])])


def _cases(found: Sheet, say: Words) -> Component:
    return html.Ul([_case(one, say) for one in found.cases], className="covered")


def _case(one: Covered, say: Words) -> Component:
    link = html.A(one.id, href=f"/cases/{quote(one.id, safe='')}")
    parts = [link, html.Span(one.title), html.Span(one.place), html.Span(say(one.stage))]
    return html.Li(parts, **attributes({"data-case": one.id}))


def _step(step: Step, zone: ZoneInfo, say: Words) -> Component:
    at = local(step.at, zone)
    stamp = html.Time(at.strftime("%m-%d %H:%M"), dateTime=at.isoformat())
    what = html.Span(say(step.what), className="what", **attributes({"data-status": step.tone}))
    return html.Li([stamp, what, html.Span(step.text, className="said")])


def _when(at: int, zone: ZoneInfo) -> str:
    return local(at, zone).strftime("%m-%d %H:%M")
