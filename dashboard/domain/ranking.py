"""Places in a ranking, how they moved, and a score made of several figures by weights that people edit. PURE.

A value is what the figures say, unrounded; who has none (denominator 0) has no place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from dashboard.domain.edited_tables import Column, TableKind
from dashboard.domain.revisions import Revision, Row, in_force

Better = Literal["high", "low"]
Values = Mapping[str, float | None]


def places(values: Values, better: Better = "high") -> dict[str, int]:
    """The place of each that has a value, the best first; ties share one (1, 1, 3)."""
    sign = 1 if better == "high" else -1
    known = {key: sign * value for key, value in values.items() if value is not None}
    first: dict[float, int] = {}
    for place, value in enumerate(sorted(known.values(), reverse=True), 1):
        first.setdefault(value, place)
    return {key: first[value] for key, value in known.items()}


def moved(now: Mapping[str, int], was: Mapping[str, int]) -> dict[str, int]:
    """Places up (negative: down) of those that had and have one."""
    return {key: was[key] - place for key, place in now.items() if key in was}


class Part(NamedTuple):
    """One figure of the score: its name there, its label, its usual weight in per cent of the whole, what it says."""

    name: str
    label: str
    usual: int
    about: str


PARTS: Final = (
    Part("closure", "结案率", 30, "结案率"),
    Part("on_time", "按期结案率", 25, "按期结案率"),
    Part("dispatch", "按时派遣率", 15, "按时派遣率"),
    Part("rework", "处置达标率", 10, "1 − 返工（核查不通过）案件 ÷ 结案案件"),
    Part("missed", "不漏报率", 10, "1 − 漏报 ÷ 立案，不低于 0"),
    Part("satisfaction", "满意率", 10, "热线末次评价满意的占已评价的"),
)
"""In the spirit of GB/T 30428.4: what was closed and closed in time, dispatched in time, done well, seen, and liked."""


class Score(NamedTuple):
    """0 to 100, or None where no part has a value; `missing`: parts that have none, whose weight is left out."""

    value: float | None
    missing: tuple[str, ...]


def score(values: Values, weights: Mapping[str, int]) -> Score:
    """The weighted mean of the parts that have a value, times 100. `values` are ratios by part, `weights` too."""
    weighted = {name: weight for name, weight in weights.items() if weight > 0}
    known = {name: value for name in weighted if (value := values.get(name)) is not None}
    missing = tuple(name for name in weighted if name not in known)
    whole = sum(weighted[name] for name in known)
    if not whole:
        return Score(None, missing)
    return Score(100 * sum(weighted[name] * value for name, value in known.items()) / whole, missing)


def formula(weights: Mapping[str, int], say: Callable[[str], str] = str) -> str:
    """The score as people read it: 30% × 结案率 + 25% × 按期结案率; `say` puts a part's name into their language."""
    whole = sum(weights.values())
    terms = (f"{_percent(weights[part.name], whole)} × {say(part.label)}" for part in PARTS if weights.get(part.name))
    return " + ".join(terms)


def _percent(weight: int, whole: int) -> str:
    share = 100 * weight / whole
    return f"{share:.0f}%" if share == round(share) else f"{share:.1f}%"


def usual_rows() -> list[Row]:
    """The table of weights as it stands before anybody edits it."""
    return [{"part": part.name, "weight": str(part.usual), "about": part.about} for part in PARTS]


def _wrong(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if not (row["weight"].isascii() and row["weight"].isdecimal() and int(row["weight"]) <= _MOST):
            yield f"{row['part']} 的权重应为 0 至 {_MOST} 的整数，不是 {row['weight']!r}。"
            return
    if not sum(int(row["weight"]) for row in rows):
        yield "至少一项的权重应大于 0。"


_MOST: Final = 1_000

TABLE: Final = TableKind(
    "scores",
    "权重",
    "综合得分各项的权重；得分是各项的加权平均乘以 100，没有数据的一项不计。没有列出的一项权重为 0。",
    (
        Column("part", "指标", {part.name: part.label for part in PARTS}, width=160),
        Column("weight", "权重", width=100),
        Column("about", "说明", required=False, width=360),
    ),
    ("part",),
    _wrong,
)


class WeightBook:
    """The weights in force at a moment. Rows that no part knows are passed over: saving has checked the table."""

    def __init__(self, revisions: Iterable[Revision] = ()) -> None:
        self._revisions = [one for one in revisions if one.kind == TABLE.name]

    def at(self, at_ms: int) -> dict[str, int]:
        """Part → weight by the version in force at the city's moment; the usual ones before the first."""
        chosen = in_force(self._revisions, at_ms)
        rows = usual_rows() if chosen is None or chosen.valid_from > at_ms else chosen.rows
        known = {part.name for part in PARTS}
        return {row["part"]: int(row["weight"]) for row in rows if row["part"] in known}
