"""The statistics of whistles: a table for each way to group them, rates with a bar. PURE."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.domain.whistle_kinds import STEPS
from dashboard.views.whistles import words
from dashboard.views.whistles.statistics import Group, Line, Rate
from layouts.desk.words import Words
from layouts.duty.attributes import attributes


def tables(total: Line, groups: Sequence[Group], say: Words) -> list[Component]:
    """All together, then by level, area, kind and department."""
    if not total.blown:
        return [html.P(say("这段时间没有吹哨"), className="quiet")]
    return [_table(group, total, say) for group in groups]


def _table(group: Group, total: Line, say: Words) -> Component:
    rates = [html.Th(f"{say(words.STEPS[step])} {say('按时率')}", scope="col") for step in STEPS]
    names = (group.title, "吹哨", "销哨", "同地再吹")
    heads = [*(html.Th(say(name), scope="col") for name in names), *rates, html.Th(say("均分"), scope="col")]
    body = html.Tbody([*(_row(line, say) for line in group.lines), _row(total, say, whole=True)])
    return html.Div(html.Table([html.Thead(html.Tr(heads)), body], className="counted"), className="wide", tabIndex="0")


def _row(line: Line, say: Words, *, whole: bool = False) -> Component:
    counts = [html.Td(str(n)) for n in (line.blown, line.closed, line.repeats)]
    score = "—" if line.score is None else f"{line.score:.1f}"
    mean = html.Td([score, html.Small(f"{line.rated}")] if line.rated else score)
    cells = [html.Th(say(line.name), scope="row"), *counts, *map(_rate, line.steps), mean]
    return html.Tr(cells, **attributes({"data-whole": "1" if whole else ""}))


def _rate(found: Rate) -> Component:
    if found.rate is None:
        return html.Td("—")
    text = "100" if found.rate == 1 else f"{found.rate * 100:.2f}"
    bar = html.Span(html.I(style={"inlineSize": f"{found.rate * 100:.1f}%"}), className="bar")
    return html.Td([html.B(text), html.Small(f"{found.on_time} / {found.due}"), bar])
