"""The report with what people wrote into it, and a sealed report beside what the same figures say now."""

from __future__ import annotations

from typing import Final, NamedTuple

from msgspec.structs import replace

from dashboard.domain.report_edits import Edits
from dashboard.views.bulletin.model import Block, Paragraph, Part, Report, numbers

HIDEABLE: Final = ("cases", "next_steps")
"""Parts of which a block may be left out; what the figures say in the others stands."""


def with_edits(report: Report, edits: Edits) -> Report:
    """The report with each text behind its block, or at the head of its part.

    A text whose block is not there any more (the figures moved, a candidate fell away) goes to the end of its part.
    """
    return replace(report, parts=tuple(_part(part, edits) for part in report.parts))


def _part(part: Part, edits: Edits) -> Part:
    notes = {key: text for key, text in edits.notes.items() if key.partition(".")[0] == part.key and text.strip()}
    hidden = set(edits.hidden) if part.key in HIDEABLE else set()
    blocks: list[Block] = _written(part.key, notes)
    for block in part.blocks:
        if block.key not in hidden:
            blocks.append(block)
        blocks += _written(block.key, notes)
    for key in list(notes):
        blocks += _written(key, notes)
    return replace(part, blocks=tuple(blocks))


def _written(key: str, notes: dict[str, str]) -> list[Block]:
    text = notes.pop(key, None)
    return [Paragraph(f"{key}:note", (text.strip(),), written=True)] if text else []


class Correction(NamedTuple):
    """A figure that is not what it was when the report was sealed, as printed then and now (None: not printed now)."""

    path: str
    before: bool
    sealed: str
    now: str | None


def corrections(sealed: Report, now: Report) -> list[Correction]:
    """Every figure of the sealed report that is printed otherwise by the same report of now, in its order."""
    present = {(one.path, one.before): one.text for one in numbers(now)}
    found = {
        (one.path, one.before): Correction(one.path, one.before, one.text, present.get((one.path, one.before)))
        for one in numbers(sealed)
    }
    return [one for one in found.values() if one.now != one.sealed]
