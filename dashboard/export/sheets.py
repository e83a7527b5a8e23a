"""A table as a file: what its columns are called, mean and hold, and its rows, which may be endless."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal, NamedTuple

Kind = Literal["text", "count", "decimal", "rate", "moment"]
"""`count` whole numbers, `decimal` numbers with up to three decimals (base cases), `rate` ratios shown in per cent,
`moment` aware datetimes, shown in the city's time.
"""

Value = str | int | float | datetime | None

WIDTHS: Final[dict[Kind, int]] = {"text": 18, "count": 11, "decimal": 13, "rate": 11, "moment": 19}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Column(NamedTuple):
    """A column: its heading, what stands in it, what it means in a sentence, its width in characters (0: usual)."""

    title: str
    kind: Kind = "text"
    meaning: str = ""
    width: int = 0


class Sheet(NamedTuple):
    """A table. `rows` are read once, one after the other: a million need no memory."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Value, ...]]


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text
