"""Tables as files: types, widths and definitions in Excel, CSV that no spreadsheet takes for formulas, no row held."""

from __future__ import annotations

import io
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from dashboard.export import excel
from dashboard.export.comma_separated import csv_pieces
from dashboard.export.excel import write_excel
from dashboard.export.sheets import Column, Sheet, Value

CITY = ZoneInfo("Asia/Shanghai")
NOON = datetime(2024, 11, 1, 4, 0, tzinfo=UTC)
COLUMNS = (
    Column("案件", width=20, meaning="案件编号"),
    Column("件数", "count", "立案数"),
    Column("折算", "decimal"),
    Column("结案率", "rate"),
    Column("立案时间", "moment"),
)
ROW: tuple[Value, ...] = ("=1+1", 1234, 2.5, 0.98, NOON)


def written(*sheets: Sheet) -> openpyxl.Workbook:
    """The Excel file of these tables, read back."""
    file = io.BytesIO()
    write_excel(file, sheets, CITY, ["合成数据"])
    return openpyxl.load_workbook(file)


def test_excel_has_types_widths_and_definitions() -> None:
    """Texts stay texts, even those that look like formulas; moments are the city's; None is an empty cell."""
    book = written(Sheet("案件", COLUMNS, [ROW, (None,) * 5, (None, None, 24_625.0, None, None)]))
    page = book["案件"]
    assert [cell.value for cell in page[2]] == ["=1+1", 1234, 2.5, 0.98, datetime(2024, 11, 1, 12, 0)]  # noqa: DTZ001 – Excel's
    assert [cell.data_type for cell in page[2]] == ["s", "n", "n", "n", "d"]
    assert [cell.number_format for cell in page[2]] == ["@", "#,##0", "#,##0.###", "0.00%", "yyyy-mm-dd hh:mm:ss"]
    assert [cell.value for cell in page[3]] == [None] * 5
    assert page["C4"].number_format == "#,##0", "a whole number among decimals has no point"
    assert page.column_dimensions["A"].width == pytest.approx(20, abs=1)
    assert page.freeze_panes == "A2"
    rows = list(book["说明"].iter_rows(values_only=True))
    assert rows[1:4] == [("合成数据", None, None), ("案件", "案件", "案件编号"), ("案件", "件数", "立案数")]


def test_a_full_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """No row is lost where Excel's sheet ends; an empty table is a sheet with headings."""
    monkeypatch.setattr(excel, "MOST_ROWS", 3)
    book = written(Sheet("长", (Column("n", "count"),), ((n,) for n in range(7))), Sheet("空", COLUMNS, []))
    found = [
        [row[0] for row in book[name].iter_rows(min_row=2, values_only=True)] for name in ("长", "长（2）", "长（3）")
    ]
    assert found == [[0, 1, 2], [3, 4, 5], [6]]
    assert book["空"].max_row == 1


def test_csv_is_utf8_with_a_mark_and_without_formulas() -> None:
    """Rates are ratios, moments carry their offset; quotes and commas survive."""
    found = b"".join(csv_pieces(Sheet("案件", COLUMNS, [ROW, ('a,"b"', None, -1, None, None)]), CITY))
    lines = found.decode("utf-8-sig").splitlines()
    assert found.startswith(b"\xef\xbb\xbf")
    assert lines[1] == "'=1+1,1234,2.5,0.98,2024-11-01T12:00:00+08:00"
    assert lines[2] == '"a,""b""",,-1,,'


def test_rows_are_not_held(tmp_path: Path) -> None:
    """Eight thousand long rows, 8 MB of text, pass through Excel and CSV in a fraction of that."""

    def table() -> Sheet:
        return Sheet("长", (Column("长"), Column("n", "count")), ((f"{n:01000d}", n) for n in range(8_000)))

    tracemalloc.start()
    try:
        assert sum(len(piece) for piece in csv_pieces(table(), CITY)) > 8_000_000
        with (tmp_path / "long.xlsx").open("wb") as file:
            write_excel(file, [table()], CITY)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000
