"""What Word and PDF share: cells as printed, how wide columns are, which cells are one, what head and foot say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dashboard.views.bulletin.model import Report, Table

_LEAST_WEIGHT: Final = 5


def texts(table: Table) -> list[tuple[str, ...]]:
    """The rows as printed, without the heading."""
    return [tuple(cell if isinstance(cell, str) else cell.text for cell in row) for row in table.rows]


def weights(table: Table) -> list[int]:
    """How the text's width is dealt out, by the widest cell of each column; headings may wrap, cells should not."""
    rows = texts(table)
    found = []
    for place, column in enumerate(table.columns):
        widest = max((_em(row[place]) for row in rows), default=0)
        found.append(max(_LEAST_WEIGHT, min(24, widest), min(10, _em(column.title))) + 2)
    return found


def spans(first: Sequence[str]) -> list[int]:
    """How many rows each cell of the first column stands for; 0 where the one above stands for it, too."""
    found: list[int] = []
    for place, text in enumerate(first):
        if place and text == first[place - 1]:
            found.append(0)
        else:
            same = next((no for no, other in enumerate(first[place:]) if other != text), len(first) - place)
            found.append(same)
    return found


def stamp(report: Report) -> str:
    """The moment that the figures are true as of: 数据截至2024年12月1日00:00."""
    return f"数据截至{datetime.fromisoformat(report.as_of):%Y年%-m月%-d日%H:%M}"


def recipients(report: Report) -> str:
    """Who gets it, in one line: 分送：市委办公室，市政府办公室。."""
    return f"分送：{'，'.join(report.recipients)}。"


def _em(text: str) -> int:
    """A text's width in half ems: a Han character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
