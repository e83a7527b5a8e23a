"""A CSV whose rows are cases becomes CloudEvents by a small mapping file in TOML (docs/ingest.md).

Knows columns, moments without an offset, and value tables. One row may give several events, one per `[[event]]` whose
moment is filled in. What it cannot make sense of goes on as it is: the codec refuses it with a reason.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO, Literal
from zoneinfo import ZoneInfo

import msgspec

from dashboard.domain.instants import render, to_ms
from dashboard.errors import UsageError
from streams.entries import UNREADABLE
from streams.gcj02 import to_wgs84
from streams.intake import Fields, fields_of

NUMBERS = ("lon", "lat", "weight", "level", "score")
YES = ("1", "true", "yes", "y", "是")
NO = ("0", "false", "no", "n", "否")


class EventPlan(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One event of a row: its type, the column of its moment, and which column gives each field of its data."""

    type: str
    time: str
    data: dict[str, str] = {}
    constants: dict[str, Any] = {}


class Mapping(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The mapping file. `values.<field>` translates a column's words into the contract's; `crs` is WGS-84 or GCJ-02."""

    source: str
    subject: str
    event: list[EventPlan]
    timezone: str = "Asia/Shanghai"
    time_format: str = "%Y-%m-%d %H:%M:%S"
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    crs: Literal["wgs84", "gcj02"] = "wgs84"
    values: dict[str, dict[str, str]] = {}

    def __post_init__(self) -> None:
        """What the types cannot say. ValueError names the setting."""
        try:
            ZoneInfo(self.timezone)
        except (LookupError, ValueError, OSError) as error:
            raise ValueError(f"timezone {self.timezone!r} is none; write one such as Asia/Shanghai") from error
        try:
            io.TextIOWrapper(io.BytesIO(), encoding=self.encoding)
        except LookupError as error:
            raise ValueError(f"encoding {self.encoding!r} is none; write one such as utf-8-sig or gb18030") from error
        if len(self.delimiter) != 1 or self.delimiter in '\r\n"':
            raise ValueError(f"delimiter {self.delimiter!r} is not one character")


def load(file: Path) -> Mapping:
    """The mapping in a file. UsageError says what is wrong with it."""
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Mapping)
    except OSError as error:
        raise UsageError(f"The mapping {file} cannot be read: {error.strerror}.") from error
    except (ValueError, msgspec.ValidationError) as error:  # not UTF-8, not TOML, not a mapping
        raise UsageError(f"The mapping {file} is wrong: {error}. docs/ingest.md has an example.") from error


def entries(stream: BinaryIO, plan: Mapping) -> Iterator[Fields]:
    """The entries of all rows. UsageError if a column that the mapping names is not there."""
    text = io.TextIOWrapper(stream, encoding=plan.encoding, errors="replace", newline="")
    reader = csv.DictReader(text, delimiter=plan.delimiter)
    _check_columns(reader, plan)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # An unclosed quote, mostly: that row is lost to it, the next line begins a new one.
            yield {UNREADABLE: f"after line {reader.line_num}: {error}".encode()}
            continue
        for event in plan.event:
            if (row.get(event.time) or "").strip():
                yield fields_of(_event(row, event, plan))


def _check_columns(reader: csv.DictReader[str], plan: Mapping) -> None:
    try:
        there = reader.fieldnames or ()
    except csv.Error as error:
        raise UsageError(f"The CSV's first line cannot be read: {error}.") from error
    named = {plan.subject, *(e.time for e in plan.event), *(c for e in plan.event for c in e.data.values())}
    if missing := sorted(named - set(there)):
        raise UsageError(f"The CSV has no column {', '.join(missing)}; its columns are {', '.join(there)}.")


def _event(row: dict[str, str], event: EventPlan, plan: Mapping) -> dict[str, Any]:
    # A row that breaks off gives None for what it lacks.
    subject, moment = (row[plan.subject] or "").strip(), _moment(row[event.time].strip(), plan)
    data: dict[str, Any] = {**event.constants}
    for name, column in event.data.items():
        value = (row.get(column) or "").strip()
        if value:
            data[name] = _value(name, plan.values.get(name, {}).get(value, value), plan)
    if plan.crs == "gcj02" and isinstance(data.get("lon"), float) and isinstance(data.get("lat"), float):
        data["lon"], data["lat"] = to_wgs84(data["lon"], data["lat"])
    return {
        "specversion": "1.0",
        # Of what the row says, so that the same file fed twice is applied once.
        "id": f"{subject}/{event.type}/{moment}",
        "source": plan.source,
        "type": event.type,
        "subject": subject,
        "time": moment,
        "data": data,
    }


def _moment(text: str, plan: Mapping) -> str:
    zone = ZoneInfo(plan.timezone)
    try:
        local = datetime.strptime(text, plan.time_format)  # noqa: DTZ007 – the zone comes next
        return render(to_ms(local if local.tzinfo else local.replace(tzinfo=zone)), zone)
    except (ValueError, OverflowError):  # 0001-01-01, many an export's "never", has no UTC
        return text


def _value(name: str, text: str, plan: Mapping) -> Any:
    if name in NUMBERS:
        try:
            number = float(text)
        except ValueError:
            return text
        if not isfinite(number):
            return text
        return int(number) if name == "level" and number.is_integer() else number
    if name == "satisfied":
        return True if text.lower() in YES else False if text.lower() in NO else text
    return _moment(text, plan) if name.endswith("due") else text
