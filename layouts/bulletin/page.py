"""The bulletin's page: reports at the left, the paper in the middle, what is done with it at the right. PURE.

The paper and its side are drawn by a callback when the figures are there; `assets/desk/bulletin.js` edits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from dash import dcc, html
from dash.development.base_component import Component

from layouts import ids
from layouts.desk.words import Words
from layouts.duty.attributes import attributes

SINKS: Final = ("drawn", "done")
"""What the page's script does with an answer."""
KINDS: Final = {"day": "日报", "week": "周报", "month": "月报", "other": "时段"}


class Entry(NamedTuple):
    """A report in the list: its address, name and kind, whose part of the city it is, how far it is; `here`: open."""

    href: str
    label: str
    kind: str
    part: str
    state: str
    here: bool = False


class Quick(NamedTuple):
    """A way to a report that may not have been begun: 上月."""

    label: str
    href: str
    period: str


def page(asked: Mapping[str, Any] | None, entries: Sequence[Entry], quick: Sequence[Quick], say: Words) -> Component:
    """The page. `asked`: the report to open; None on the list alone."""
    sinks = (ids.bulletin_sink(name) for name in SINKS)
    stores = (ids.BULLETIN_DRAWN, ids.BULLETIN_DO, ids.BULLETIN_DONE, *sinks)
    return html.Div(
        [
            dcc.Store(id=ids.BULLETIN_ASK, data=dict(asked) if asked else None),
            *(dcc.Store(id=name) for name in stores),
            html.H1(say("情况通报"), className="for-readers"),
            _rail(entries, quick, say),
            html.Div(
                [_waiting(say) if asked else _nothing(say), html.Div(id=ids.BULLETIN_SHEET)],
                id=ids.BULLETIN_PAPER,
                className="bulletin-desk",
            ),
            html.Aside(id=ids.BULLETIN_SIDE, className="bulletin-side", **attributes({"aria-label": say("这一期")})),
            html.Div(
                id=ids.BULLETIN_TOLD, className="bulletin-told", role="status", **attributes({"aria-live": "polite"})
            ),
        ],
        id=ids.BULLETIN,
        className="bulletin",
        **attributes({"data-open": "1" if asked else ""}),
    )


def refused(reason: str, say: Words) -> Component:
    """In place of the paper: why there is none."""
    return html.P(say(reason), className="bulletin-quiet", role="alert")


def with_state(drawn: Component, seen: Mapping[str, int]) -> Component:
    """The paper with what its script has to tell when something is done with it: as of when, which version."""
    marks = {f"data-{name.replace('_', '-')}-seen": str(value) for name, value in seen.items()}
    return html.Div(drawn, className="bulletin-seen", **attributes(marks))


def _waiting(say: Words) -> Component:
    return html.P(say("正在按数据编写…"), className="bulletin-quiet", role="status")


def _nothing(say: Words) -> Component:
    return html.P(say("从左侧选一期，或写明起止日期。"), className="bulletin-quiet")


def _rail(entries: Sequence[Entry], quick: Sequence[Quick], say: Words) -> Component:
    made = [_entry(one, say) for one in entries] or [html.P(say("还没有起草或封存的通报。"), className="quiet")]
    return html.Nav(
        [
            html.H2(say("新的一期")),
            html.Div([_quick(one, say) for one in quick], className="bulletin-quick"),
            html.Div(
                [
                    _date(ids.BULLETIN_FROM, say("起始日")),
                    _date(ids.BULLETIN_TO, say("截止日（含）")),
                    html.Button(say("打开"), type="button", **attributes({"data-act": "period"})),
                ],
                className="bulletin-period",
            ),
            html.H2(say("已有通报")),
            html.Div(made, className="bulletin-list"),
        ],
        className="bulletin-rail",
        **attributes({"aria-label": say("通报")}),
    )


def _quick(one: Quick, say: Words) -> Component:
    return html.A([html.Span(say(one.label)), html.Small(one.period)], href=one.href)


def _date(name: str, label: str) -> Component:
    field = dcc.Input(id=name, type="text", placeholder="2024-11-01", pattern=r"\d{4}-\d\d-\d\d", maxLength=10)
    return html.Label([html.Span(label), field])


def _entry(one: Entry, say: Words) -> Component:
    marks: Any = {"aria-current": "page"} if one.here else {}
    kind = html.Span(say(KINDS[one.kind]), className="kind")
    rest = [html.Small(part) for part in (one.part, one.state) if part]
    return html.A([kind, html.Span(one.label, className="label"), *rest], href=one.href, **marks)
