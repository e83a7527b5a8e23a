"""The statistics of whistles as tables: how many, what was in time, ratings, what recurs. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from dashboard.domain.reference import Reference
from dashboard.domain.whistle_kinds import STEPS
from dashboard.views.duty.rows import area_name
from dashboard.views.whistles import words

GROUPS: Final = {"level": "级别", "area": "区域", "kind": "类型", "department": "部门"}
_LEVELS: Final = tuple(words.LEVELS)


class Rate(NamedTuple):
    """How many steps were decided, how many of them in time, and the ratio (None where none was)."""

    due: int
    on_time: int
    rate: float | None


class Line(NamedTuple):
    """One row: a name, how many were blown, closed and blown again for one place, a rate for each step, ratings."""

    name: str
    blown: int
    closed: int
    repeats: int
    steps: tuple[Rate, ...]
    rated: int
    score: float | None


class Group(NamedTuple):
    """One table: what its rows are, and those, most whistles first (levels in their own order)."""

    title: str
    lines: tuple[Line, ...]


def total(found: Mapping[str, Any]) -> Line:
    """All together."""
    return _line("合计", found["total"])


def groups(found: Mapping[str, Any], reference: Reference, now: int) -> list[Group]:
    """A table for each way to group them; `found` as `dashboard.domain.whistle_stats.count` gives it."""
    return [Group(title, _lines(key, found[f"by_{key}"], reference, now)) for key, title in GROUPS.items()]


def _lines(key: str, counted: Mapping[str, Any], reference: Reference, now: int) -> tuple[Line, ...]:
    lines = [(code, _line(_name(key, code, reference, now), told)) for code, told in counted.items()]
    if key == "level":
        lines.sort(key=lambda pair: _LEVELS.index(pair[0]) if pair[0] in _LEVELS else len(_LEVELS))
    else:
        lines.sort(key=lambda pair: (-pair[1].blown, pair[0]))
    return tuple(line for _, line in lines)


def _line(name: str, told: Mapping[str, Any]) -> Line:
    steps = tuple(Rate(told[step]["due"], told[step]["on_time"], told[step]["rate"]) for step in STEPS)
    return Line(name, told["blown"], told["closed"], told["repeats"], steps, told["rated"], told["score"])


def _name(key: str, code: str, reference: Reference, now: int) -> str:
    if key == "area":
        return area_name(reference, code)
    if key == "kind":
        return reference.whistles.name(code, now) if code else "未注明"
    return words.LEVELS.get(code, code) if key == "level" else code
