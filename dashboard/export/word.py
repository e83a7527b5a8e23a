"""The situation report as a Word document in the look of an official one (公文, GB/T 9704): texts, tables, charts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO, Final, NamedTuple

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from dashboard.export import word_look as look
from dashboard.export.word_chart import add_chart
from dashboard.views.bulletin import printed
from dashboard.views.bulletin.model import Block, Chart, Paragraph, Part, Report, Table, plain

_WIDE: Final = 6
"""Tables of more columns than this are set smaller."""
_SHORT: Final = 10
"""Tables of at most so many rows stay on one page; of longer ones the heading and the first rows stay together."""
_HEAD_ROWS: Final = 4
_TEXT_MM: Final = 156


def write_word(report: Report, file: BinaryIO) -> None:
    """Writes the report as .docx."""
    document = docx.Document()
    look.prepare(document)
    _properties(document, report)
    _head(document, report)
    for part in report.parts:
        _part(document, part)
    _foot(document, report)
    for part in report.attachments:
        _part(document, part, new_page=True)
    document.save(file)


def _properties(document: Document, report: Report) -> None:
    properties = document.core_properties
    properties.title = f"{report.title}（{report.label}）"
    properties.author = ""
    properties.comments = f"{report.start} – {report.end}, as of {report.as_of}. {report.notice}".strip()
    properties.created = properties.modified = datetime.fromisoformat(report.as_of).replace(tzinfo=None)


def _head(document: Document, report: Report) -> None:
    """The masthead: the title in red, period and stamp under it, the red line."""
    title = document.add_paragraph(style=look.TITLE)
    look.masthead(title.add_run(report.title), len(report.title))
    document.add_paragraph(f"{report.label}\t{printed.stamp(report)}", style=look.SUBTITLE)
    if report.notice:
        document.add_paragraph(report.notice, style=look.NOTICE)


def _foot(document: Document, report: Report) -> None:
    if report.recipients:
        document.add_paragraph(printed.recipients(report), style=look.RECIPIENTS)


def _part(document: Document, part: Part, *, new_page: bool = False) -> None:
    heading = document.add_paragraph(part.title, style=look.HEADING)
    heading.paragraph_format.page_break_before = new_page
    for block in part.blocks:
        _block(document, block)


def _block(document: Document, block: Block) -> None:
    if isinstance(block, Paragraph):
        _paragraph(document, block)
    elif isinstance(block, Table):
        document.add_paragraph(block.caption, style=look.CAPTION)
        _table(document, block)
        document.add_paragraph(style=look.GAP)
    else:
        _chart(document, block)


def _paragraph(document: Document, block: Paragraph) -> None:
    for no, line in enumerate(plain(block.text).split("\n")):
        paragraph = document.add_paragraph(style=look.BODY)
        if block.lead and not no:
            look.as_subheading(paragraph.add_run(block.lead))
        paragraph.add_run(line)


def _chart(document: Document, block: Chart) -> None:
    document.add_paragraph(block.caption, style=look.CAPTION)
    add_chart(document, document.add_paragraph(style=look.GAP), block)


def _table(document: Document, block: Table) -> None:
    table = document.add_table(rows=len(block.rows) + 1, cols=len(block.columns))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    headings = tuple(column.title for column in block.columns)
    texts = [headings, *printed.texts(block)]
    together = len(texts) - 1 if len(block.rows) <= _SHORT else _HEAD_ROWS
    widths = _widths(block)
    for strip, width in zip(table.columns, widths, strict=True):
        strip.width = width
    grid = [list(row.cells) for row in table.rows]
    for place, (cells, row) in enumerate(zip(grid, table.rows, strict=True)):
        look.keep_whole(row, repeat=place == 0)
        for cell, text, column, width in zip(cells, texts[place], block.columns, widths, strict=True):
            cell.width = width
            _fill(cell.paragraphs[0], text, _Fill(column.kind, len(headings) > _WIDE, place == 0, place < together))
    _merge_repeated([cells[0] for cells in grid[1:]], printed.spans([text[0] for text in texts[1:]]))
    look.rule(table)


class _Fill(NamedTuple):
    """How a cell is set: what stands in it, small or not, a heading or not, kept with the next row or not."""

    kind: str
    small: bool
    heading: bool
    with_next: bool


def _fill(paragraph: WordParagraph, text: str, how: _Fill) -> None:
    paragraph.style = look.TABLE_TEXT
    look.sized(paragraph.add_run(text), look.SMALL if how.small else look.PLAIN, bold=how.heading)
    if how.with_next:
        paragraph.paragraph_format.keep_with_next = True
    if how.heading:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif how.kind != "text":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _widths(block: Table) -> list[Any]:
    weights = printed.weights(block)
    return [Mm(_TEXT_MM * weight / sum(weights)) for weight in weights]


def _merge_repeated(cells: list[WordCell], rows: list[int]) -> None:
    """One tall cell for what the first column repeats (a group of areas)."""
    for place, span in enumerate(rows):
        if span > 1:
            for cell in cells[place + 1 : place + span]:
                cell.paragraphs[0].clear()
            look.middle(cells[place].merge(cells[place + span - 1]))
