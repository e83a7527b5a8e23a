"""What the form to blow by holds before anybody types: from nothing, from a case, from a hotspot. PURE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dashboard.domain.case import Case
from dashboard.domain.hotspots import Hotspot
from dashboard.domain.reference import Reference
from dashboard.domain.whistle import Whistle

MOST_CASES = 100
MOST_KNOWN = 200
"""So many departments are offered; any other can be typed."""


class Blow(NamedTuple):
    """A form's first values. `departments` stand in it already, `why` says what suggested them."""

    level: str = "street"
    area: str = ""
    title: str = ""
    cases: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    why: str = ""


def from_nothing(areas: frozenset[str] | None) -> Blow:
    """Empty, but for the area of who answers for one only."""
    return Blow(area=next(iter(areas))) if areas is not None and len(areas) == 1 else Blow()


def from_case(case: Case, suggested: str | None, reference: Reference) -> Blow:
    """For a case: its place and category, the unit that has it, and the one suggested for it."""
    units = tuple(dict.fromkeys(unit for unit in (case.unit, suggested) if unit))
    place = "".join(part for part in (case.street, case.community) if part)
    title = f"{place}{reference.catalogue.name(case.category)}"
    why = "案件的责任单位与建议单位" if units else ""
    return Blow("street" if case.street else "district", case.area, title, (case.subject,), units, why)


def from_hotspot(spot: Hotspot, suggested: str | None, reference: Reference) -> Blow:
    """For complaints that recur around a place; the newest ones are covered."""
    title = f"{spot.place or spot.street}{reference.catalogue.name(spot.category)}反复投诉 {spot.count} 件"
    units, why = ((suggested,), "同类案件的责任单位") if suggested else ((), "")
    return Blow("street" if spot.street else "district", spot.area, title, tuple(spot.cases[-MOST_CASES:]), units, why)


def known(area: str, past: Iterable[Whistle], others: Sequence[str]) -> list[str]:
    """The departments to choose from: those called most often in this area first, then those called elsewhere, then
    `others`.
    """
    here: Counter[str] = Counter()
    anywhere: Counter[str] = Counter()
    for whistle in past:
        anywhere.update(list(whistle.departments))
        if whistle.area == area:
            here.update(list(whistle.departments))
    by_count = sorted(anywhere, key=lambda name: (-here[name], -anywhere[name], name))
    return list(dict.fromkeys((*by_count, *sorted(others))))[:MOST_KNOWN]
