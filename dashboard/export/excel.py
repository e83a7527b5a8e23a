"""Tables as an Excel file, row by row onto the disk, with types, widths and a sheet of definitions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO, Final
from zoneinfo import ZoneInfo

import xlsxwriter

from dashboard.export.sheets import WIDTHS, Column, Kind, Sheet, Value

MOST_ROWS: Final = 1_048_575
"""Rows below the heading that a sheet can have; what is more goes on in the next."""
DEFINITIONS: Final = "说明"
_FORMATS: Final[dict[Kind, str]] = {
    "text": "@",
    "count": "#,##0",
    "decimal": "#,##0.###",
    "rate": "0.00%",
    "moment": "yyyy-mm-dd hh:mm:ss",
}
_MEANINGS: Final = (Column("表", width=24), Column("列", width=24), Column("含义", width=80))
_HEADING_HEIGHT: Final = 22
_PIECE: Final = 64 * 1024
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def write_excel(file: BinaryIO, sheets: Iterable[Sheet], zone: ZoneInfo, notes: Iterable[str] = ()) -> None:
    """Writes the tables as .xlsx to a file that can be sought in; the last sheet holds `notes` and the definitions.

    Moments are written in the city's time: Excel knows no zones.
    """
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        look = _Look(book)
        meanings: list[tuple[Value, ...]] = [(note, None, None) for note in notes]
        for sheet in sheets:
            meanings += [(sheet.name, column.title, column.meaning) for column in sheet.columns]
            _write(book, look, sheet, zone)
        _write(book, look, Sheet(DEFINITIONS, _MEANINGS, meanings), zone)


def excel_pieces(sheets: Iterable[Sheet], zone: ZoneInfo, notes: Iterable[str] = ()) -> Iterator[bytes]:
    """The file of `write_excel` in pieces, for sending: it is made on the disk, so it may be longer than memory."""
    with tempfile.TemporaryFile() as file:
        write_excel(file, sheets, zone, notes)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


class _Look:
    """The workbook's formats, each made once."""

    def __init__(self, book: Any) -> None:
        heading = {"bold": True, "bottom": 1, "valign": "vcenter"}
        self.text_heading = book.add_format(heading)
        self.number_heading = book.add_format({**heading, "align": "right"})
        self.of: dict[Kind, Any] = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}


def _write(book: Any, look: _Look, sheet: Sheet, zone: ZoneInfo) -> None:
    for number, rows in enumerate(_pages(sheet.rows), 1):
        page = book.add_worksheet(_name(sheet.name, number))
        _paper(page)
        page.set_row(0, _HEADING_HEIGHT)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width or WIDTHS[column.kind], look.of[column.kind])
            page.write_string(
                0, place, column.title, look.text_heading if column.kind == "text" else look.number_heading
            )
        written = 0
        for written, row in enumerate(rows, 1):
            for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
                _cell(page, (written, place), value, look.of[_form(column.kind, value)], zone)
        page.autofilter(0, 0, written, len(sheet.columns) - 1)


def _paper(page: Any) -> None:
    """Headings stay in sight; printed across A4, as wide as the page, headings on each."""
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _pages(rows: Iterable[tuple[Value, ...]]) -> Iterator[Iterator[tuple[Value, ...]]]:
    """The rows in portions that a sheet can hold; at least one, be it empty. Each must be used up before the next."""
    left = iter(rows)
    yield islice(left, MOST_ROWS)
    for first in left:
        yield _with(first, islice(left, MOST_ROWS - 1))


def _with(first: tuple[Value, ...], rest: Iterator[tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
    yield first
    yield from rest


def _form(kind: Kind, value: Value) -> Kind:
    """A whole number among decimals is written as a count: Excel would print its point, 24,625."""
    return "count" if kind == "decimal" and isinstance(value, int | float) and value % 1 == 0 else kind


def _cell(page: Any, at: tuple[int, int], value: Value, form: Any, zone: ZoneInfo) -> None:
    if value is None:
        return
    if isinstance(value, str):
        page.write_string(*at, value, form)
    elif isinstance(value, datetime):
        page.write_datetime(*at, value.astimezone(zone).replace(tzinfo=None), form)
    else:
        page.write_number(*at, value, form)


def _name(name: str, number: int) -> str:
    """What Excel takes as a sheet's name: at most 31 characters, and not every one."""
    clean = "".join(char for char in name if char not in "[]:*?/\\'")
    tail = f"（{number}）" if number > 1 else ""
    return clean[: 31 - len(tail)] + tail
