"""Rows of a CSV become the events that the mapping says, and what is no sense becomes a dead letter, never a crash."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.domain.events import Event
from dashboard.domain.instants import parse
from dashboard.errors import UsageError
from streams import csv_mapping
from streams.codec import Rejected, decode

NOW = parse("2026-03-03T00:00:00Z")
HEAD = "编号,来源,小类,区划,经度,纬度,折算,受理,立案,应结案"
ROW = "A-1,热线,E0110,530102,102.7136,25.0420,1.5,2026-03-02 09:10:00,2026-03-02 09:20:00,2026-03-05 17:30:00"
MAPPING = """
source = "city/export"
subject = "编号"
[values.source]
"热线" = "hotline_12345"
[[event]]
type = "case.accepted"
time = "受理"
data = { source = "来源", category = "小类", area = "区划", lon = "经度", lat = "纬度", weight = "折算" }
constants = { severity = "minor" }
[[event]]
type = "case.filed"
time = "立案"
data = { close_due = "应结案" }
"""


def load(folder: Path, text: str = MAPPING) -> csv_mapping.Mapping:
    """The mapping of a file with this text."""
    file = folder / "mapping.toml"
    file.write_text(text, encoding="utf-8")
    return csv_mapping.load(file)


def read(plan: csv_mapping.Mapping, *lines: str, encoding: str = "utf-8") -> list[Event | Rejected]:
    """What the codec makes of these lines."""
    stream = io.BytesIO("\n".join(lines).encode(encoding))
    return [decode(fields, NOW) for fields in csv_mapping.entries(stream, plan)]


def data(found: Event | Rejected) -> dict[str, Any]:
    """The event's data as JSON."""
    assert isinstance(found, Event), found
    whole: dict[str, Any] = json.loads(found.text)
    return whole


def test_a_row_gives_an_event_for_each_moment(tmp_path: Path) -> None:
    """Local moments get the zone, words their translation, numbers are numbers, constants are added."""
    accepted, filed = read(load(tmp_path), HEAD, ROW)
    assert data(accepted) == {
        "source": "hotline_12345", "category": "E0110", "area": "530102",
        "lon": 102.7136, "lat": 25.042, "weight": 1.5, "severity": "minor",
    }  # fmt: skip
    assert isinstance(accepted, Event)
    assert isinstance(filed, Event)
    assert (accepted.subject, accepted.source, accepted.at) == ("A-1", "city/export", parse("2026-03-02T01:10:00Z"))
    assert data(filed) == {"close_due": "2026-03-05T17:30:00+08:00"}


def test_empty_cells_are_absent(tmp_path: Path) -> None:
    """No moment, no event; no value, no field."""
    (accepted,) = read(load(tmp_path), HEAD, "A-2,热线,E0110,530102,,,,2026-03-02 09:10:00, ,")
    assert set(data(accepted)) == {"source", "category", "area", "severity"}


def test_the_same_row_gives_the_same_ids(tmp_path: Path) -> None:
    """So a growing export can be fed whole, every day; and a zone's offset in the file's own text changes nothing."""
    plan = load(tmp_path)
    first, second = (read(plan, HEAD, ROW) for _ in range(2))
    assert [one.id for one in first if isinstance(one, Event)] == [one.id for one in second if isinstance(one, Event)]
    assert len({one.id for one in first if isinstance(one, Event)}) == 2


def test_shifted_coordinates_are_taken_back(tmp_path: Path) -> None:
    """With crs = "gcj02" a point moves by some hundred metres."""
    (accepted, _) = read(load(tmp_path, 'crs = "gcj02"\n' + MAPPING), HEAD, ROW)
    assert 0.0005 < 102.7136 - data(accepted)["lon"] < 0.005


def test_other_encodings_delimiters_and_formats(tmp_path: Path) -> None:
    """Exports of older systems: GB 18030, semicolons, slashes in dates."""
    text = 'encoding = "gb18030"\ndelimiter = ";"\ntime_format = "%Y/%m/%d %H:%M"\n' + MAPPING
    lines = (HEAD.replace(",", ";"), "甲-1;热线;E0110;530102;;;;2026/03/02 09:10;;")
    (accepted,) = read(load(tmp_path, text), *lines, encoding="gb18030")
    assert isinstance(accepted, Event)
    assert (accepted.subject, accepted.at) == ("甲-1", parse("2026-03-02T01:10:00Z"))


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    """As spreadsheets write it."""
    assert len(read(load(tmp_path), "\ufeff" + HEAD, ROW)) == 2


@pytest.mark.parametrize(
    ("row", "reasons"),
    [
        ("A-1,电话,E0110,530102,,,,2026-03-02 09:10:00,,", ["bad_field"]),
        ("A-1,热线,X,530102,,,,2026-03-02 09:10:00,,", ["bad_field"]),
        ("A-1,热线,E0110,530102,东经,25,,2026-03-02 09:10:00,,", ["bad_field"]),
        ("A-1,热线,E0110,530102,,,0.0001,2026-03-02 09:10:00,,", ["bad_field"]),
        ("A-1,热线,E0110,530102,,,,昨天,,", ["bad_time"]),
        ("A-1,热线,E0110,530102,,,,2026-03-02 09:10:00,2026-03-02 09:20:00,后天", ["", "bad_field"]),
        (",热线,E0110,530102,,,,2026-03-02 09:10:00,,", ["missing_attribute"]),
        ("A-1,热线,E0110,530102,,,,0001-01-01 00:00:00,,", ["bad_time"]),
        ("A-1,热线,E0110,530102,,,,9999-12-31 23:59:59,,", ["absurd_time"]),
        ("A-1,热线,E0110,530102,nan,25,,2026-03-02 09:10:00,,", ["bad_field"]),
        ("A-1,热线,E0110,530102,inf,25,,2026-03-02 09:10:00,,", ["bad_field"]),
    ],
)
def test_nonsense_in_a_row_is_refused_with_its_reason(tmp_path: Path, row: str, reasons: list[str]) -> None:
    """Such a row is a dead letter; the next one is read."""
    found = read(load(tmp_path), HEAD, row, ROW)
    assert [one.reason if isinstance(one, Rejected) else "" for one in found[:-2]] == reasons
    assert all(isinstance(one, Event) for one in found[-2:])


def test_short_and_long_rows(tmp_path: Path) -> None:
    """A row that breaks off has empty cells; one with too many cells has some that nobody asked for."""
    found = read(load(tmp_path), HEAD, "A-3,热线", ROW + ",mehr,noch mehr")
    assert len(found) == 2


def test_a_row_that_breaks_off_before_the_subject(tmp_path: Path) -> None:
    """The subject may stand last; without it the event is refused, not the file."""
    text = 'source = "x"\nsubject = "编号"\n[[event]]\ntype = "case.closed"\ntime = "结案"\n'
    found = read(load(tmp_path, text), "结案,编号", "2026-03-02 09:10:00", "2026-03-02 09:10:00,A-1")
    assert [one.reason if isinstance(one, Rejected) else one.subject for one in found] == ["missing_attribute", "A-1"]


def test_bytes_that_are_no_text_do_not_end_the_file(tmp_path: Path) -> None:
    """A broken character is replaced; what it spoils is refused, the rest goes on."""
    stream = io.BytesIO(f"{HEAD}\n".encode() + b"A-\xff,\xff,E0110,530102,,,,2026-03-02 09:10:00,,\n" + ROW.encode())
    found = [decode(fields, NOW) for fields in csv_mapping.entries(stream, load(tmp_path))]
    assert [isinstance(one, Event) for one in found] == [False, True, True]


def test_an_unclosed_quote_costs_its_row_only(tmp_path: Path) -> None:
    """What the reader of CSV itself gives up on becomes one letter; the next line is read."""
    found = read(load(tmp_path), HEAD, '"' + "x" * 200_000, ROW)
    assert [one.reason if isinstance(one, Rejected) else "" for one in found] == ["not_json", "", ""]
    assert isinstance(found[0], Rejected)
    assert "after line 1" in found[0].detail


@pytest.mark.parametrize(("word", "meant"), [("是", True), ("Yes", True), ("否", False), ("0", False), ("还行", None)])
def test_satisfied(tmp_path: Path, word: str, meant: bool | None) -> None:
    """Yes and no in the usual spellings; a word that is neither is refused rather than counted as a no."""
    text = (
        'source = "x"\nsubject = "编号"\n[[event]]\ntype = "case.rated"\ntime = "时间"\ndata = { satisfied = "满意" }\n'
    )
    (found,) = read(load(tmp_path, text), "编号,时间,满意", f"A-1,2026-03-02 09:10:00,{word}")
    if meant is None:
        assert isinstance(found, Rejected)
    else:
        assert data(found) == {"satisfied": meant}


def test_a_missing_column_stops_at_once(tmp_path: Path) -> None:
    """The message names it, and the columns that there are."""
    with pytest.raises(UsageError, match=r"no column 应结案.*编号"):
        read(load(tmp_path), HEAD.removesuffix(",应结案"), ROW)


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        "",
        MAPPING + "surprise = 1\n[[event]]",
        MAPPING.replace('subject = "编号"', ""),
        'crs = "bd09"\n' + MAPPING,
        'timezone = "Asia/Nowhere"\n' + MAPPING,
        'encoding = "klingon"\n' + MAPPING,
        'delimiter = ",,"\n' + MAPPING,
        'delimiter = ""\n' + MAPPING,
    ],
)
def test_a_wrong_mapping_is_said_in_one_line(tmp_path: Path, text: str) -> None:
    """Whatever is wrong with the mapping stops the command before anything is fed."""
    with pytest.raises(UsageError) as wrong:
        read(load(tmp_path, text), HEAD, ROW)
    assert "\n" not in str(wrong.value)


def test_a_mapping_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    """A missing file, and one in another encoding."""
    with pytest.raises(UsageError, match="cannot be read"):
        csv_mapping.load(tmp_path / "none.toml")
    file = tmp_path / "mapping.toml"
    file.write_bytes(MAPPING.encode("gb18030"))
    with pytest.raises(UsageError):
        csv_mapping.load(file)
