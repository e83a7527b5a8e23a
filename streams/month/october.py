"""A plausible October, day by day: cases filed, due and closed before November, in November's proportions. No figure
of it is published.

Cases of October that reach into November are not made here: they are part of November (`population`, `settle`) whether
October is asked for or not. Nothing made here is dated so that a figure of November could see it.
"""

from collections import Counter

from streams.month import mix
from streams.month.cases import Case, Cell, Turn
from streams.month.chance import stream
from streams.month.population import City, Maker
from streams.month.rhythm import DAY, DAYS, HOUR, START

LESS = 0.985
"""Assumed: October had a little less than November, its holidays apart."""
_LATE_SHARE = 0.02


class October:
    """Makes the cases filed on a day (-31 to -1, counted from 1 November); each day alone, in any order."""

    def __init__(self, city: City, november: list[Case]) -> None:
        self._city = city
        self._models: dict[str, list[Case]] = {}
        for case in november:
            if case.cell is not Cell.VOIDED:
                self._models.setdefault(case.source, []).append(case)
        self._mass = {s: sum(city.rhythm.day_weight(s, day) for day in range(DAYS)) for s in self._models}
        self._late = {code: load.late / (load.filed + load.returned) for code, load in city.loads.items()}

    def count(self, day: int) -> int:
        """About how many cases are filed on the day."""
        return sum(self._counts(day).values())

    def _counts(self, day: int) -> Counter[str]:
        weight = self._city.rhythm.day_weight
        return Counter({s: round(LESS * len(m) * weight(s, day) / self._mass[s]) for s, m in self._models.items()})

    def cases(self, day: int) -> list[Case]:
        """The day's cases, the self-handled ones included, in no order."""
        city = self._city
        rng = stream(city.seed, "october", day)
        maker = Maker(city, f"october {day}")
        made: list[Case] = []
        for source, count in self._counts(day).items():
            moments = city.rhythm.moments(rng, source, range(day, day + 1), count)
            for model, filed in zip(rng.choices(self._models[source], k=count), moments, strict=True):
                case = maker.case(model.area, model.kls, model.category, source, filed, model.spot)
                if case.due < START:
                    case.weight = model.weight
                    self._fate(case, rng.random(), rng.random())
                    made.append(case)
        return made + self._self_handled(day)

    def _fate(self, case: Case, luck: float, answer: float) -> None:
        case.cell = Cell.PAST_LATE if luck < _LATE_SHARE and case.due < START - 3 * HOUR else Cell.PAST
        if luck > 1 - self._late[case.area]:
            case.turns |= Turn.LATE
        elif 0.5 < luck < 0.52:
            case.turns |= Turn.RETURNED
        elif 0.3 < luck < 0.3008 and case.due - case.filed >= DAY and case.cell is Cell.PAST:
            case.turns |= Turn.FAILED
        if case.source == "city_supervisor" and 0.6 < luck < 0.67 and self._city.loads[case.area].missed:
            case.turns |= Turn.MISSED
        if case.source == "hotline_12345" and answer < 0.9:
            case.turns |= Turn.RESPONDED
            if answer < 0.6 and case.due < START - 2 * DAY and case.cell is Cell.PAST:
                case.turns |= Turn.SATISFIED if answer < 0.5 else Turn.DISSATISFIED

    def _self_handled(self, day: int) -> list[Case]:
        city = self._city
        rng = stream(city.seed, "october self-handled", day)
        source = "district_supervisor"
        made = []
        for code, load in city.loads.items():
            share = LESS * city.rhythm.day_weight(source, day) / self._mass[source]
            count = int(load.self_handled * share + rng.random())
            moments = city.rhythm.moments(rng, source, range(day, day + 1), count)
            categories = mix.small_categories(rng, count)
            for filed, category, spot in zip(moments, categories, city.places.draw(rng, code, count), strict=True):
                made.append(Case(code, "", category, "", filed, filed, filed, spot, "minor", Cell.SELF_HANDLED))
        return made
