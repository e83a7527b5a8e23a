"""Rankings of a period, read from the store: gathers what `dashboard.views.rankings` says. Reads only; calls block.

Somebody who sees a part of the city ranks that part: what lies outside is in no sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dashboard.auth.who import Principal, Scope
from dashboard.domain.areas import Areas
from dashboard.domain.figures import totals
from dashboard.domain.measures import Sums
from dashboard.domain.privacy import mask_groups
from dashboard.domain.ranking import TABLE, WeightBook
from dashboard.domain.ranking_periods import Bounds, days_until
from dashboard.domain.revisions import Revision
from dashboard.store.cut_cells import CutQuery
from dashboard.store.first_responses import FirstResponses
from dashboard.store.reader import Reader
from dashboard.store.sums import Span
from dashboard.store.web.edits import EditStore
from dashboard.views.rankings import metrics, table
from dashboard.views.rankings.asked import Asked
from dashboard.views.rankings.table import Read, Told

TREND_DAYS: Final = 14


class Reading(NamedTuple):
    """Sums of a period: of which question, and what beside the usual ones (`CutQuery.parts`)."""

    asked: Asked
    bounds: Bounds | None
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rankings:
    """Answers for one store. `revisions`: the versions of the score's weights; `first_responses`: how many cases each
    unit took on as 先行处置 in [start, end) as of a moment, of these areas (None = all).
    """

    reader: Reader
    revisions: Callable[[], Sequence[Revision]]
    first_responses: Callable[[int, int, int, frozenset[str] | None], Mapping[str, int]] | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The city's."""
        return self.reader.zone

    def areas(self, scope: Scope) -> Areas:
        """The areas that somebody sees."""
        every = self.reader.reference.areas
        return every if scope.areas is None else every.only(scope.areas)

    def table(self, asked: Asked, who: Principal, at: int) -> dict[str, Any]:
        """The table as of a moment (`dashboard.views.rankings.table`)."""
        periods = asked.periods(at, self.zone)
        columns = metrics.columns(asked.metric, of_area=asked.of_area)
        weights = WeightBook(self.revisions()).at(at)
        compared = self._compared(asked)
        needs = (metrics.needed(columns), compared, compared, compared)
        wanted = [Reading(asked, bounds, part) for bounds, part in zip(periods, needs, strict=True)]
        read = Read(*_masked(asked, who, self.read(wanted, who, at)))
        counted = self._first_responses(asked, who.scope, periods.now, at)
        return table.table(asked, periods, read, Told(self.areas(who.scope), weights, self.zone, counted))

    def trend(self, asked: Asked, who: Principal, at: int) -> dict[str, Any]:
        """`{"days": [date], "of": {key: [value]}}`: the figure of each of the last days of the period."""
        weights = WeightBook(self.revisions()).at(at)
        needs = self._compared(asked)
        days = days_until(asked.periods(at, self.zone).now.end, TREND_DAYS, self.zone)
        read = _masked(asked, who, self.read([Reading(asked, day, needs) for day in days], who, at))
        keys = {key for sums in read for key in sums}
        of = {
            key: [table.value(asked, asked.metric, totals(sums.get(key, Sums())), weights) for sums in read]
            for key in keys
        }
        return {"days": [table.day(day, self.zone) for day in days], "of": of}

    @staticmethod
    def _compared(asked: Asked) -> frozenset[str]:
        """What the figure alone takes, without the columns beside it."""
        columns = metrics.columns(asked.metric, of_area=asked.of_area)
        return metrics.needed(columns if asked.metric.kind == "score" else columns[:1])

    def read(self, wanted: Sequence[Reading], who: Principal, at: int) -> list[Mapping[str, Sums]]:
        """The sums by key of the part that somebody sees, of one state of the store; nothing where there is no period,
        or nothing to see.
        """
        queries = [self._query(one, who) for one in wanted]
        found = iter(self.reader.cuts([query for query in queries if query is not None], at))
        return [{} if query is None else next(found) for query in queries]

    @staticmethod
    def _query(wanted: Reading, who: Principal) -> tuple[CutQuery, Span] | None:
        asked = wanted.asked
        given = {"class": asked.case_class, "area": asked.area}
        filters = who.scope.narrow({key: (value,) for key, value in given.items() if value})
        if wanted.bounds is None or filters is None:
            return None
        return CutQuery(asked.tab, filters, wanted.parts), Span(*wanted.bounds)

    def _first_responses(self, asked: Asked, scope: Scope, now: Bounds, at: int) -> Mapping[str, int] | None:
        if asked.tab != "unit" or self.first_responses is None:
            return None
        areas = scope.areas
        if asked.area:
            areas = frozenset({asked.area}) if areas is None else areas & {asked.area}
        return self.first_responses(now.start, now.end, at, areas)


def rankings_of(reader: Reader, web_engine: sa.Engine) -> Rankings:
    """With the weights that administrators keep in the web's store, and the first responses that units took on."""
    edits, responses = EditStore(web_engine), FirstResponses(reader.engine, reader.rules)

    def taken_on(start: int, end: int, at: int, areas: frozenset[str] | None) -> Mapping[str, int]:
        by_unit: Counter[str] = Counter()
        for (unit, _area), count in responses.count(start, end, at, areas).items():
            by_unit[unit] += count
        return by_unit

    return Rankings(reader, lambda: edits.revisions([TABLE.name]), taken_on)


def _masked(asked: Asked, who: Principal, found: Sequence[Mapping[str, Sums]]) -> list[Mapping[str, Sums]]:
    """Persons without their names, for who does not need them: the same stand-in in every period."""
    if asked.tab != "reporter" or who.may("cases:personal"):
        return list(found)
    names = sorted({name for sums in found for name in sums})
    stand_in = dict(zip(names, mask_groups(dict.fromkeys(names)), strict=True))
    return [{stand_in[name]: of for name, of in sums.items()} for sums in found]
