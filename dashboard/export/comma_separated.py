"""A table as CSV, in pieces: UTF-8 with the mark that Excel needs, rates and moments as machines read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.export.sheets import Sheet, Value, harmless

_PIECE: Final = 200


def csv_pieces(sheet: Sheet, zone: ZoneInfo) -> Iterator[bytes]:
    """The file in pieces of two hundred rows. Rates are ratios, moments RFC 3339 with the city's offset."""
    yield "\ufeff".encode() + _lines([tuple(column.title for column in sheet.columns)])
    rows = iter(sheet.rows)
    while piece := [tuple(_text(value, zone) for value in row) for row in islice(rows, _PIECE)]:
        yield _lines(piece)


def _text(value: Value, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="milliseconds" if value.microsecond else "seconds")
    return harmless(value) if isinstance(value, str) else repr(value)


def _lines(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
