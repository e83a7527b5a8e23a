"""The report with what people wrote into it, and a sealed report beside what the same figures say now."""

from __future__ import annotations

from typing import Final, NamedTuple

from msgspec.structs import replace

from dashboard.domain.report_edits import Edits, names
from dashboard.views.bulletin.model import Block, Paragraph, Part, Report, Role, numbers

HIDEABLE: Final = ("cases", "next_steps")
"""Parts of which a block may be left out; what the figures say in the others stands."""
NOTE: Final = ":note"
"""What the key of a written paragraph has behind that of its block or part."""
_CANDIDATE: Final = "（候选）"
_LISTED: Final[tuple[Role, ...]] = ("opening", "rule", "candidate", "reserve")


def with_edits(report: Report, edits: Edits, *, all_kept: bool = False) -> Report:
    """The report with each text behind its block, or at the head of its part.

    A text whose block is not there any more (the figures moved, a candidate fell away) goes to the end of its part.
    `all_kept`: paragraphs that were left out stay, as `hidden`, for who may bring them back.
    """
    parts = tuple(_part(part, edits, all_kept=all_kept) for part in report.parts)
    return replace(report, parts=parts, recipients=names(edits.recipients))


def final(report: Report, edits: Edits) -> Report:
    """The report as it is sealed by a person: of the candidates only the chosen ones, without the rules that found
    them.
    """
    edited = with_edits(report, edits)
    return replace(edited, parts=tuple(_without_candidates(part) for part in edited.parts))


def undecided(report: Report, edits: Edits) -> int:
    """How many candidates nobody has chosen or left out yet."""
    decided = {*edits.chosen, *edits.hidden}
    blocks = (block for part in report.parts for block in part.blocks)
    return sum(isinstance(one, Paragraph) and one.role == "candidate" and one.key not in decided for one in blocks)


def _part(part: Part, edits: Edits, *, all_kept: bool) -> Part:
    notes = {key: text for key, text in edits.notes.items() if key.partition(".")[0] == part.key and text.strip()}
    hidden = set(edits.hidden) if part.key in HIDEABLE else set()
    blocks: list[Block] = _written(part.key, notes)
    for block in part.blocks:
        if block.key not in hidden:
            blocks.append(_chosen(block, edits))
        elif all_kept and isinstance(block, Paragraph):
            blocks.append(replace(block, role="hidden"))
        else:
            # What was written about it goes with it, and comes back with it.
            notes.pop(block.key, None)
        blocks += _written(block.key, notes)
    for key in list(notes):
        blocks += _written(key, notes)
    return replace(part, blocks=tuple(blocks))


def _chosen(block: Block, edits: Edits) -> Block:
    chosen = isinstance(block, Paragraph) and block.role == "candidate" and block.key in edits.chosen
    return replace(block, role="chosen") if chosen else block


def _written(key: str, notes: dict[str, str]) -> list[Block]:
    text = notes.pop(key, None)
    return [Paragraph(f"{key}{NOTE}", (text.strip(),), written=True)] if text else []


def _without_candidates(part: Part) -> Part:
    """Numbers what was chosen anew in each list, and says at its head how many there are."""
    kept: list[Block] = []
    opening, count = None, 0
    gone = {f"{one.key}{NOTE}" for one in part.blocks if isinstance(one, Paragraph) and one.role == "candidate"}
    for block in part.blocks:
        role = block.role if isinstance(block, Paragraph) else ""
        if isinstance(block, Paragraph) and role == "opening":
            opening, count = len(kept), 0
            kept.append(replace(block, lead=block.lead.replace(_CANDIDATE, ""), text=("本期无。",)))
        elif isinstance(block, Paragraph) and role == "chosen" and opening is not None:
            count += 1
            kept.append(replace(block, text=(f"{count}．", *block.text[1:])))
            kept[opening] = replace(kept[opening], text=(f"共{count}项。",))
        elif role not in _LISTED and block.key not in gone:
            kept.append(block)
    return replace(part, blocks=tuple(kept))


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
