"""Steps a stretch of the built-in month through a city, and holds its alerts against its figures."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from dashboard.domain.instants import MINUTE_MS
from streams import month
from streams.intake import Fields
from tests.stepped_city import City

NEITHER: int = 0


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


def overdue_without_alert(city: City, now: int) -> list[str]:
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
    """By area and by category: each late dispatch task that any alert has named, once."""
    case_of = {
        subject: (area, category) for subject, area, category in city.rows("SELECT subject, area, category FROM cases")
    }
    named: set[tuple[str, str]] = set()
    for subject, data in city.rows("SELECT subject, data FROM log WHERE type IN ('alert.raised', 'alert.noted')"):
        if subject.startswith("alert-dispatch_overdue-"):
            named |= set(json.loads(data).get("added", {}).items())
    return (
        Counter(case_of[case][0] for case, _ in named),
        Counter(case_of[case][1] for case, _ in named),
    )


def announcements(city: City) -> list[dict[str, Any]]:
    """Every raise and escalation: rule, subject, when."""
    rows = city.rows("SELECT subject, type, at FROM log WHERE type IN ('alert.raised', 'alert.escalated') ORDER BY seq")
    return [{"rule": subject.split("-")[1], "alert": subject, "type": kind, "at": at} for subject, kind, at in rows]
