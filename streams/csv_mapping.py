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
from pathlib import Path
from typing import Any, BinaryIO, Literal
from zoneinfo import ZoneInfo

import msgspec

from dashboard.domain.instants import render, to_ms
from dashboard.errors import UsageError
from streams.gcj02 import to_wgs84
from streams.intake import Fields, fields_of

NUMBERS = ("lon", "lat", "weight", "level", "score")
YES = ("1", "true", "yes", "y", "是")


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


def load(file: Path) -> Mapping:
    """The mapping in a file. UsageError says what is wrong with it."""
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Mapping)
    except OSError as error:
        raise UsageError(f"The mapping {file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"The mapping {file} is wrong: {error}. docs/ingest.md has an example.") from error


def entries(stream: BinaryIO, plan: Mapping) -> Iterator[Fields]:
    """The entries of all rows. UsageError if a column that the mapping names is not there."""
    text = io.TextIOWrapper(stream, encoding=plan.encoding, errors="replace", newline="")
    reader = csv.DictReader(text, delimiter=plan.delimiter)
    named = {plan.subject, *(e.time for e in plan.event), *(c for e in plan.event for c in e.data.values())}
    missing = sorted(named - set(reader.fieldnames or ()))
    if missing:
        raise UsageError(
            f"The CSV has no column {', '.join(missing)}; its columns are {', '.join(reader.fieldnames or ())}."
        )
    for row in reader:
        for event in plan.event:
            if (row.get(event.time) or "").strip():
                yield fields_of(_event(row, event, plan))


def _event(row: dict[str, str], event: EventPlan, plan: Mapping) -> dict[str, Any]:
    subject, moment = row[plan.subject].strip(), _moment(row[event.time].strip(), plan)
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
    try:
        local = datetime.strptime(text, plan.time_format)  # noqa: DTZ007 – the zone comes next
    except ValueError:
        return text
    zone = ZoneInfo(plan.timezone)
    return render(to_ms(local if local.tzinfo else local.replace(tzinfo=zone)), zone)


def _value(name: str, text: str, plan: Mapping) -> Any:
    if name in NUMBERS:
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if name == "level" and number.is_integer() else number
    if name == "satisfied":
        return text.lower() in YES
    return _moment(text, plan) if name.endswith("due") else text
