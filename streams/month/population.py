"""The cases filed in November, with area, class, category, source, place, filing and due times; and those of October
due in it.

Counts come from `loads`, `mix` and `hotline`; this deals them to single cases. What becomes of a case (`settle`,
`incidents`) and when its stages happen (`lives`) is not decided here.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.domain.catalogue import Category
from dashboard.domain.reference import Reference
from streams.month import hotline, mix
from streams.month.cases import Case, Cell, Turn
from streams.month.chance import stream
from streams.month.loads import Load
from streams.month.places import Places, Spot
from streams.month.published import CITY, Published
from streams.month.rhythm import DAY, DAYS, END, HOUR, START, Rhythm, limit_of

PARKED = 28
"""Assumed: cases suspended in November and still so long after it."""
VOIDED = 41
"""Assumed: cases filed in November and voided in it, beside all that the report counts."""
_EXTENDED_SHARE = 0.006
_PAUSED_SHARE = 0.0025
_LEAST_DAYS_TO_EXTEND = 2

_SEVERITIES = ("minor", "normal", "major")
_SEVERITY_WEIGHTS = {"hazard": (5, 60, 35), "routine": (35, 58, 7), "environment": (25, 65, 10)}
_SEVERITY_ELSEWHERE = (42, 54, 4)


@dataclass(frozen=True, slots=True)
class City:
    """What every step of the plan asks: the seed, the targets, the reference data, and who draws places and times."""

    seed: int
    published: Published
    reference: Reference
    loads: dict[str, Load]
    places: Places
    rhythm: Rhythm

    def category(self, code: str) -> Category:
        """A category of the catalogue."""
        return self.reference.catalogue.current.by_code[code]


class Maker:
    """Makes single cases: draws severity and, given filing time and source, computes the due time."""

    def __init__(self, city: City, purpose: str) -> None:
        self._rng = stream(city.seed, "maker", purpose)
        self._limits = {c.code: c.limits.close for c in city.reference.catalogue.current.categories}
        self._calendar = city.reference.calendar

    def case(self, area: str, kls: str, category: str, source: str, filed: int, spot: Spot) -> Case:
        """A case due by its usual limit."""
        due = self._calendar.due(filed, limit_of(source, self._limits[category]))
        weights = _SEVERITY_WEIGHTS.get(kls, _SEVERITY_ELSEWHERE)
        return Case(area, kls, category, source, filed, due, due, spot, self._rng.choices(_SEVERITIES, weights)[0])


def november(city: City) -> list[Case]:
    """All cases filed in November, the parked and the voided included, in no order."""
    classes = mix.classes(city.loads)
    quotas = mix.quotas(city.published, city.reference.catalogue.current.categories, mix.city_wide(classes))
    rng = stream(city.seed, "categories")
    decks = {kls: mix.dealt(rng, counts) for kls, counts in quotas.items()}
    maker = Maker(city, "november")
    cases = []
    for code, load in city.loads.items():
        rng = stream(city.seed, "november", code)
        kinds = [(kls, n) for kls, n in classes[code].items() if kls != "appeal"]
        sources = mix.dealt(rng, {s: n for s, n in load.sources.items() if s not in mix.APPEAL_SOURCES})
        labels = [kls for kls, count in kinds for _ in range(count)] + ["appeal"] * load.sources["wechat"]
        sources += ["wechat"] * load.sources["wechat"]
        moments = {s: city.rhythm.moments(rng, s, range(DAYS), sources.count(s)) for s in sorted(set(sources))}
        spots = city.places.draw(rng, code, len(labels))
        for kls, source, spot in zip(labels, sources, spots, strict=True):
            cases.append(maker.case(code, kls, decks[kls].pop(), source, moments[source].pop(), spot))
    _defer(city, cases)
    cases += _hotline(city, maker, decks["appeal"])
    cases += _voided(city, maker, cases)
    return cases


def _hotline(city: City, maker: Maker, deck: list[str]) -> Iterator[Case]:
    for code, slots in hotline.plan(city.loads, DAYS).items():
        rng = stream(city.seed, "hotline", code)
        days = range(DAYS - hotline.CLOSING_DAYS)
        moments = city.rhythm.moments(rng, "hotline_12345", days, slots.inside)
        moments += city.rhythm.moments(rng, "hotline_12345", range(12, days.stop), slots.extended)
        moments += city.rhythm.moments(rng, "hotline_12345", range(days.stop, DAYS), slots.after)
        spots = city.places.draw(rng, code, len(moments))
        for number, (filed, spot) in enumerate(zip(moments, spots, strict=True)):
            case = maker.case(code, "appeal", deck.pop(), "hotline_12345", filed, spot)
            if slots.inside <= number < slots.inside + slots.extended:
                case.turns |= Turn.EXTENDED
                case.due = END + DAY + int(rng.random() * 9 * DAY)
            yield case


def _defer(city: City, cases: list[Case]) -> None:
    """Extends some cases and suspends others for a while, which moves their due times, and parks a few for good."""
    rng = stream(city.seed, "defer")
    able = [c for c in cases if c.first_due - c.filed >= _LEAST_DAYS_TO_EXTEND * DAY and c.filed < END - 6 * DAY]
    chosen = rng.sample(able, round(len(cases) * (_EXTENDED_SHARE + _PAUSED_SHARE)))
    for case in chosen[: round(len(cases) * _PAUSED_SHARE)]:
        case.turns |= Turn.PAUSED
        case.due += rng.choice((1, 1, 2, 3)) * DAY
    for case in chosen[round(len(cases) * _PAUSED_SHARE) :]:
        case.turns |= Turn.EXTENDED
        case.due += rng.choice((1, 2, 3, 5, 7)) * DAY
    untouched = [case for case in able if not case.turns and case.area not in ("530125", "KM-DJ", CITY)]
    for case in rng.sample(untouched, PARKED):
        case.cell = Cell.PARKED


def _voided(city: City, maker: Maker, cases: list[Case]) -> Iterator[Case]:
    """Repeated reports of what another case is already about."""
    rng = stream(city.seed, "voided")
    early = [case for case in cases if case.filed < END - 3 * DAY and case.source.endswith("supervisor")]
    for twin in rng.sample(early, VOIDED):
        filed = twin.filed + int((0.02 + rng.random() * 0.1) * HOUR)
        case = maker.case(twin.area, twin.kls, twin.category, twin.source, filed, twin.spot)
        case.cell = Cell.VOIDED
        yield case


def self_handled(city: City) -> list[Case]:
    """What supervisors found and fixed themselves in November: small things."""
    cases = []
    for code, load in city.loads.items():
        rng = stream(city.seed, "self-handled", code)
        moments = city.rhythm.moments(rng, "district_supervisor", range(DAYS), load.self_handled)
        categories = mix.small_categories(rng, load.self_handled)
        for filed, category, spot in zip(
            moments, categories, city.places.draw(rng, code, load.self_handled), strict=True
        ):
            cases.append(Case(code, "", category, "", filed, filed, filed, spot, "minor", Cell.SELF_HANDLED))
    return cases


def due_in_november(case: Case) -> bool:
    """Whether the case's due time lies in the published period and counts there."""
    return START <= case.due < END and case.cell not in (Cell.PARKED, Cell.VOIDED)


def october_due_in_november(city: City, filed_in_november: list[Case]) -> list[Case]:
    """Cases filed at the end of October that fall due in November: as many as November's own rhythm suggests."""
    cases = list(_appeals_before(city))
    models: dict[str, list[Case]] = defaultdict(list)
    for case in filed_in_november:
        if case.kls != "appeal":
            models[case.category].append(case)
    maker = Maker(city, "before")
    rng = stream(city.seed, "before")
    for category, alike in sorted(models.items()):
        limit = city.category(category).limits.close
        window = range(-limit.amount, 0) if limit.unit == "day" else range(-1, 0)
        expected = len(alike) / DAYS * len(window)
        count = int(expected + rng.random())
        for model, filed in zip(
            rng.choices(alike, k=count), city.rhythm.moments(rng, "district_supervisor", window, count), strict=True
        ):
            spot = city.places.draw(rng, model.area, 1)[0]
            case = maker.case(model.area, model.kls, category, model.source, filed, spot)
            if START <= case.due < END:
                cases.append(case)
    return cases


def _appeals_before(city: City) -> Iterator[Case]:
    maker = Maker(city, "appeals before")
    slots = hotline.plan(city.loads, DAYS)
    for code, load in city.loads.items():
        rng = stream(city.seed, "appeals before", code)
        counts = {"hotline_12345": (slots[code].before if code in slots else 0, hotline.CLOSING_DAYS)}
        counts["wechat"] = (round(load.sources["wechat"] / DAYS * 3), 3)
        for source, (count, days) in counts.items():
            moments = city.rhythm.moments(rng, source, range(-days, 0), count)
            categories = mix.appeal_categories(rng, count)
            for filed, category, spot in zip(moments, categories, city.places.draw(rng, code, count), strict=True):
                yield maker.case(code, "appeal", category, source, filed, spot)
