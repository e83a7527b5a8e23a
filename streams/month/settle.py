"""Gives every case its closure cell and its weight, and makes the cases carried over from October.

The sums of weights per area, class and cell come from `closure`; which case gets which is drawn, with an eye to what
is plausible: what stays open was mostly due late in the month. Knows nothing of the moments of a life.
"""

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from streams.month import closure, hotline, mix
from streams.month.apportion import draw_weights
from streams.month.cases import Case, Cell, Turn
from streams.month.chance import stream
from streams.month.closure import Key, Weights
from streams.month.population import City, Maker, due_in_november
from streams.month.rhythm import DAY, DAYS, END, HOUR, OCTOBER_DAYS, START

LARGEST_WEIGHT = 13
_USUAL_MEAN = 2.6
_CARRIED_MEAN = {"appeal": 3.9}
_ALL_HANDLED = {"530111", "KM-DJ"}
"""Published: the hotline's handling rate is 100 % here."""
_HANDLED_ELSEWHERE = 0.6
"""Assumed: of the cases that stay open so many are handled, but not closed."""


def settle(city: City, november: list[Case], before: list[Case]) -> list[Case]:
    """Sets cell and weight of all these cases; returns the cases carried over, settled too."""
    due: dict[Key, list[Case]] = defaultdict(list)
    for case in (*november, *before):
        if due_in_november(case):
            due[case.area, case.kls].append(case)
    plan = closure.plan(city.published, city.reference.areas, {key: len(cases) for key, cases in due.items()})
    carried: list[Case] = []
    for key, weights in plan.items():
        rng = stream(city.seed, "settle", *key)
        _settle_due(rng, due[key], weights)
        carried += _carry_over(city, rng, key, due[key], weights)
    rng = stream(city.seed, "settle", "others")
    others = [case for case in november if not due_in_november(case)]
    for case, weight in zip(
        others, draw_weights(rng, len(others), round(len(others) * _USUAL_MEAN), LARGEST_WEIGHT), strict=True
    ):
        case.weight = weight
    _mark_handled(rng, (*november, *before, *carried))
    return carried


def _settle_due(rng: Random, cases: list[Case], weights: Weights) -> None:
    mean = weights.due / len(cases)
    rng.shuffle(cases)
    pool = sorted(cases, key=lambda case: case.due + rng.random() * 20 * DAY)
    opened = pool[len(pool) - _number(weights.open, mean) :]
    kept_open = set(map(id, opened))
    closable = [case for case in cases if id(case) not in kept_open]
    in_reach = [case for case in closable if case.due < END - 12 * HOUR]
    late = in_reach[: _number(weights.late, mean)]
    were_late = set(map(id, late))
    on_time = [case for case in closable if id(case) not in were_late]
    _weigh(rng, opened, Cell.OPEN, weights.open)
    _weigh(rng, late, Cell.LATE, weights.late)
    _weigh(rng, on_time, Cell.ON_TIME, weights.on_time)


def _carry_over(city: City, rng: Random, key: Key, alike: list[Case], weights: Weights) -> list[Case]:
    """Cases due in October and open at its end; of the hotline as many as `hotline` plans."""
    area, kls = key
    total = weights.carried_closed + weights.carried_open
    mean = _CARRIED_MEAN.get(kls, _USUAL_MEAN)
    closed, still_open = _number(weights.carried_closed, mean), _number(weights.carried_open, mean)
    slots = hotline.plan(city.loads, DAYS).get(area)
    calls = slots.carried if slots and kls == "appeal" else 0
    if calls > closed + still_open:
        closed, still_open = _at_least(calls, weights.carried_closed, weights.carried_open)
    maker = Maker(city, f"carried {area} {kls}")
    cases = []
    for number in range(closed + still_open if total else 0):
        model = rng.choice(alike)
        source = model.source
        if kls == "appeal":
            source = "hotline_12345" if number < calls else "wechat"
        cases.append(_carried(city, rng, maker, model, source))
    rng.shuffle(cases)
    _weigh(rng, cases[:closed], Cell.CARRIED_CLOSED, weights.carried_closed)
    _weigh(rng, cases[closed:], Cell.CARRIED_OPEN, weights.carried_open)
    return cases


def _carried(city: City, rng: Random, maker: Maker, model: Case, source: str) -> Case:
    limit = city.category(model.category).limits.close
    days = limit.amount if limit.unit == "day" else 1
    if source in mix.APPEAL_SOURCES:
        days = hotline.CLOSING_DAYS
    latest = -days - 1
    earliest = max(-OCTOBER_DAYS, latest - int(3 + rng.random() * 18))
    filed = city.rhythm.moments(rng, source, range(earliest, latest + 1), 1)[0]
    spot = city.places.draw(rng, model.area, 1)[0]
    case = maker.case(model.area, model.kls, model.category, source, filed, spot)
    if case.due >= START:
        raise ValueError(f"a carried case must be due before the month: {case}")
    return case


def _weigh(rng: Random, cases: list[Case], cell: Cell, total: int) -> None:
    for case, weight in zip(cases, draw_weights(rng, len(cases), total, LARGEST_WEIGHT), strict=True):
        case.cell, case.weight = cell, weight


def _number(weight: int, mean: float) -> int:
    """How many cases share a weight if each has about the mean; at least one if there is any."""
    return min(weight, max(1, round(weight / mean))) if weight else 0


def _at_least(count: int, closed: int, still_open: int) -> tuple[int, int]:
    """Splits a count of cases over two sums of weights, none getting more cases than weight."""
    first = min(closed, max(count - still_open, round(count * closed / (closed + still_open))))
    return first, count - first


def _mark_handled(rng: Random, cases: Iterable[Case]) -> None:
    for case in cases:
        if case.cell in (Cell.OPEN, Cell.CARRIED_OPEN):
            always = case.source == "hotline_12345" and case.area in _ALL_HANDLED
            if always or rng.random() < _HANDLED_ELSEWHERE:
                case.turns |= Turn.HANDLED
