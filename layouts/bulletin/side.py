"""What is done with a report: its versions, what was corrected since, files, recipients, sealing, sending. PURE."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.views.bulletin.edited import Correction
from layouts import ids
from layouts.desk.words import Words
from layouts.duty.attributes import attributes

_MOST: Final = 40
"""So many corrections are listed; the paper has them all."""
STATES: Final = {"waiting": "待发", "sent": "已发送", "dropped": "已取消", "dead": "未能送达"}


class Version(NamedTuple):
    """A draft or a sealed edition: its name, address, who and when, whether it is the one that is open."""

    label: str
    href: str
    stamp: str
    here: bool


class Way(NamedTuple):
    """A channel to send by: its name, what kind it is, what became of this edition there ("": not sent)."""

    name: str
    kind: str
    state: str


class Side(NamedTuple):
    """Everything at the right of the paper. `files`: label → address. `may_write`: with forms. `sealed`: of what is
    open; only that can be sent, only a draft can be sealed. `named`: what the figure at a path is called.
    """

    versions: Sequence[Version]
    as_of: str
    sealed: bool
    may_write: bool
    files: Sequence[tuple[str, str]]
    recipients: Sequence[str]
    undecided: int
    changed: Sequence[Correction]
    ways: Sequence[Way]
    named: Callable[[str], str]


def side(it: Side, say: Words) -> list[Component]:
    """The column."""
    parts = [_versions(it, say), _files(it, say)]
    if it.sealed:
        parts.append(_changed(it, say))
    else:
        parts.append(_state(it, say))
    parts.append(_recipients(it, say))
    if it.may_write:
        parts.append(_send(it, say) if it.sealed else _seal(it, say))
    return parts


def _section(title: str, *content: Any) -> Component:
    return html.Section([html.H2(title), *content])


def _versions(it: Side, say: Words) -> Component:
    rows = []
    for one in it.versions:
        here: Any = {"aria-current": "page"} if one.here else {}
        rows.append(html.Li([html.A(one.label, href=one.href, **here), html.Small(one.stamp)]))
    return _section(say("版本"), html.Ol(rows, className="bulletin-versions"))


def _files(it: Side, say: Words) -> Component:
    links = [html.A(label, href=href, download="") for label, href in it.files]
    return _section(say("文件"), html.Div([*links, _button("print", say("打印"))], className="bulletin-files"))


def _state(it: Side, say: Words) -> Component:
    told = [html.P(f"{say('数据截至')} {it.as_of}")]
    if it.undecided:
        told.append(html.P(f"{say('典型案例候选待定')} {it.undecided}", className="soon"))
    return _section(say("数据"), *told, _button("anew", say("按此刻重新编写")))


def _changed(it: Side, say: Words) -> Component:
    if not it.changed:
        return _section(say("封存以后的更正"), html.P(say("各项数据与封存时一致。"), className="quiet"))
    head = html.Thead(html.Tr([html.Th(say(text)) for text in ("指标", "封存时", "现在")]))
    rows = [
        html.Tr(
            [
                html.Td(it.named(one.path) + (f"（{say('上期')}）" if one.before else ""), title=one.path),
                html.Td(one.sealed),
                html.Td(one.now or "—"),
            ]
        )
        for one in it.changed[:_MOST]
    ]
    more = [html.P(f"{say('共')} {len(it.changed)}", className="quiet")] if len(it.changed) > _MOST else []
    table = html.Table([head, html.Tbody(rows)], className="bulletin-changed")
    return _section(say("封存以后的更正"), table, *more)


def _recipients(it: Side, say: Words) -> Component:
    title = say("分送")
    if it.sealed or not it.may_write:
        listed = [html.Li(name) for name in it.recipients]
        return _section(title, html.Ul(listed) if listed else html.P(say("没有写明分送单位。"), className="quiet"))
    area = dmc.Textarea(
        id=ids.BULLETIN_RECIPIENTS,
        value="\n".join(it.recipients),
        autosize=True,
        minRows=3,
        label=say("每行一个；可带邮箱：市城管局 <office@example.org>"),
    )
    return _section(title, area, _button("recipients", say("保存")))


def _seal(it: Side, say: Words) -> Component:
    told = [html.P(say("封存后各项数据不再改变；以后的更正另行标出。"))]
    if it.undecided:
        told.append(html.P(say("未决定的候选不收入封存的通报。"), className="soon"))
    reason = dmc.TextInput(id=ids.BULLETIN_REASON, label=say("说明（可不填）"))
    return _section(say("封存"), *told, reason, _button("seal", say("封存这一版"), main=True))


def _send(it: Side, say: Words) -> Component:
    if not it.ways:
        return _section(say("发送"), html.P(say("没有配置发送渠道（GRID_NOTIFY_FILE）。"), className="quiet"))
    rows = [
        html.Label([_box(way), html.Span(way.name), html.Small(say(STATES.get(way.state, "未发送")))])
        for way in it.ways
    ]
    return _section(say("发送"), html.Div(rows, className="bulletin-ways"), _button("send", say("发送"), main=True))


def _box(way: Way) -> Component:
    # What was sent by a channel is not sent by it again.
    box: Component = dmc.Checkbox(
        disabled=bool(way.state), size="xs", **attributes({"data-way": way.name, "aria-label": way.name})
    )
    return box


def _button(act: str, label: str, *, main: bool = False) -> Component:
    return html.Button(label, type="button", className="main" if main else "", **attributes({"data-act": act}))
