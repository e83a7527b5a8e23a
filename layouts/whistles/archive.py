"""The archive of whistles: what to look for, and a table of what was found. PURE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.domain.instants import local
from dashboard.views.whistles import words
from dashboard.views.whistles.archive import Row
from layouts.desk.words import Words
from layouts.duty.attributes import attributes
from layouts.whistles.page import tabs

Pairs = Sequence[tuple[str, str]]
FIELDS: Final = ("level", "area", "kind", "department", "from", "to", "q")
"""The query's parts, as they stand in the address."""

_HEADS: Final = ("哨号", "级别", "事由", "区域", "类型", "召集部门", "吹哨", "状态", "均分", "案件")


class Choices:
    """What may be chosen: (value, words) of areas and kinds, names of departments."""

    def __init__(self, areas: Pairs = (), kinds: Pairs = (), departments: Sequence[str] = ()) -> None:
        self.areas, self.kinds, self.departments = areas, kinds, departments


def frame(path: str, query: Mapping[str, str], choices: Choices, body: Sequence[Component], say: Words) -> Component:
    """A tab beside the board: the form of the query, then what was found."""
    parts = [html.Div([tabs(path, say), _form(path, query, choices, say)], className="whistles-tools"), *body]
    return html.Div(parts, className="whistles-paper")


def table(rows: Sequence[Row], zone: ZoneInfo, say: Words, *, more: bool) -> Component:
    """The whistles found, the newest first; `more`: there are others that the query does not show."""
    if not rows:
        return html.P(say("没有符合条件的哨件"), className="quiet")
    head = html.Thead(html.Tr([html.Th(say(name), scope="col") for name in _HEADS]))
    body = html.Tbody([_row(one, zone, say) for one in rows])
    note = [html.P(say("只列出最近的；请缩小日期范围"), className="quiet")] if more else []
    return html.Div([html.Table([head, body]), *note], className="wide", tabIndex="0")


def files(place: str, query: Mapping[str, str], say: Words) -> Component:
    """Links to the same as files."""
    asked = urlencode({name: query[name] for name in FIELDS if query.get(name)})
    return html.P(
        [
            html.A(f"{say('导出')} {label}", href=f"{place}.{ending}?{asked}".rstrip("?"), download="")
            for ending, label in (("xlsx", "Excel"), ("csv", "CSV"))
        ],
        className="files",
    )


def _form(path: str, query: Mapping[str, str], choices: Choices, say: Words) -> Component:
    lists = (
        ("level", "级别", [(value, say(text)) for value, text in words.LEVELS.items()]),
        ("area", "区域", choices.areas),
        ("kind", "类型", choices.kinds),
        ("department", "部门", [(name, name) for name in choices.departments]),
    )
    fields = [_list(name, say(label), listed, query.get(name, "")) for name, label, listed in lists]
    texts = [
        _text(name, say(label), query.get(name, "")) for name, label in (("from", "从"), ("to", "到"), ("q", "查找"))
    ]
    button = html.Button(say("查找"), type="submit")
    return html.Form([*fields, *texts, button], action=path, method="GET", className="asked", role="search")


def _list(name: str, label: str, listed: Pairs, chosen: str) -> Component:
    options = [html.Option(text, value=value, selected=value == chosen) for value, text in listed]
    return html.Select([html.Option(label, value=""), *options], name=name, **attributes({"aria-label": label}))


def _text(name: str, label: str, value: str) -> Component:
    hint = f"{label} 2024-11-01" if name in ("from", "to") else label
    return dcc.Input(type="text", name=name, value=value, placeholder=hint, maxLength=64, className="search")


def _row(one: Row, zone: ZoneInfo, say: Words) -> Component:
    link = html.A(one.number or say("待编号"), href=f"/whistles?id={quote(one.id, safe='')}")
    stage = html.Span(say(one.stage), **attributes({"data-status": one.status or ""}))
    called = html.Span("、".join(one.departments), title="、".join(one.departments), className="called")
    cells = (
        say(words.LEVELS.get(one.level, one.level)),
        html.Span(one.title, className="about"),
        one.area,
        say(one.kind),
        called,
        local(one.blown, zone).strftime("%Y-%m-%d %H:%M"),
        stage,
        "—" if one.mean is None else f"{one.mean:.1f}",
        str(one.cases or "—"),
    )
    return html.Tr(
        [html.Th(link, scope="row"), *(html.Td(cell) for cell in cells)], **attributes({"data-whistle": one.id})
    )
