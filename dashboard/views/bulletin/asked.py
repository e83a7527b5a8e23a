"""What the report is written from: figures of the period and of the one before, places, whistles, names, and the rules
by which something stands out. The caller brings it all; nothing is asked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dashboard.domain.areas import Areas
from dashboard.domain.reference import Reference
from dashboard.domain.whistle import Whistle
from dashboard.views.bulletin import words
from dashboard.views.bulletin.model import Number
from dashboard.views.wall.targets import CLOSURE, DISPATCH

Figures = Mapping[str, Any]


class Hotspot(NamedTuple):
    """Complaints of one category around one place within the period (`dashboard.domain.hotspots`), by the road or
    landmark that most of them name, never a house number.
    """

    area: str
    place: str
    category: str
    complaints: int


@dataclass(frozen=True, slots=True)
class Rules:
    """From where on something stands out. Each is printed beside what it found."""

    dispatch_aim: float = DISPATCH.aim
    closure_aim: float = CLOSURE.aim
    city_class_floor: float = 0.60
    overdue_share: float = 0.30
    moved: float = 0.02
    below_others: float = 0.10
    missed_times: float = 3.0
    response_floor: float = 0.90
    satisfaction_floor: float = 0.75
    hotspot: int = 10
    hotspot_metres: int = 200
    least: int = 100
    """Rates of fewer than this make nobody an example."""
    comparable: float = 0.20
    """A last period with less than this share of this one's filings is taken for incomplete, not for a change."""


@dataclass(frozen=True)
class Asked:
    """Everything the report is written from.

    `figures` and `before` are the contract's JSON of the period and of the one before; `city_level` that of the period
    for cases of city supervisors alone; `areas` those the reader may see; `labels` the names of both periods.
    """

    figures: Figures
    before: Figures
    city_level: Figures
    reference: Reference
    areas: Areas
    city: str
    labels: tuple[str, str]
    hotspots: Sequence[Hotspot] = ()
    whistles: Sequence[Whistle] = ()
    synthetic: bool = False
    rules: Rules = field(default_factory=Rules)

    @property
    def now(self) -> Book:
        """The period's figures, ready to be printed."""
        return Book(self.figures)

    @property
    def then(self) -> Book:
        """Those of the period before."""
        return Book(self.before, before=True)

    @property
    def comparable(self) -> bool:
        """Has the period before enough in it to compare with?"""
        was, is_ = self.then.at("filed.total"), self.now.at("filed.total")
        return bool(was) and was >= self.rules.comparable * is_

    @property
    def eight(self) -> tuple[str, ...]:
        """主城五区 and 开发（度假）区, which the report compares with each other."""
        return (*self.areas.groups["main"], *self.areas.groups["zone"])

    @property
    def ranked(self) -> tuple[str, ...]:
        """Every area of a group."""
        return (*self.eight, *self.areas.groups["other"])

    def name(self, code: str) -> str:
        """An area's name."""
        return self.reference.areas.name(code)

    def category(self, code: str) -> str:
        """A category's name."""
        return self.reference.catalogue.name(code)


class Book:
    """Figures, read by path and printed. An absent code is zero, an absent rate does not exist."""

    def __init__(self, figures: Figures, *, before: bool = False) -> None:
        self._figures = figures
        self._before = before

    def _find(self, path: str) -> Any:
        here: Any = self._figures
        for key in path.split("."):
            if not isinstance(here, Mapping) or key not in here:
                return None
            here = here[key]
        return here

    def at(self, path: str) -> float:
        """A count, or a number of base cases."""
        found = self._find(path)
        return found if isinstance(found, int | float) else 0

    def rated(self, path: str) -> float | None:
        """A rate; None where its denominator is 0."""
        found = self._find(path)
        return found if isinstance(found, int | float) else None

    def table(self, path: str) -> Mapping[str, Any]:
        """The figures by code at this path."""
        found = self._find(path)
        return found if isinstance(found, Mapping) else {}

    def count(self, path: str) -> Number:
        """A count as it is printed."""
        return Number(path, self.at(path), words.count(self.at(path)), self._before)

    def rate(self, path: str) -> Number:
        """A rate as it is printed."""
        return Number(path, self.rated(path), words.percent(self.rated(path)), self._before)


def highest(codes: Sequence[str], values: Mapping[str, float | None]) -> list[str]:
    """The codes with the highest value, ties included, in reporting order; [] if none has one."""
    return _best(codes, values, 1)


def lowest(codes: Sequence[str], values: Mapping[str, float | None]) -> list[str]:
    """The codes with the lowest value."""
    return _best(codes, values, -1)


def _best(codes: Sequence[str], values: Mapping[str, float | None], sign: int) -> list[str]:
    known = {code: value * sign for code in codes if (value := values.get(code)) is not None}
    best = max(known.values(), default=None)
    return [code for code, value in known.items() if value == best]


def ranks(values: Mapping[str, float | None]) -> dict[str, int]:
    """The place of each that has a value, the highest first; ties share one (1, 1, 3)."""
    known = {code: value for code, value in values.items() if value is not None}
    return {code: 1 + sum(other > value for other in known.values()) for code, value in known.items()}
