"""What the popover says of a number that somebody asks: name, sentence, formula with its numbers, parts. PURE.

The same words for the wall, the desks and the door (`GET /api/v1/asked`), in Chinese or English.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from dashboard.domain.definitions import Definition, Figure
from dashboard.domain.payloads import CLASSES as CLASS_CODES
from dashboard.domain.reference import Reference
from dashboard.views.bulletin.words import count, percent
from dashboard.views.wall.labels import CLASSES, LEVELS, SOURCES, short

Language = Literal["zh", "en"]
Number = int | float | None

NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "case": ("件案件", "cases"),
    "task": ("项派遣任务", "dispatch tasks"),
    "event": ("个事件", "events"),
    "whistle": ("个哨", "whistles"),
    "letter": ("个条目", "entries"),
}
"""What is counted, after its number."""
_LISTS: Final[Mapping[str, Mapping[str, str]]] = {"class": CLASSES, "source": SOURCES, "level": LEVELS}


def printed(figure: Figure, value: Number) -> str:
    """The number as screens print it: counts with commas, rates in per cent with two decimals."""
    return percent(value) if figure.definition.is_rate else count(value)


def title(figure: Figure, reference: Reference, language: Language = "zh") -> str:
    """The figure's name with the names of what its path holds: 结案率 · 创建 · 五华区."""
    made = figure.definition
    name = made.name if language == "zh" else made.english
    codes = [_code(kind, code, reference, language) for kind, code in sorted(figure.codes.items())]
    return " · ".join([name, *codes])


def _code(kind: str, code: str, reference: Reference, language: Language) -> str:
    if kind == "area":
        area = reference.areas.by_code.get(code)
        return code if area is None else short(area.name_zh) if language == "zh" else area.name_en
    if kind == "category":
        return reference.catalogue.name(code)
    return code if language == "en" else _LISTS.get(kind, {}).get(code, code)


def formula(figure: Figure, value: Number, terms: tuple[tuple[Figure, Number], ...]) -> str | None:
    """The formula with its numbers: 206,204 ÷ 210,924 = 97.76%. None where a number is simply counted."""
    made = figure.definition.formula
    if made is None or not terms:
        return None
    left, right = (printed(one, number) for one, number in terms)
    sign = "−" if made.sign == "−" else "÷"
    before = "1 − " if made.sign == "1−" else ""
    return f"{before}{left} {sign} {right} = {printed(figure, value)}"


def said(
    figure: Figure,
    value: Number,
    terms: tuple[tuple[Figure, Number], ...],
    reference: Reference,
    language: Language = "zh",
) -> dict[str, Any]:
    """`{"figure", "name", "definition", "value", "printed", "formula": {"text", "terms": [number]} | null}`."""
    made = figure.definition
    text = formula(figure, value, terms)
    return {
        **number(figure, value, reference, language),
        "definition": made.sentence if language == "zh" else made.sentence_english,
        "formula": text and {"text": text, "terms": [number(*term, reference, language) for term in terms]},
    }


def number(figure: Figure, value: Number, reference: Reference, language: Language = "zh") -> dict[str, Any]:
    """One number: `{"figure", "name", "value", "printed", "of"}`; `of` says what is counted."""
    return {
        "figure": figure.path,
        "name": title(figure, reference, language),
        "value": value,
        "printed": printed(figure, value),
        "of": figure.definition.of,
    }


def summed_up(figure: Figure, rows: int, total: Number, language: Language = "zh") -> str:
    """How many rows there are, and what they add up to where they are weighed: 3 件案件，折算 5.5."""
    noun = NOUNS[figure.definition.of][0 if language == "zh" else 1]
    text = f"{count(rows)} {noun}"
    if figure.counts is None or not figure.counts.weighted:
        return text
    return f"{text}，折算 {count(total)}" if language == "zh" else f"{text}, weight {count(total)}"


def where(row: Mapping[str, Any], reference: Reference, language: Language = "zh") -> str:
    """What a row is about, in a line: area, street, and category or title."""
    area, category = row.get("area"), row.get("category")
    parts = (
        _code("area", area, reference, language) if area else "",
        row.get("street") or "",
        row.get("title") or (_code("category", category, reference, language) if category else ""),
        row.get("type") or "",
    )
    return " ".join(part for part in parts if part)


def as_markdown(definitions: tuple[Definition, ...]) -> str:
    """The table of all definitions: `docs/ask.md`."""
    lines = [_INTRODUCTION, "| path | 名称 | 定义 | definition | formula | behind it |", "|---|---|---|---|---|---|"]
    lines += [_line(one) for one in definitions]
    return "\n".join(lines) + "\n"


def _line(one: Definition) -> str:
    made = "" if one.formula is None else f"`{one.formula.left}` {one.formula.sign} `{one.formula.right}`"
    behind = NOUNS[one.of][1] if one.counts else ", ".join(f"`{name}`" for name in one.parts)
    if one.counts is not None and one.counts.weighted:
        behind += ", by weight"
    return f"| `{one.pattern}` | {one.name} | {one.sentence} | {one.sentence_english} | {made} | {behind} |"


_INTRODUCTION: Final = f"""# Every number can be asked

On every screen a click (or Enter) on a number opens what it is: a sentence, its formula with its numbers, the cases
behind it and the moment it is true as of. The cases behind a count are exactly as many as it says; where cases are
weighed, their weights add up to it. A rate shows the rows of its parts, first of all those that keep it down. What one
may not read is not listed.

`GET /api/v1/asked?figure=<path>&from=…&to=…&as_of=…` answers the same; `.csv` and `.xlsx` hold all rows. Filters are
those of figures; `part` is another number of the formula, `limit` and `cursor` are for pages, `lang=en` for English. It
takes `figures:read` (walls: `wall:see`); rows take `cases:read`, `whistles:see` or, for dead letters, `ops`; files take
`export`.

Paths are those of the figures' JSON ([contract.md](contract.md)); those of the hotline's parts stand in formulas alone.
`{{class}}` is `total` or one of {", ".join(f"`{code}`" for code in CLASS_CODES)}; `{{area}}` of `dispatch`, `quality`
and `hotline` may be `total`. This page is printed from the program (`dashboard/domain/definitions.py`).
"""
