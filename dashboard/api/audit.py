"""GET /api/v1/audit: the audit log, searched page by page, or whole as a CSV or Excel file. Takes the right `admin`.

Files are made as they are sent, however long the log is. That somebody took one is an entry of the log itself.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

import xlsxwriter
from flask import Blueprint, Response, request

from dashboard.api import params
from dashboard.api.problems import Problem, answer
from dashboard.auth import current
from dashboard.auth.auditor import Auditor
from dashboard.domain.instants import render
from dashboard.offload import offload
from dashboard.store.web.audit import PAGE, AuditQuery, AuditStore, Entry

MOST: Final = 1_000
MOST_SHEET_ROWS: Final = 1_000_000
"""An Excel sheet holds 1,048,576 rows; what is beyond is in the CSV."""
COLUMNS: Final = ("编号", "时间", "身份", "账号", "姓名", "操作", "对象", "结果", "详情", "地址")
_WORDS: Final = ("who", "action", "text")
_PARTS: Final = (*_WORDS, "outcome", "from", "to")
_CHUNK: Final = 500
_BLOCK: Final = 64 * 1024

Row = tuple[str, ...]


def blueprint(store: AuditStore, auditor: Auditor, zone: ZoneInfo) -> Blueprint:
    """The doors."""
    doors = Blueprint("api_audit", __name__)

    @doors.get("/api/v1/audit")
    def get_audit() -> Response:
        current.require("admin")
        query = _query(zone, "limit", "before")
        page = offload(store.search, query)
        entries = [{**entry._asdict(), "at": render(entry.at, zone)} for entry in page.entries]
        return answer({"entries": entries, "next": page.following})

    @doors.get("/api/v1/audit.csv")
    def get_audit_csv() -> Response:
        return _file(auditor, zone, "audit.csv", "text/csv", lambda query: _csv(_rows(store, query, zone)))

    @doors.get("/api/v1/audit.xlsx")
    def get_audit_xlsx() -> Response:
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return _file(auditor, zone, "audit.xlsx", media, lambda query: _xlsx(_rows(store, query, zone)))

    return doors


def _file(
    auditor: Auditor, zone: ZoneInfo, name: str, media: str, body: Callable[[AuditQuery], Iterator[bytes]]
) -> Response:
    current.require("admin")
    query = _query(zone)
    auditor.here("export.audit", name, detail={key: value for key, value in query._asdict().items() if value})
    response = Response(body(query), mimetype=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _query(zone: ZoneInfo, *more: str) -> AuditQuery:
    args = request.args
    params.only(args, (*_PARTS, *more))
    words = {name: params.single(args, name) or "" for name in _WORDS}
    before = params.single(args, "before")
    if before is not None and not (before.isascii() and before.isdecimal() and len(before) < 19):
        raise Problem(400, "bad_cursor", f"'before' is {before[:40]!r}", "take 'next' of the page before, as it is")
    outcome: Any = params.choice(args, "outcome", ("done", "refused"))
    return AuditQuery(
        **words,
        outcome=outcome,
        start=params.moment(args, "from", zone),
        end=params.moment(args, "to", zone),
        limit=params.number(args, "limit", PAGE, MOST),
        before=None if before is None else int(before),
    )


def _rows(store: AuditStore, query: AuditQuery, zone: ZoneInfo) -> Iterator[list[Row]]:
    """The log in chunks of rows; each page is read aside, so that a long file stops nobody."""
    query = query._replace(limit=_CHUNK)
    while True:
        page = offload(store.search, query)
        yield [_row(entry, zone) for entry in page.entries]
        if page.following is None:
            return
        query = query._replace(before=page.following)


def _row(entry: Entry, zone: ZoneInfo) -> Row:
    detail = json.dumps(entry.detail, ensure_ascii=False)
    told = entry._replace(detail={})
    cells = (told.no, render(told.at, zone), *told[2:8], detail, told.address)
    return tuple(_harmless(str(cell)) for cell in cells)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _csv(chunks: Iterator[list[Row]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"  # Excel takes a CSV for UTF-8 only with this
    yield _lines([COLUMNS])
    for rows in chunks:
        yield _lines(rows)


def _lines(rows: list[Row]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _xlsx(chunks: Iterator[list[Row]]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        # Row by row onto the disk: the log may be longer than memory.
        with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("审计")
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, COLUMNS)
            at = 0
            for rows in chunks:
                for row in rows[: MOST_SHEET_ROWS - at]:
                    at += 1
                    sheet.write_row(at, 0, row)
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block
