"""A part of the built-in month walked hour by hour, and the desk's wits asked on days that they did not learn from.

A guess is asked as an officer would ask it: at a full hour, of every open case whose deadline lies within the next one,
knowing what was known then. What became of it is looked up when the walk is over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from dashboard import reference
from dashboard.domain import case as cases
from dashboard.domain import forecast, held_out
from dashboard.domain.case import Case
from dashboard.domain.events import Event
from dashboard.domain.forecast import LIKELY, Odds
from dashboard.domain.held_out import Calls, Units
from dashboard.domain.instants import DAY_MS, HOUR_MS
from dashboard.domain.rules import ReferenceRules
from dashboard.domain.suggest import Customs, Sent
from streams import month
from streams.clock import machine_ms
from streams.codec import decode
from streams.month import Month

SEEN_MS = DAY_MS
"""What happens so long after the held-out days is still looked at, to see whether their deadlines were met."""


class Asked(NamedTuple):
    """A question at `at` about a case, and its dispatch task's number then."""

    at: int
    case: str
    task: int
    ahead: forecast.Ahead


class Walk(NamedTuple):
    """All cases as they ended, and what was asked. The first days up to `split` are for learning."""

    cases: dict[str, Case]
    asked: list[Asked]
    start: int
    split: int
    end: int


def walk(built: Month, learn_days: int, held_days: int) -> Walk:
    """Folds the month's cases in order of time, and asks at every full hour of the held-out days."""
    rules = ReferenceRules(reference.load())
    split = built.start_ms + learn_days * DAY_MS
    end = split + held_days * DAY_MS
    here = Walk({}, [], built.start_ms, split, end)
    hour, real = split, machine_ms()
    for entry in built.events(None, min(end + SEEN_MS, built.last_ms)):
        if not entry.subject.startswith("KM") or not entry.fields[b"type"].startswith(b"case."):
            continue
        while entry.at >= hour and hour < end:
            here.asked.extend(_ask(here.cases.values(), hour))
            hour += HOUR_MS
        event = decode(entry.fields, real)
        assert isinstance(event, Event)
        cases.apply(here.cases.setdefault(entry.subject, Case(entry.subject)), event, rules)
    return here


def _ask(open_cases: Iterable[Case], at: int) -> Iterable[Asked]:
    for case in open_cases:
        if case.closed_at is None:
            yield from (Asked(at, case.subject, len(case.tasks) - 1, one) for one in forecast.ahead(case, at))


def suggestions(it: Walk) -> Units:
    """Suggested units for all that was filed on the held-out days, against always the commonest one."""
    learnt = _sent(it.cases.values(), it.start, it.split)
    names = {area.code: area.name_zh.partition("（")[0] for area in reference.load().areas}
    return held_out.of_suggestions(Customs(learnt, names), learnt, _sent(it.cases.values(), it.split, it.end))


def _sent(found: Iterable[Case], start: int, end: int) -> list[Sent]:
    counts = Counter(
        (case.category, case.area, case.street or "", case.unit)
        for case in found
        if case.filed_at is not None and start <= case.filed_at < end and case.unit and not case.waiting_task
    )
    return [Sent(*key, count) for key, count in counts.items()]


def forecasts(it: Walk) -> dict[str, tuple[Calls, Calls]]:
    """By limit: the model's calls, and those of "late if the category is usually late"."""
    odds = Odds(trial for case in it.cases.values() for trial in forecast.trials(case, it.start, it.split))
    usually = held_out.usual(
        (one.limit, case.category, one.late)
        for case in it.cases.values()
        for one in forecast.ended(case, it.start, it.split)
    )
    counts: dict[str, tuple[Counter[str], Counter[str]]] = {}
    for asked in it.asked:
        case, limit = it.cases[asked.case], asked.ahead.stand.limit
        late = _was_late(case, asked)
        if late is None:
            continue
        model, naive = counts.setdefault(limit, (Counter(), Counter()))
        found = odds.forecast(asked.ahead.stand)
        model[held_out.outcome(found is not None and found.chance >= LIKELY, late)] += 1
        naive[held_out.outcome(usually.get((limit, case.category), False), late)] += 1
    return {limit: (held_out.calls(model), held_out.calls(naive)) for limit, (model, naive) in counts.items()}


def _was_late(case: Case, asked: Asked) -> bool | None:
    """Whether that deadline was missed; None where it was moved or taken away, so that nobody can say."""
    if asked.ahead.stand.limit == "dispatch":
        task = case.tasks[asked.task]
        return not task.on_time if task.due == asked.ahead.due and task.counts else None
    if case.close_due != asked.ahead.due or case.voided_at is not None or case.suspended_at is not None:
        return None
    return case.closed_at is None or case.closed_at > asked.ahead.due


def built_in(learn_days: int, held_days: int) -> Walk:
    """The walk over the built-in month."""
    return walk(month.build(), learn_days, held_days)
