"""The example in docs/ingest.md, read from there: its rows and its mapping give the events that it promises."""

import io
import re
from pathlib import Path

from dashboard.domain.events import Event
from streams import csv_mapping
from streams.codec import decode
from tests.builders import ms

DOCUMENT = Path(__file__).parents[2] / "docs" / "ingest.md"


def block(language: str) -> str:
    """The document's one block in a language."""
    found = re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def test_two_rows_become_six_events(tmp_path: Path) -> None:
    mapping = tmp_path / "cases.toml"
    mapping.write_text(block("toml"), encoding="utf-8")
    rows = io.BytesIO(block("csv").encode())
    entries = list(csv_mapping.entries(rows, csv_mapping.load(mapping)))
    events = [decode(fields, ms("2026-03-03T00:00")) for fields in entries]
    assert [event.at for event in events if isinstance(event, Event)] == [
        ms(f"2026-03-02T{moment}") for moment in ("09:10", "09:20", "09:31", "11:05", "10:02", "10:15")
    ], events
    assert [b'"hotline_12345"' in fields[b"data"] for fields in entries] == [True, False, False, False, False, False]
