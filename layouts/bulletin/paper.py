"""A situation report as a page of paper: generated text, tables, bars, and what people wrote, told apart. PURE.

Every figure says which one it is; in a sealed report one that is another now has the present one beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.views.bulletin import printed, words
from dashboard.views.bulletin.edited import HIDEABLE, NOTE, Correction
from dashboard.views.bulletin.model import Block, Cell, Chart, Number, Paragraph, Part, Report, Table, Text
from layouts.desk.words import Words
from layouts.duty.attributes import attributes

_FULL: Final = 0.82
"""The longest bar's part of the width: its number stands behind it."""


@dataclass(frozen=True)
class Sheet:
    """A report to be drawn. `changed`: figures that are printed otherwise now; `editable`: with the tools to write."""

    report: Report
    say: Words
    changed: Mapping[tuple[str, bool], Correction] = field(default_factory=dict)
    editable: bool = False


def paper(sheet: Sheet) -> Component:
    """The page."""
    report = sheet.report
    marks = {"data-panel": "bulletin", "data-state": "live", "data-as-of": report.as_of}
    head = [
        html.H2(report.title),
        html.Div([html.Span(report.label), html.Span(printed.stamp(report))], className="bulletin-issue"),
        *([html.P(report.notice, className="bulletin-notice")] if report.notice else []),
    ]
    foot = [html.P(printed.recipients(report), className="bulletin-recipients")] if report.recipients else []
    parts = [_part(part, sheet) for part in report.parts]
    attached = [_part(part, sheet, attached=True) for part in report.attachments]
    return html.Article(
        [html.Header(head), *parts, *foot, *attached], className="bulletin-paper", lang="zh-CN", **attributes(marks)
    )


def _part(part: Part, sheet: Sheet, *, attached: bool = False) -> Component:
    heading: list[Component] = [html.H3(part.title)]
    if sheet.editable and not attached:
        heading.append(_tool(sheet, "note", part.key, "写一段", about=part.title))
    content = [_block(part.key, block, sheet, attached=attached) for block in part.blocks]
    head = html.Div([*heading, _slot(part.key)], className="bulletin-head")
    return html.Section([head, *content], className="bulletin-part" + (" bulletin-attached" if attached else ""))


def _block(part: str, block: Block, sheet: Sheet, *, attached: bool) -> Component:
    if isinstance(block, Paragraph) and block.written:
        return _written(block, sheet)
    if isinstance(block, Paragraph):
        drawn: Component = html.P(_paragraph(block, sheet))
    else:
        drawn = _table(block, sheet) if isinstance(block, Table) else _chart(block)
    role = block.role if isinstance(block, Paragraph) else ""
    tools = [] if attached or not sheet.editable else _tools(part, block, sheet)
    marks = attributes({"data-block": block.key, "data-role": role})
    return html.Div([drawn, *tools, _slot(block.key)], className="bulletin-block", **marks)


def _tools(part: str, block: Block, sheet: Sheet) -> list[Component]:
    """What can be done with a generated block: write behind it; decide on a candidate; leave a next step out."""
    role = block.role if isinstance(block, Paragraph) else ""
    tools = []
    if role == "candidate":
        tools += [_tool(sheet, "chosen", block.key, "采用"), _tool(sheet, "hidden", block.key, "不采用")]
    elif role in ("chosen", "hidden"):
        tools.append(_tool(sheet, "open", block.key, "撤回" if role == "chosen" else "恢复"))
    elif part in HIDEABLE and isinstance(block, Paragraph) and part != "cases":
        tools.append(_tool(sheet, "hidden", block.key, "略去"))
    if role not in ("hidden", "rule"):
        tools.append(_tool(sheet, "note", block.key, "写一段"))
    return [html.Div(tools, className="bulletin-tools")] if tools else []


def _written(block: Paragraph, sheet: Sheet) -> Component:
    """A person's words, line by line."""
    key, text = block.key.removesuffix(NOTE), "".join(str(cell) for cell in block.text)
    tools = [html.Div(_tool(sheet, "note", key, "修改"), className="bulletin-tools")] if sheet.editable else []
    lines = [html.P(line) for line in text.split("\n") if line.strip()]
    marks = attributes({"data-note": key, "data-text": text})
    return html.Div(
        [html.Span(sheet.say("人工"), className="bulletin-by"), *lines, *tools, _slot(key)],
        className="bulletin-block bulletin-written",
        **marks,
    )


def _tool(sheet: Sheet, act: str, key: str, label: str, about: str = "") -> Component:
    said = sheet.say(label)
    marks = attributes({"data-act": act, "data-key": key, "aria-label": f"{said}　{about}" if about else ""})
    return html.Button(said, type="button", **marks)


def _slot(key: str) -> Component:
    """Where the editor opens."""
    return html.Div(className="bulletin-slot", **attributes({"data-slot": key}))


def _paragraph(block: Paragraph, sheet: Sheet) -> list[Any]:
    lead = [html.Span(block.lead, className="lead")] if block.lead else []
    return [*lead, *_text(block.text, sheet)]


def _text(text: Text, sheet: Sheet) -> list[Any]:
    return [piece for cell in text for piece in _cell(cell, sheet)]


def _cell(cell: Cell, sheet: Sheet) -> list[Any]:
    if isinstance(cell, str):
        return [cell]
    if not cell.path:
        return [cell.text]
    found = sheet.changed.get((cell.path, cell.before))
    now = cell.text if found is None else found.now or words.NOTHING
    present = [html.Span(f"{sheet.say('现')}{now}", className="bulletin-now")] if found else []
    return [html.Span(cell.text, **_figure(cell, sheet.report)), *present]


def _figure(number: Number, report: Report) -> Any:
    start, end = (report.before_start, report.before_end) if number.before else (report.start, report.end)
    value = "" if number.value is None else repr(number.value)
    return {"data-figure": number.path, "data-value": value, "data-from": start, "data-to": end}


def _table(block: Table, sheet: Sheet) -> Component:
    first = printed.spans([row[0] for row in printed.texts(block)])
    head = html.Thead(html.Tr([html.Th(column.title, scope="col") for column in block.columns]))
    body = [_row(block, row, span, sheet) for row, span in zip(block.rows, first, strict=True)]
    table = html.Table([html.Caption(block.caption), head, html.Tbody(body)])
    return html.Div(
        table, className="bulletin-table", tabIndex="0", role="region", **attributes({"aria-label": block.caption})
    )


def _row(block: Table, row: Text, span: int, sheet: Sheet) -> Component:
    cells = []
    for place, (cell, column) in enumerate(zip(row, block.columns, strict=True)):
        if place or span:
            tall: Any = {"rowSpan": span} if not place and span > 1 else {}
            cells.append(html.Td(_cell(cell, sheet), className=column.kind, **tall))
    return html.Tr(cells)


def _chart(block: Chart) -> Component:
    """Bars with their numbers behind them: the same as in the files."""
    values = [value for series in block.series for value in series.values if value is not None]
    most = max(values, default=0) if block.unit == "count" else 1
    say = words.count if block.unit == "count" else words.percent
    rows = []
    for place, label in enumerate(block.labels):
        bars = [_bar(series.values[place], most, no, say) for no, series in enumerate(block.series)]
        rows.append(html.Tr([html.Th(label, scope="row"), html.Td(bars)]))
    legend = [html.Span(series.name, className=f"series-{no % 2}") for no, series in enumerate(block.series)]
    key = [html.P(legend, className="legend")] if len(block.series) > 1 else []
    return html.Div([html.Table([html.Caption(block.caption), html.Tbody(rows)]), *key], className="bulletin-chart")


def _bar(value: float | None, most: float, no: int, say: Any) -> Component:
    share = _FULL * (value or 0) / most if most else 0
    bar = html.Span(className=f"bar series-{no % 2}", style={"width": f"{share:.2%}"})
    return html.Div([bar, html.Span(say(value))], className="point")
