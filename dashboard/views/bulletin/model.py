"""The situation report as plain data: parts of paragraphs, tables and charts. Serialises to JSON and back as it is.

A `Number` still knows the figure that it prints, so a screen can say where it comes from and a sealed report keeps it.
Numbers that are made of other figures (a share of the whole, a rank) have no path; in sentences they are plain text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

PART_KEYS = ("supervision", "dispatch", "closure", "special", "cases", "next_steps")
"""The six parts in the order of the city's report."""


class Number(Struct, frozen=True, tag="number"):
    """A figure as printed: its path in the figures' JSON, its unrounded value (a count stays an integer, kept and read
    back, too), its text; `before`: the last one's.
    """

    path: str
    value: int | float | None
    text: str
    before: bool = False


Cell = str | Number
Role = Literal["", "opening", "rule", "candidate", "chosen", "reserve", "hidden"]
Text = tuple[Cell, ...]


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """A paragraph; `lead` opens it in the manner of （一）案件来源。 `written`: by a person, not from figures.

    `role`: what it is in a list of candidates (`dashboard.views.bulletin.edited`): its `opening`, a `rule`, a
    `candidate`, one that was `chosen`, the `reserve` under all lists; `hidden`: what a person left out.
    """

    key: str
    text: Text
    lead: str = ""
    written: bool = False
    role: Role = ""


class Column(Struct, frozen=True):
    """A table's column: its heading, and what stands in it (`count` may have decimals: base cases)."""

    title: str
    kind: Literal["text", "count", "rate"] = "text"


class Table(Struct, frozen=True, tag="table"):
    """A table with its caption; every row has a cell for each column."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Text, ...]


class Series(Struct, frozen=True):
    """A chart's values, one for each label; None where there is nothing to draw."""

    name: str
    values: tuple[float | None, ...]


class Chart(Struct, frozen=True, tag="chart"):
    """A bar chart. `unit`: numbers, or ratios printed in per cent."""

    key: str
    caption: str
    unit: Literal["count", "rate"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]


Block = Paragraph | Table | Chart


class Part(Struct, frozen=True):
    """One part, or one attachment: its key, its heading (一、网格监督) and what it says."""

    key: str
    title: str
    blocks: tuple[Block, ...]


class Report(Struct, frozen=True):
    """The whole report. `start`, `end`, `as_of` are the figures' own period (RFC 3339); `notice` is what must be known
    before reading (synthetic data, a part of the city); `parts` are the six, `attachments` follow. `before_start` and
    `before_end` are the period of the figures that are marked `before`; `recipients` get the report.
    """

    title: str
    label: str
    start: str
    end: str
    as_of: str
    notice: str
    parts: tuple[Part, ...]
    attachments: tuple[Part, ...]
    before_start: str = ""
    before_end: str = ""
    recipients: tuple[str, ...] = ()


def plain(text: Text) -> str:
    """A paragraph's text as one string."""
    return "".join(cell if isinstance(cell, str) else cell.text for cell in text)


def numbers(report: Report) -> Iterator[Number]:
    """Every figure that the report prints, as often as it does."""
    for part in (*report.parts, *report.attachments):
        for block in part.blocks:
            texts = (block.text,) if isinstance(block, Paragraph) else block.rows if isinstance(block, Table) else ()
            yield from (cell for text in texts for cell in text if isinstance(cell, Number) and cell.path)
