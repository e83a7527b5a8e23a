"""The data behind a situation report as tables: each of its tables with its unrounded numbers, and every figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dashboard.export.sheets import Column, Kind, Sheet, Value
from dashboard.views.bulletin.model import Cell, Number, Report, Table, numbers

MEANINGS: Final = {
    "立案数": "期内立案的案件",
    "自处置数": "期内由监督员发现并当场处理、不立案的轻微问题",
    "案件量": "立案数与自处置数之和",
    "占本组比例": "占本区域分组案件量之比",
    "占本类比例": "占部件类（或事件类）立案数之比",
    "漏报数": "期内本区域监督员应报而未报的问题",
    "其中重大": "其中严重程度为重大的",
    "漏报率": "漏报数除以本区域立案数",
    "应派遣数": "派遣时限在期内届满的派遣任务；每次立案、每次退回各一项",
    "按时派遣数": "其中不迟于时限派遣的",
    "超时派遣数": "应派遣数减按时派遣数",
    "按时派遣率": "按时派遣数除以应派遣数",
    "应结案数": "结案时限在期内届满的案件，折算基本案件",
    "按期结案数": "应结案数中不迟于时限结案的",
    "累计应结案数": "应结案数，加期初之前届满而当时尚未结案的",
    "结案数": "累计应结案数中期末之前结案的",
    "结案率": "结案数除以累计应结案数",
    "按期结案率": "按期结案数除以应结案数",
    "应处置数": "累计应结案件中来源为12345热线的，不折算",
    "响应率": "期末之前已首次答复的占应处置数之比",
    "处置率": "期末之前已处置或结案的占应处置数之比",
    "服务满意率": "末次评价在期内的热线案件中，满意的占已评价的之比",
    "投诉数": "期内立案的热线、微信投诉",
}
"""What the columns mean, by their headings: contract §2 in Chinese."""
_OPEN: Final = {
    "未结": "累计应结案数减结案数，折算基本案件",
    "超期": "应结案数减按期结案数，折算基本案件",
}


def sheets(report: Report) -> Iterator[Sheet]:
    """One sheet for each table, then one with every figure that the report prints."""
    for part in (*report.parts, *report.attachments):
        for block in part.blocks:
            if isinstance(block, Table):
                yield _sheet(block)
    columns = (
        Column("指标路径", width=44, meaning="在指标 JSON 中的位置（docs/contract.md 第 3 节）"),
        Column("期次", width=24, meaning="本期或上期"),
        Column("数值", "decimal", "未舍入的数值；比率为 0 至 1"),
        Column("印出", width=14, meaning="报告中的写法"),
    )
    yield Sheet("全部指标", columns, _figures(report))


def notes(report: Report) -> list[str]:
    """What must be known of the data."""
    told = (report.notice, f"{report.title}（{report.label}）", f"{report.start} – {report.end}，截至 {report.as_of}")
    return [note for note in told if note]


def _sheet(table: Table) -> Sheet:
    kinds = [_kind([row[place] for row in table.rows]) for place in range(len(table.columns))]
    columns = tuple(
        Column(column.title, kind, _meaning(column.title), 22 if kind == "text" else 0)
        for column, kind in zip(table.columns, kinds, strict=True)
    )
    rows = (tuple(_value(cell, kind) for cell, kind in zip(row, kinds, strict=True)) for row in table.rows)
    return Sheet(table.caption.partition("（")[0], columns, rows)


def _kind(cells: list[Cell]) -> Kind:
    """Numbers where all are; a column of both counts and rates stays as printed."""
    if not all(isinstance(cell, Number) for cell in cells):
        return "text"
    rates = [cell.text.endswith("%") for cell in cells if isinstance(cell, Number) and cell.value is not None]
    return "rate" if rates and all(rates) else "text" if any(rates) else "decimal"


def _meaning(title: str) -> str:
    return MEANINGS.get(title) or _OPEN.get(title[-2:], "")


def _value(cell: Cell, kind: Kind) -> Value:
    if isinstance(cell, str):
        return cell
    return cell.text if kind == "text" else cell.value


def _figures(report: Report) -> Iterator[tuple[Value, ...]]:
    seen: set[tuple[str, bool]] = set()
    for one in numbers(report):
        if (one.path, one.before) not in seen:
            seen.add((one.path, one.before))
            yield one.path, "上期" if one.before else report.label, one.value, one.text
