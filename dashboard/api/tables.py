"""Tables as files, for every door that gives one: CSV and Excel, made as they are sent, with who took it in the audit.

    tables.serve(doors, "/api/v1/audit", Files(auditor, zone, action="export.audit"), make)

adds `<rule>.csv` and `<rule>.xlsx`. `make` is called within the request: it checks rights and the query, and gives the
table; its rows are read afterwards, while the file is sent, so they must not ask for the request. Read them in pages
through `dashboard.offload`: a file of a million rows then stops nobody and needs no memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from flask import Blueprint, Response

from dashboard.auth.auditor import Auditor
from dashboard.export.comma_separated import csv_pieces
from dashboard.export.excel import excel_pieces
from dashboard.export.sheets import Sheet

Form = Literal["csv", "xlsx"]
MEDIA: Final[Mapping[Form, str]] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: its name without the ending, the table, what Excel's sheet of definitions says before the
    columns (as of, scope, …), and what the audit keeps of the question.
    """

    name: str
    sheet: Sheet
    notes: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Files:
    """What doors of files stand on. `action` names the export in the audit (`export.cases`)."""

    auditor: Auditor
    zone: ZoneInfo
    action: str


def serve(doors: Blueprint, rule: str, files: Files, make: Callable[[], Table]) -> None:
    """Adds both doors; their endpoints are `get_<last part of the rule>_csv` and `…_xlsx`."""
    for form in MEDIA:
        name = rule.rstrip("/").rpartition("/")[2].replace("-", "_")
        doors.add_url_rule(f"{rule}.{form}", f"get_{name}_{form}", _door(files, form, make))


def _door(files: Files, form: Form, make: Callable[[], Table]) -> Callable[[], Response]:
    def get_file() -> Response:
        return answer(files, make(), form)

    return get_file


def answer(files: Files, table: Table, form: Form) -> Response:
    """The file as a download, noted in the audit. For doors whose address has parts of its own."""
    name = f"{table.name}.{form}"
    files.auditor.here(files.action, name, detail=table.detail)
    response = Response(_pieces(table, form, files.zone), mimetype=MEDIA[form])
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _pieces(table: Table, form: Form, zone: ZoneInfo) -> Iterator[bytes]:
    if form == "csv":
        return csv_pieces(table.sheet, zone)
    return excel_pieces([table.sheet], zone, table.notes)
