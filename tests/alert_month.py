"""Steps a stretch of the built-in month through a city, and holds its alerts against its figures."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from dashboard.domain.alarm_load import AIM, by_hour, floods
from dashboard.domain.instants import HOUR_MS, MINUTE_MS, render
from streams import month
from streams.intake import Fields
from tests.stepped_city import City
from tests.store_kit import ZONE


class Asked(Protocol):
    """A store that answers questions: a stepped city, or a running one's."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a question."""
        ...


class Found(NamedTuple):
    """What the stretch left: overdue cases that stood in no alert at some step, and steps taken."""

    without: list[str]
    steps: int


def step_through(city: City, start: int, end: int, step_min: int = 10, one_in: int = 1) -> Found:
    """Feeds the month's cases begun in [start, end), one of so many, and steps the clock; checks at every step."""
    entries = _entries(start, end, one_in)
    waiting = next(entries, None)
    without: list[str] = []
    steps = 0
    for now in range(start, end + 1, step_min * MINUTE_MS):
        due: list[Fields] = []
        while waiting is not None and waiting[0] <= now:
            due.append(waiting[1])
            waiting = next(entries, None)
        if due:
            city.intake.append(due)
        city.to(now)
        without += overdue_without_alert(city, now)
        steps += 1
    return Found(without, steps)


def _entries(start: int, end: int, one_in: int) -> Iterator[tuple[int, Fields]]:
    """Events of the cases that begin in the stretch; of those that began before it nothing."""
    begun: set[bytes] = set()
    for entry in month.build().events(start, end):
        subject = entry.fields[b"subject"]
        if entry.fields[b"type"] in (b"case.accepted", b"whistle.blown"):
            begun.add(subject)
        if subject in begun and zlib.crc32(subject) % one_in == 0:
            yield entry.at, entry.fields


def overdue_without_alert(city: Asked, now: int) -> list[str]:
    """Cases past a deadline that are cause of no alert, open or still answered for."""
    late = city.rows(
        f"SELECT subject, 'dispatch_overdue' FROM cases WHERE waiting_due <= {now} UNION ALL "  # noqa: S608
        "SELECT subject, CASE case_class WHEN 'hazard' THEN 'hazard_overdue' ELSE 'close_overdue' END FROM cases "
        f"WHERE settled_at IS NULL AND due_at <= {now}"
    )
    alerts = city.rows("SELECT rule, state FROM alerts WHERE live = 1")
    held = {(rule, member) for rule, state in alerts for member in json.loads(state)["members"]}
    return [f"{subject} {rule}" for subject, rule in late if (rule, subject) not in held]


def late_dispatches(city: City) -> tuple[Counter[str], Counter[str]]:
    """By area and by category: each late dispatch task that any alert has named, once; of cases voided since, none."""
    case_of = {
        subject: (area, category)
        for subject, area, category in city.rows("SELECT subject, area, category FROM cases WHERE voided_at IS NULL")
    }
    named: set[tuple[str, str]] = set()
    for subject, data in city.rows("SELECT subject, data FROM log WHERE type IN ('alert.raised', 'alert.noted')"):
        if subject.startswith("alert-dispatch_overdue-"):
            named |= set(json.loads(data).get("added", {}).items())
    return (
        Counter(case_of[case][0] for case, _ in named if case in case_of),
        Counter(case_of[case][1] for case, _ in named if case in case_of),
    )


def announced(city: City) -> list[tuple[str, int]]:
    """(rule, when) of everything that was announced: raised, or a step up."""
    rows = city.rows("SELECT subject, at FROM log WHERE type IN ('alert.raised', 'alert.escalated') ORDER BY at")
    return [(subject.split("-")[1], at) for subject, at in rows]


def load_table(told: list[tuple[str, int]], officers: int) -> Iterator[str]:
    """Announcements per officer in ten minutes: by rule, by hour of the day, the worst hour, the floods."""
    yield f"{len(told)} announcements, {officers} officers; the aim is {AIM:g} per officer and ten minutes"
    hours = by_hour([at for _, at in told], officers)
    for rule, count in Counter(rule for rule, _ in told).most_common():
        yield f"  {rule:18} {count:6}"
    for hour in range(24):
        found = [load for at, load in hours.items() if (at + 8) % 24 == hour]
        if found:
            yield f"  {hour:02}:00  mean {sum(found) / len(found):5.2f}  worst {max(found):5.2f}"
    stretches = floods([at for _, at in told], officers)
    worst = max(hours, key=lambda hour: hours[hour])
    worst_at = render(worst * HOUR_MS, ZONE)
    minutes = sum(end - begin for begin, end in stretches) // MINUTE_MS
    yield f"  worst hour {worst_at}: {hours[worst]:.2f}; floods: {len(stretches)}, {minutes} min"
    yield from _worst_hour(told, worst * HOUR_MS, stretches)


def _worst_hour(told: list[tuple[str, int]], start: int, stretches: list[tuple[int, int]]) -> Iterator[str]:
    """By rule: what was announced in the hour, and how much of it sounded; in a flood nothing does."""
    inside = [(rule, at) for rule, at in told if start <= at < start + HOUR_MS]
    quiet = Counter(rule for rule, at in inside if any(begin <= at < end for begin, end in stretches))
    for rule, count in Counter(rule for rule, _ in inside).most_common():
        yield f"    {rule:18} {count:4} announced, {count - quiet[rule]:4} of them with sound"
