"""Which type a file is of, by what is in it, never by its name. PURE.

Photos and papers that a whistle may have: JPEG, PNG, WebP, PDF, Word and Excel without macros. Nothing else is known.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from typing import IO, Final

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ENDINGS: Final[Mapping[str, str]] = {
    JPEG: ".jpg",
    PNG: ".png",
    WEBP: ".webp",
    PDF: ".pdf",
    WORD: ".docx",
    EXCEL: ".xlsx",
}
"""The types that are taken, and how their names end."""

_HEAD: Final = 16
_BEGINNINGS: Final = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))
_PARTS: Final = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}
_MOST_PARTS: Final = 10_000


def type_of(content: IO[bytes]) -> str | None:
    """The type of a file, one of `ENDINGS`; None where it is none of these. The file may stand anywhere, and does then
    at its beginning.
    """
    content.seek(0)
    head = content.read(_HEAD)
    content.seek(0)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    known = next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), None)
    return known or (_of_zip(content) if head.startswith(b"PK\x03\x04") else None)


def _of_zip(content: IO[bytes]) -> str | None:
    try:
        with zipfile.ZipFile(content) as packed:
            names = set(packed.namelist()[:_MOST_PARTS])
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    finally:
        content.seek(0)
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for part, kind in _PARTS.items() if part in names), None)


def named(name: str, kind: str) -> str:
    """A file's name as it is kept: without a path or control characters, with the ending of its type."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(char for char in last if char.isprintable() and not "\ud800" <= char <= "\udfff").strip(" .")[:150]
    endings = (ENDINGS[kind], ".jpeg") if kind == JPEG else (ENDINGS[kind],)
    return (
        plain if plain.lower().endswith(endings) and plain.lower() not in endings else (plain or "文件") + ENDINGS[kind]
    )
