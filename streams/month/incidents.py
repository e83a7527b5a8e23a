"""What goes wrong or is noticed on the way: late and returned dispatches, failed verifications, misses, answers to
citizens, hotspots.

The published counts (late ones by category, misses, ratings, complaints at the hotspots) are dealt to single cases
exactly; the others are assumed shares. Knows no moments.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from random import Random

from streams.month.apportion import apportion, apportion_capped
from streams.month.cases import Case, Cell, Turn
from streams.month.chance import stream
from streams.month.population import City
from streams.month.published import CITY
from streams.month.rhythm import DAY, DAYS, END, HOUR, day_of

# Published: the five categories dispatched late most often.
_LATE_CATEGORIES = {
    "530111": {"E0110": "2.07", "E0201": "2.08", "E0112": "2.09", "E0280": "2.10", "E0117": "2.11"},
    "530103": {"E0203": "2.15", "E0207": "2.16", "E0110": "2.17", "E0410": "2.18", "E0201": "2.19"},
}
_NO_FAILURE = "KM-JK"
"""Published: this area's closure quality is the best. Assumed: no verification fails there, at least one elsewhere."""
_REOPENED, _AMENDED, _FIRST_RESPONSES = 146, 88, 240
_STANDING_IN = "530103"
"""Published (5.02): 138 problems that nobody owned were solved there by reminders and first responses (先行处置)."""
_MISSED_MAJOR_SHARE = 0.06
_MISSED_MAJOR = {"KM-GX": "1.28"}

# Published in whole per cent, of hotline cases: responded; satisfied of those rated, with a divisor of the number rated
# (which is assumed) that lets the percentage come out exactly.
_RESPONSE = {"530111": "4.07", "KM-DJ": "4.11"}
_SATISFACTION = {"530111": ("4.09", 20), "KM-DJ": ("4.13", 4)}
_RESPONSE_ELSEWHERE, _RATED_ELSEWHERE, _SATISFIED_ELSEWHERE = 0.93, 0.62, 0.84

# Published: complaints about street trading (占道经营) at three places. Assumed: where these are (no coordinates are
# published).
_HOTSPOTS = (
    ("530111", "5.08", "海乐世界购物中心", 102.7365, 24.9640),
    ("530111", "5.09", "世纪城茗春苑", 102.7560, 24.9570),
    ("530114", "5.10", "呈贡区人民医院门口", 102.8010, 24.8860),
)
_STREET_TRADING = "E0406"


def happen(city: City, november: list[Case], others: list[Case]) -> None:
    """Marks the cases of November with their turns; `others`, filed before it, where the hotline's rates ask for it."""
    by_area: dict[str, list[Case]] = defaultdict(list)
    for case in november:
        if case.cell is not Cell.VOIDED:
            by_area[case.area].append(case)
    failures = _failures(city)
    for area, cases in by_area.items():
        rng = stream(city.seed, "incidents", area)
        _return(rng, cases, city.loads[area].returned)
        _dispatch_late(city, rng, area, cases)
        _fail(rng, cases, failures[area])
        _miss(city, rng, area, cases)
    _hotline(city, [*november, *others])
    rng = stream(city.seed, "incidents")
    long_ones = [c for c in november if _is_plain(c) and c.due - c.filed >= 2 * DAY and c.due < END]
    _mark(rng.sample(long_ones, _REOPENED), Turn.REOPENED)
    _mark(rng.sample([c for c in november if _is_plain(c)], _AMENDED), Turn.AMENDED)
    _mark(
        rng.sample([c for c in november if c.category == "C0123" and _is_plain(c)], _FIRST_RESPONSES),
        Turn.FIRST_RESPONSE,
    )
    _stand_in(city, by_area[_STANDING_IN])
    _gather_hotspots(city, rng, november)


def _stand_in(city: City, cases: list[Case]) -> None:
    """Somebody stands in for whoever owns what was sent back, first of all where finding him took long."""
    already = sum(bool(case.turns & Turn.FIRST_RESPONSE) for case in cases)
    returned = [case for case in cases if case.turns & Turn.RETURNED and not case.turns & Turn.FIRST_RESPONSE]
    stream(city.seed, "first responses").shuffle(returned)
    returned.sort(key=lambda case: not case.turns & Turn.LATE_AGAIN)
    _mark(returned[: city.published.count("5.02") - already], Turn.FIRST_RESPONSE)


def _return(rng: Random, cases: list[Case], count: int) -> None:
    """Early enough on the last day that the second dispatch, too, falls due within the month."""
    _mark(rng.sample([case for case in cases if case.filed < END - 9 * HOUR], count), Turn.RETURNED)


def _dispatch_late(city: City, rng: Random, area: str, cases: list[Case]) -> None:
    """A case has one dispatch task, a returned one two; the area's late ones are dealt to them by category."""
    tasks: dict[str, list[tuple[Case, int]]] = defaultdict(list)
    for case in cases:
        tasks[case.category].append((case, Turn.LATE))
        if case.turns & Turn.RETURNED:
            tasks[case.category].append((case, Turn.LATE_AGAIN))
    for category, count in _late_by_category(city, area, {c: len(t) for c, t in tasks.items()}).items():
        for case, turn in rng.sample(tasks[category], count):
            case.turns |= turn


def _late_by_category(city: City, area: str, tasks: Mapping[str, int]) -> dict[str, int]:
    total = city.loads[area].late
    top = {category: city.published.count(row) for category, row in _LATE_CATEGORIES.get(area, {}).items()}
    if not top:
        return apportion(total, tasks)
    below = min(top.values()) - 5
    rest = {category: count for category, count in tasks.items() if category not in top}
    caps = {category: min(below, count) for category, count in rest.items()}
    return top | apportion_capped(total - sum(top.values()), rest, caps)


def _failures(city: City) -> dict[str, int]:
    areas = {code: load.filed for code, load in city.loads.items() if code != _NO_FAILURE}
    more = apportion(city.published.count("3.56") - len(areas), areas)
    return {code: 1 + count for code, count in more.items()} | {_NO_FAILURE: 0}


def _fail(rng: Random, cases: list[Case], count: int) -> None:
    able = [c for c in cases if c.cell is Cell.ON_TIME and _is_plain(c) and c.due - c.filed >= DAY]
    _mark(rng.sample(able, count), Turn.FAILED)


def _is_plain(case: Case) -> bool:
    return case.cell is Cell.ON_TIME and not case.turns & _DETOURS


_DETOURS = Turn.RETURNED | Turn.EXTENDED | Turn.PAUSED | Turn.FAILED | Turn.REOPENED


def _miss(city: City, rng: Random, area: str, cases: list[Case]) -> None:
    """What a city supervisor found and the area's own had not: that is what a miss is. It has the case's severity."""
    if area == CITY:
        return
    found = rng.sample([c for c in cases if c.source == "city_supervisor"], city.loads[area].missed)
    row = _MISSED_MAJOR.get(area)
    major = city.published.count(row) if row else round(len(found) * _MISSED_MAJOR_SHARE)
    for number, case in enumerate(found):
        case.turns |= Turn.MISSED
        if number < major:
            case.severity = "major"
        elif case.severity == "major":
            case.severity = "normal"


def _hotline(city: City, cases: Iterable[Case]) -> None:
    by_area: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if case.source == "hotline_12345":
            by_area[case.area].append(case)
    for area, calls in by_area.items():
        rng = stream(city.seed, "answers", area)
        due = [case for case in calls if case.cell in _CUMULATIVE]
        percent = city.published.percent(_RESPONSE[area]) / 100 if area in _RESPONSE else _RESPONSE_ELSEWHERE
        _mark(rng.sample(due, round(len(due) * percent)), Turn.RESPONDED)
        _mark([c for c in calls if c.cell is Cell.NEXT and rng.random() < percent], Turn.RESPONDED)
        # Asked only when closed in good time, so that every answer falls into the month.
        askable = [c for c in due if c.cell is Cell.ON_TIME and c.due < END - DAY and 0 <= day_of(c.filed) < DAYS]
        _rate(city, rng, area, askable)


_CUMULATIVE = (Cell.ON_TIME, Cell.LATE, Cell.OPEN, Cell.CARRIED_CLOSED, Cell.CARRIED_OPEN)


def _rate(city: City, rng: Random, area: str, askable: list[Case]) -> None:
    if area in _SATISFACTION:
        row, step = _SATISFACTION[area]
        rated = len(askable) * 9 // 10 // step * step
        satisfied = round(rated * city.published.percent(row) / 100)
    else:
        rated = round(len(askable) * _RATED_ELSEWHERE)
        satisfied = round(rated * _SATISFIED_ELSEWHERE)
    chosen = rng.sample(askable, rated)
    _mark(chosen[:satisfied], Turn.SATISFIED)
    _mark(chosen[satisfied:], Turn.DISSATISFIED)


def _gather_hotspots(city: City, rng: Random, november: list[Case]) -> None:
    """Moves as many complaints about street trading to the hotspot as the report counts; no other one is near it."""
    taken: set[int] = set()
    for area, row, name, lon, lat in _HOTSPOTS:
        about = [
            c for c in november
            if c.area == area and c.kls == "appeal" and c.category == _STREET_TRADING and id(c) not in taken
        ]  # fmt: skip
        spot = city.places.named(area, lon, lat, name)
        for case in rng.sample(about, city.published.count(row)):
            taken.add(id(case))
            case.spot = spot
        for case in about:
            if id(case) not in taken:
                case.spot = city.places.away(rng, area, case.spot, spot)


def _mark(cases: Iterable[Case], turn: int) -> None:
    for case in cases:
        case.turns |= turn
