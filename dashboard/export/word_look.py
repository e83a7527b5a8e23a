"""How an official document looks (GB/T 9704): A4, its margins, 小标宋 for the title, 仿宋 for the text, page numbers.

Word takes the standard's fonts where they are installed; where they are not, it takes the first of each font's
`altName` list in the document's font table (`dashboard.export.fonts`).
"""

from __future__ import annotations

from html import escape
from typing import Any, Final, NamedTuple

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.run import Run

from dashboard.export.fonts import FALLBACKS, FANG, HEI, KAI, LATIN, PLAIN_SONG, SONG

TITLE, SUBTITLE, NOTICE, HEADING, BODY = "公文标题", "公文期次", "公文说明", "公文一级标题", "公文正文"
CAPTION, TABLE_TEXT, GAP, RECIPIENTS, FOLIO = "公文图表题", "公文表格", "公文图表", "公文分送", "公文页码"

PLAIN, SMALL = Pt(10.5), Pt(9)
_BODY_SIZE: Final = Pt(16)
_LINE: Final = Pt(28)
_MOST_TITLE: Final = Pt(32)
_TITLE_WIDTH: Final = Pt(440)
_TEXT_WIDTH: Final = Mm(156)
_RED: Final = "D7000F"


class _Style(NamedTuple):
    name: str
    font: str
    size: Length
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    line: Length | None = _LINE
    indent: Length | None = None
    before: Length = Pt(0)
    after: Length = Pt(0)
    with_next: bool = False


_STYLES: Final = (
    _Style(TITLE, SONG, _MOST_TITLE, WD_ALIGN_PARAGRAPH.CENTER, None, after=Pt(14)),
    _Style(SUBTITLE, FANG, _BODY_SIZE, after=Pt(10)),
    _Style(NOTICE, KAI, Pt(14), WD_ALIGN_PARAGRAPH.CENTER, after=Pt(14)),
    _Style(HEADING, HEI, _BODY_SIZE, indent=Pt(32), before=Pt(10), with_next=True),
    _Style(BODY, FANG, _BODY_SIZE, indent=Pt(32)),
    _Style(CAPTION, HEI, Pt(12), WD_ALIGN_PARAGRAPH.CENTER, Pt(20), before=Pt(8), after=Pt(4), with_next=True),
    _Style(TABLE_TEXT, PLAIN_SONG, PLAIN, WD_ALIGN_PARAGRAPH.LEFT, None, before=Pt(2), after=Pt(2)),
    _Style(GAP, FANG, Pt(8), WD_ALIGN_PARAGRAPH.CENTER, None),
    _Style(RECIPIENTS, FANG, Pt(14), before=Pt(28)),
    _Style(FOLIO, PLAIN_SONG, Pt(14), line=None),
)


def prepare(document: Document) -> None:
    """Page, styles, fonts and page numbers; the document is empty afterwards."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(22)
    # Else Han characters and their punctuation take another country's forms.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for style in _STYLES:
        _add(document, style)
    document.styles[SUBTITLE].paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _lined(document, SUBTITLE, _RED, "bottom")
    _lined(document, RECIPIENTS, "000000", "top", "bottom")
    _font_table(document)
    _folios(document)


def _add(document: Document, spec: _Style) -> None:
    style: Any = document.styles.add_style(spec.name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size = spec.size
    style.font.name = LATIN
    style.element.rPr.rFonts.set(qn("w:eastAsia"), spec.font)
    shape = style.paragraph_format
    shape.alignment, shape.first_line_indent = spec.align, spec.indent
    shape.space_before, shape.space_after, shape.keep_with_next = spec.before, spec.after, spec.with_next
    if spec.line is None:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        shape.line_spacing = spec.line


def _lined(document: Document, style: str, colour: str, *edges: str) -> None:
    """Lines above or below all paragraphs of a style, as wide as the text."""
    lines = "".join(f'<w:{edge} w:val="single" w:sz="8" w:space="6" w:color="{colour}"/>' for edge in edges)
    shape = document.styles[style].element.get_or_add_pPr()
    # Where the schema wants it: before tabs, spacing, indents.
    shape.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>"),
        "w:shd",
        "w:tabs",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:outlineLvl",
    )


def _font_table(document: Document) -> None:
    fonts = "".join(
        f'<w:font w:name="{escape(name)}"><w:altName w:val="{escape(",".join(others))}"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()
    part = document.part
    for key, relation in list(part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            part.drop_rel(key)
    new = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, blob, part.package)
    part.relate_to(new, RELATIONSHIP_TYPE.FONT_TABLE)


def _folios(document: Document) -> None:
    """— 1 — at the outer edge: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, side in sides:
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = FOLIO, side
        paragraph.add_run("— ")
        field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        paragraph._p.append(field)  # noqa: SLF001 – python-docx has no fields; its documentation goes this way
        paragraph.add_run(" —")


def masthead(run: Run, length: int) -> None:
    """The title in red, as large as one line takes."""
    run.font.size = min(_MOST_TITLE, Pt(_TITLE_WIDTH.pt // length))
    run.font.color.rgb = RGBColor.from_string(_RED)


def as_subheading(run: Run) -> None:
    """（一） opens its paragraph in 楷体."""
    _east_asian(run, KAI)


def sized(run: Run, size: Length, *, bold: bool) -> None:
    """A table's text; headings in 黑体, which needs no further weight."""
    run.font.size = size
    if bold:
        _east_asian(run, HEI)


def _east_asian(run: Run, font: str) -> None:
    run.font.name = LATIN
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def keep_whole(row: _Row, *, repeat: bool) -> None:
    """No row is cut by a page's end; the heading stands on every page."""
    marks = row._tr.get_or_add_trPr()  # noqa: SLF001 – as above
    marks.append(OxmlElement("w:cantSplit"))
    if repeat:
        marks.append(OxmlElement("w:tblHeader"))


def middle(cell: _Cell) -> None:
    """Text in the middle of a tall cell."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def rule(table: Table) -> None:
    """Heavy lines above and below, hairlines between the rows, none between columns."""
    edges = (("top", 12), ("bottom", 12), ("insideH", 4))
    lines = "".join(f'<w:{edge} w:val="single" w:sz="{width}" w:space="0" w:color="000000"/>' for edge, width in edges)
    properties = table._tbl.tblPr  # noqa: SLF001 – as above
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))
