"""Types of files are told by what is in them."""

from __future__ import annotations

import io
import zipfile

import pytest

from dashboard.domain.file_types import EXCEL, JPEG, PDF, PNG, WEBP, WORD, named, type_of


def packed(*names: str) -> bytes:
    """A ZIP file with these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as out:
        for name in names:
            out.writestr(name, "x")
    return held.getvalue()


OFFICE = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0 photo", JPEG),
        (b"\x89PNG\r\n\x1a\n....", PNG),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", WEBP),
        (b"%PDF-1.7\n", PDF),
        (packed(OFFICE, "word/document.xml"), WORD),
        (packed(OFFICE, "xl/workbook.xml"), EXCEL),
        (packed(OFFICE, "word/document.xml", "word/vbaProject.bin"), None),
        (packed("word/document.xml"), None),
        (packed(OFFICE, "ppt/presentation.xml"), None),
        (b"PK\x03\x04 cut", None),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", None),
        (b"<html><script>", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_by_content(content: bytes, kind: str | None) -> None:
    """And it can be read from its beginning afterwards."""
    held = io.BytesIO(content)
    assert type_of(held) == kind
    assert held.tell() == 0


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("现场.jpg", JPEG, "现场.jpg"),
        ("现场.JPEG", JPEG, "现场.JPEG"),
        ("run.exe", JPEG, "run.exe.jpg"),
        ("..\\..\\etc/通知.docx", WORD, "通知.docx"),
        ("a\x00\n\u202eb.pdf", PDF, "ab.pdf"),
        ("", PNG, "文件.png"),
        (".png", PNG, "png.png"),
    ],
)
def test_a_name_is_a_name_with_the_ending_of_its_type(name: str, kind: str, kept: str) -> None:
    assert named(name, kind) == kept
