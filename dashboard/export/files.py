"""A situation report as files: Word, Excel, PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from dashboard.errors import GridError, UsageError
from dashboard.export import report_sheets
from dashboard.export.excel import write_excel
from dashboard.export.pdf import pdf_of
from dashboard.export.word import write_word
from dashboard.views.bulletin.model import Report


class Format(NamedTuple):
    """A kind of file: its media type, and what makes it of a report (and the city's zone)."""

    media: str
    make: Callable[[Report, ZoneInfo], bytes]


def _word(report: Report, _zone: ZoneInfo) -> bytes:
    file = io.BytesIO()
    write_word(report, file)
    return file.getvalue()


def _excel(report: Report, zone: ZoneInfo) -> bytes:
    file = io.BytesIO()
    write_excel(file, report_sheets.sheets(report), zone, report_sheets.notes(report))
    return file.getvalue()


def _pdf(report: Report, _zone: ZoneInfo) -> bytes:
    return pdf_of(report)


FORMATS: Final[Mapping[str, Format]] = {
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _word),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _excel),
    "pdf": Format("application/pdf", _pdf),
}
"""By the file's ending. Each blocks for a second or so."""


@dataclass(frozen=True)
class ReportFiles:
    """Where a report goes. UsageError if nowhere."""

    word: Path | None
    excel: Path | None
    pdf: Path | None = None

    def __post_init__(self) -> None:
        if not any((self.word, self.excel, self.pdf)):
            raise UsageError("Say where the report goes: --word report.docx, --excel report.xlsx, --pdf report.pdf.")

    def save(self, report: Report, zone: ZoneInfo) -> list[Path]:
        """Writes the files. GridError if one cannot be written."""
        wanted = {"docx": self.word, "xlsx": self.excel, "pdf": self.pdf}
        paths = {ending: path for ending, path in wanted.items() if path is not None}
        try:
            for ending, path in paths.items():
                made = FORMATS[ending].make(report, zone)
                path.write_bytes(made)
        except OSError as error:
            raise GridError(f"{error.filename}: {error.strerror}; choose a place that can be written to.") from error
        return list(paths.values())
