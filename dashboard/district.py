"""One district on one sheet, read from the store for `dashboard.views.rankings.district`. Calls block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard.auth.who import Principal, Scope
from dashboard.bulletin import Wanted, gathered
from dashboard.domain.hotspots import Hotspot
from dashboard.domain.instants import render
from dashboard.domain.payloads import CLASSES
from dashboard.domain.ranking import WeightBook
from dashboard.domain.whistle import Whistle
from dashboard.errors import UsageError
from dashboard.rankings import Rankings, Reading
from dashboard.store.district import DistrictReader, Part
from dashboard.views.bulletin import candidates
from dashboard.views.bulletin.model import plain
from dashboard.views.rankings import district, metrics, table
from dashboard.views.rankings.asked import Asked, By
from dashboard.views.rankings.table import Read, Told

_TABLES: Final[tuple[By, ...]] = ("street", "unit", "category")


@dataclass(frozen=True)
class Districts:
    """Sheets of districts. `whistles`: those on the board at a moment of the city (ms UTC)."""

    rankings: Rankings
    store: DistrictReader
    whistles: Callable[[int], Sequence[Whistle]]
    city: str

    def sees(self, area: str, who: Principal) -> bool:
        """Is there such a district for him?"""
        return area in self.rankings.areas(who.scope).by_code

    def sheet(self, asked: Asked, who: Principal, at: int) -> dict[str, Any]:
        """The figures and tables of `asked.area`."""
        reader, periods = self.rankings.reader, asked.periods(at, self.rankings.zone)
        weights = WeightBook(self.rankings.revisions()).at(at)
        told = Told(reader.reference.areas.only({asked.area}), weights, reader.zone)
        needs = metrics.needed(list(district.SHOWN)) | {"classes"}
        of_area = asked._replace(tab="area", case_class="")
        wanted = [
            *(Reading(of_area, span, needs) for span in (periods.now, periods.before, periods.last_year)),
            *(Reading(of_area._replace(tab=by), periods.now) for by in _TABLES),
            *(Reading(of_area._replace(tab="source", case_class=code), periods.now) for code in CLASSES),
        ]
        now, before, last_year, *rest = self.rankings.read(wanted, who, at)
        found: dict[str, Any] = dict(zip(_TABLES, rest, strict=False))
        filed = dict(zip(CLASSES, rest[len(_TABLES) :], strict=True))
        listed = district.parts(of_area, periods, found, told)
        listed["category"] = district.named(listed["category"], reader.reference.catalogue.name)
        return {
            "periods": table.bounds_of(periods, reader.zone),
            "head": district.head(of_area, periods, Read(now, before, last_year, {}), told),
            "classes": district.classes(asked.area, now[asked.area]) if asked.area in now else [],
            "cross": district.cross(asked.area, filed),
            **listed,
            "hours": district.heat(self.store.hours(_part(asked, who), *periods.now)),
            "points": [case._asdict() for case in self.store.open_cases(_part(asked, who), at)],
            "at": at,
        }

    def more(self, asked: Asked, who: Principal, at: int, hotspots: Sequence[Hotspot]) -> dict[str, Any]:
        """What takes longer: outliers, patrols, whistles, first responses, and of the city's hotspots those here."""
        periods = asked.periods(at, self.rankings.zone)
        patrol = self.store.patrol(_part(asked, who), at)
        units = who.scope.units
        return {
            "outliers": self._outliers(asked, who, periods.now, at),
            "patrol": patrol._asdict(),
            "hotspots": [] if units else [self._spot(one) for one in hotspots if one.area == asked.area],
            "whistles": [] if units else [self._whistle(one) for one in self.whistles(at) if one.area == asked.area],
            "first_responses": self._taken_on(asked, units, periods.now, at),
        }

    def _outliers(self, asked: Asked, who: Principal, now: tuple[int, int], at: int) -> list[dict[str, Any]]:
        scope = Scope(frozenset({asked.area}), who.scope.units)
        try:
            told = gathered(self.rankings.reader, Wanted(*now, at, self.city, scope))
        except UsageError:
            return []
        kinds = (("bad", candidates.bad(told)), ("good", candidates.good(told)))
        return [{"kind": kind, "text": plain(one.text), "rule": one.rule} for kind, those in kinds for one in those]

    def _taken_on(
        self, asked: Asked, units: frozenset[str] | None, now: tuple[int, int], at: int
    ) -> list[tuple[str, int]]:
        count = self.rankings.first_responses
        found = count(*now, at, frozenset({asked.area})) if count else {}
        mine = {unit: n for unit, n in found.items() if units is None or unit in units}
        return sorted(mine.items(), key=lambda pair: (-pair[1], pair[0]))

    def _spot(self, one: Hotspot) -> dict[str, Any]:
        name = self.rankings.reader.reference.catalogue.name(one.category)
        return {"id": one.id, "place": one.place, "category": name, "count": one.count, "street": one.street}

    def _whistle(self, one: Whistle) -> dict[str, Any]:
        blown = "" if one.blown_at is None else render(one.blown_at, self.rankings.zone)[5:16].replace("T", " ")
        return {
            "id": one.subject,
            "name": one.number or one.title,
            "title": one.title,
            "level": one.level,
            "blown": blown,
            "stage": one.stage,
        }


def _part(asked: Asked, who: Principal) -> Part:
    return Part(asked.area, who.scope.units)
