"""A situation report as files on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from dashboard.errors import GridError, UsageError
from dashboard.export import report_sheets
from dashboard.export.excel import write_excel
from dashboard.export.word import write_word
from dashboard.views.bulletin.model import Report


@dataclass(frozen=True)
class ReportFiles:
    """Where a report goes. UsageError if nowhere."""

    word: Path | None
    excel: Path | None

    def __post_init__(self) -> None:
        if self.word is None and self.excel is None:
            raise UsageError("Say where the report goes: --word report.docx, --excel report.xlsx, or both.")

    def save(self, report: Report, zone: ZoneInfo) -> list[Path]:
        """Writes the files. GridError if one cannot be written."""
        try:
            if self.word is not None:
                with self.word.open("wb") as file:
                    write_word(report, file)
            if self.excel is not None:
                with self.excel.open("wb") as file:
                    write_excel(file, report_sheets.sheets(report), zone, report_sheets.notes(report))
        except OSError as error:
            raise GridError(f"{error.filename}: {error.strerror}; choose a place that can be written to.") from error
        return [path for path in (self.word, self.excel) if path is not None]
