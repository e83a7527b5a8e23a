"""A bar chart as Word draws it itself (DrawingML), with its numbers in a small workbook, so that people can edit it."""

from __future__ import annotations

import io
from html import escape
from typing import Final

import xlsxwriter
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from dashboard.export.fonts import FANG, LATIN
from dashboard.views.bulletin.model import Chart, Series

_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHART_NS: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_NAMESPACES: Final = (
    f'xmlns:c="{_CHART_NS}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_BOOK: Final = "rId1"
"""What a chart calls its workbook."""
_COLOURS: Final = ("5F717D", "B3BCC3")
_FORMATS: Final = {"count": "#,##0", "rate": "0.00%"}
_WIDTH: Final = Mm(150)
_FRAME: Final = Mm(14)
_BAR: Final = Mm(3.6)


def add_chart(document: Document, paragraph: Paragraph, chart: Chart) -> None:
    """Draws the chart in this paragraph, as high as its bars need."""
    package = document.part.package
    if package is None:
        raise ValueError("the document belongs to no package")
    number = sum(str(part.partname).startswith("/word/charts/") for part in package.iter_parts()) + 1
    book = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), _WORKBOOK_TYPE, _workbook(chart), package)
    drawn = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, _xml(chart).encode(), package)
    drawn.load_rel(RELATIONSHIP_TYPE.PACKAGE, book, _BOOK)
    height = _FRAME + _BAR * (len(chart.labels) * len(chart.series) + len(chart.labels) // 2)
    place = document.part.relate_to(drawn, RELATIONSHIP_TYPE.CHART)
    paragraph.add_run().element.append(parse_xml(_inline(place, number, chart.caption, height)))


def _inline(key: str, number: int, caption: str, height: int) -> str:
    return (
        f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_WIDTH}" cy="{int(height)}"/>'
        f'<wp:docPr id="{number}" name="chart{number}" descr="{escape(caption)}"/>'
        f'<a:graphic><a:graphicData uri="{_CHART_NS}">'
        f'<c:chart xmlns:c="{_CHART_NS}" r:id="{key}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )


def _workbook(chart: Chart) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        shape = book.add_format({"num_format": _FORMATS[chart.unit]})
        sheet.write_column(1, 0, chart.labels)
        for column, series in enumerate(chart.series, 1):
            sheet.write(0, column, series.name)
            sheet.write_column(1, column, series.values, shape)
    return file.getvalue()


def _xml(chart: Chart) -> str:
    bars = "".join(_series(chart, place, series) for place, series in enumerate(chart.series))
    legend = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' if len(chart.series) > 1 else ""
    # Zero belongs under a bar. The first label stands on top, as in the table.
    most = '<c:max val="1"/>' if chart.unit == "rate" else ""
    none = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_NAMESPACES}>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{bars}<c:gapWidth val="45"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{none}'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{most}<c:min val="0"/></c:scaling>'
        '<c:delete val="1"/><c:axPos val="b"/><c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>'
        f'</c:plotArea>{legend}<c:plotVisOnly val="1"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900"><a:latin typeface="{LATIN}"/>'
        f'<a:ea typeface="{FANG}"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
        f'<c:externalData r:id="{_BOOK}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _series(chart: Chart, place: int, series: Series) -> str:
    column, last = chr(ord("B") + place), len(chart.labels) + 1
    names = "".join(f'<c:pt idx="{i}"><c:v>{escape(name)}</c:v></c:pt>' for i, name in enumerate(chart.labels))
    values = "".join(
        f'<c:pt idx="{i}"><c:v>{value!r}</c:v></c:pt>' for i, value in enumerate(series.values) if value is not None
    )
    count = f'<c:ptCount val="{len(chart.labels)}"/>'
    shape = f'"{escape(_FORMATS[chart.unit])}"'
    fill = f'<c:spPr><a:solidFill><a:srgbClr val="{_COLOURS[place % 2]}"/></a:solidFill></c:spPr>'
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(series.name)}</c:v></c:pt></c:strCache>'
        f'</c:strRef></c:tx>{fill}<c:invertIfNegative val="0"/>'
        f'<c:dLbls><c:numFmt formatCode={shape} sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        '<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>{count}{names}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache>"
        f"<c:formatCode>{escape(_FORMATS[chart.unit])}</c:formatCode>{count}{values}</c:numCache></c:numRef></c:val></c:ser>"
    )
