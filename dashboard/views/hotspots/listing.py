"""The hotspots page: those of the visitor's areas, the figures above them, and one of them whole. PURE."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from dashboard.domain.case import Case
from dashboard.domain.hotspots import Found, Hotspot
from dashboard.domain.reference import Reference
from dashboard.domain.whistle import Whistle
from dashboard.views.duty.words import STAGES
from dashboard.views.wall.labels import short
from dashboard.views.whistles.words import STAGES as WHISTLE_STAGES

WEEK = 7


class Row(NamedTuple):
    """One hotspot in the list. `no` is its place in the list and its number on the map."""

    no: int
    spot: Hotspot
    area: str
    category: str


class Head(NamedTuple):
    """The figures above the list. `week`, `before`: complaints of the last seven days and of the seven before them."""

    places: int
    complaints: int
    repeat_rate: float | None
    blown: int
    week: int
    before: int


class Listing(NamedTuple):
    """The page: when it was looked for and how (`found`), whether that is long ago, rows, and what rows can be chosen
    by: code → name.
    """

    found: Found
    stale: bool
    head: Head
    rows: list[Row]
    areas: dict[str, str]
    categories: dict[str, str]


class CaseLine(NamedTuple):
    """One complaint of a hotspot: its case, when it came (ms) and how it stood at the moment."""

    case: str
    at: int
    stage: str


class WhistleLine(NamedTuple):
    """One whistle that was blown for a hotspot; its id for its number where the visitor may not see it."""

    id: str
    number: str
    title: str = ""
    stage: str = ""


class Sheet(NamedTuple):
    """One hotspot whole as of a moment (ms), with its complaints, newest first, and its whistles."""

    row: Row
    at: int
    lines: list[CaseLine]
    whistles: list[WhistleLine]


def listing(
    found: Found,
    areas: frozenset[str] | None,
    reference: Reference,
    chosen: Mapping[str, str] | None = None,
    *,
    stale: bool = False,
) -> Listing:
    """Those of some areas (None: of all), most complaints first; `chosen`: of one `area` or `category` alone."""
    mine = [one for one in found.spots if areas is None or one.area in areas]
    wanted = {name: value for name, value in (chosen or {}).items() if value}
    shown = [one for one in mine if all(getattr(one, name) == value for name, value in wanted.items())]
    rows = [
        Row(no, one, area_name(reference, one.area), reference.catalogue.name(one.category))
        for no, one in enumerate(shown, 1)
    ]
    return Listing(
        found,
        stale,
        head(shown),
        rows,
        {code: area_name(reference, code) for code in sorted({one.area for one in mine})},
        {code: reference.catalogue.name(code) for code in sorted({one.category for one in mine})},
    )


def head(spots: Sequence[Hotspot]) -> Head:
    """The figures above these."""
    complaints = sum(one.count for one in spots)
    recurred = sum(one.repeat_rate * one.count for one in spots)
    return Head(
        len(spots),
        complaints,
        recurred / complaints if complaints else None,
        sum(bool(one.whistles) for one in spots),
        sum(sum(one.trend[-WEEK:]) for one in spots),
        sum(sum(one.trend[-2 * WEEK : -WEEK]) for one in spots),
    )


def sheet(
    shown: Listing, name: str, cases: Iterable[Case], whistles: Iterable[Whistle], hide: Callable[[str], str] = str
) -> Sheet | None:
    """The hotspot of this id, with its cases and whistles as they stood then; None where it is not among those shown.

    `hide` makes of what people wrote what the visitor may read.
    """
    row = next((row for row in shown.rows if row.spot.id == name), None)
    if row is None:
        return None
    stages = {case.subject: STAGES.get(case.stage, case.stage) for case in cases}
    known = {one.subject: one for one in whistles}
    pairs = zip(row.spot.cases, row.spot.came, strict=True)
    lines = [CaseLine(case, at, stages.get(case, "")) for case, at in pairs]
    blown = [_whistle(name, known.get(name), hide) for name in row.spot.whistles]
    return Sheet(row, shown.found.at, lines[::-1], blown)


def _whistle(name: str, one: Whistle | None, hide: Callable[[str], str]) -> WhistleLine:
    if one is None:
        return WhistleLine(name, name)
    return WhistleLine(name, one.number or name, hide(one.title), WHISTLE_STAGES.get(one.stage, one.stage))


def area_name(reference: Reference, code: str) -> str:
    """An area's short name, its code where it is unknown."""
    area = reference.areas.by_code.get(code)
    return short(area.name_zh) if area else code
