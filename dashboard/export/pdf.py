"""The situation report as a PDF in the look of an official document, set by Typst (a wheel: nothing else to install).

The same model as Word's. Texts go to the template as data, never as markup.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
import typst

from dashboard.errors import GridError
from dashboard.export import fonts
from dashboard.views.bulletin import printed, words
from dashboard.views.bulletin.model import Block, Chart, Paragraph, Part, Report, Table, plain

TEMPLATE: Final = Path(__file__).with_name("report.typ")
_FULL: Final = 0.82
"""The longest bar's part of the width: its number stands behind it."""


def pdf_of(report: Report) -> bytes:
    """The report as .pdf (1.7, tagged, fonts embedded). GridError where the machine has no Chinese font.

    The same report gives the same bytes on the same machine. Takes about a second; the interpreter is free meanwhile.
    """
    found = _fonts()
    data = _data(report, fonts.chosen(found.families()))
    try:
        made = typst.compile(
            TEMPLATE,
            font_paths=found,
            format="pdf",
            sys_inputs={"report": orjson.dumps(data).decode()},
            timestamp=int(datetime.fromisoformat(report.as_of).timestamp()),
        )
    except typst.TypstError as error:
        raise GridError(f"The PDF could not be set: {error.message}") from error
    return made


@cache
def _fonts() -> typst.Fonts:
    """The machine's fonts; looked for once in a process."""
    return typst.Fonts()


def _data(report: Report, families: dict[str, list[str]]) -> dict[str, Any]:
    parts = [_part(part, apart=False) for part in report.parts]
    return {
        "fonts": families,
        "name": f"{report.title}（{report.label}）",
        "title": report.title,
        "label": report.label,
        "stamp": printed.stamp(report),
        "notice": report.notice,
        "recipients": printed.recipients(report) if report.recipients else "",
        "parts": parts + [_part(part, apart=True) for part in report.attachments],
    }


def _part(part: Part, *, apart: bool) -> dict[str, Any]:
    return {"title": part.title, "apart": apart, "blocks": [_block(block) for block in part.blocks]}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "lead": block.lead, "lines": plain(block.text).split("\n")}
    return _table(block) if isinstance(block, Table) else _chart(block)


def _table(block: Table) -> dict[str, Any]:
    rows = printed.texts(block)
    return {
        "kind": "table",
        "caption": block.caption,
        "columns": [{"title": column.title, "kind": column.kind} for column in block.columns],
        "widths": printed.weights(block),
        "rows": rows,
        "spans": printed.spans([row[0] for row in rows]),
    }


def _chart(block: Chart) -> dict[str, Any]:
    values = [value for series in block.series for value in series.values if value is not None]
    most = max(values, default=0) if block.unit == "count" else 1
    say = words.count if block.unit == "count" else words.percent
    series = [
        {
            "name": one.name,
            "points": [
                None if value is None else {"share": _FULL * value / most if most else 0, "text": say(value)}
                for value in one.values
            ],
        }
        for one in block.series
    ]
    return {"kind": "chart", "caption": block.caption, "labels": block.labels, "series": series}
