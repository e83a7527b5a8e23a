"""A whistle's limits (签收 联系 报到), who has missed them, and the reminders that follow at 50, 80 and 100 %.

Pure, like the spans of cases (`dashboard.domain.spans`): which reminders there are follows from the whistle's events
alone. Later steps include earlier ones: who has turned up has signed.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, Protocol

from dashboard.domain.calendar import Limit
from dashboard.domain.spans import LEVELS
from dashboard.domain.whistle import Summoned, Whistle

Step = Literal["sign", "contact", "check_in"]

USUAL: Final[dict[Step, Limit]] = {
    "sign": Limit(1, "urgent_hour"),
    "contact": Limit(24, "urgent_hour"),
    "check_in": Limit(3, "workday"),
}
BY_KIND: Final[tuple[tuple[str, dict[Step, Limit]], ...]] = (
    ("应急", dict.fromkeys(USUAL, Limit(30, "minute"))),
    ("紧急", dict.fromkeys(USUAL, Limit(30, "minute"))),
    ("疑难", {**USUAL, "check_in": Limit(5, "workday")}),
)
"""Limits of the whistles whose kind has this word in it; the first that fits."""


class Course(NamedTuple):
    """One limit of a whistle: when 50 and 80 % have passed, and when all of it has (ms UTC)."""

    step: Step
    half: int
    most: int
    due: int


class WhistleRules(Protocol):
    """What whistles ask of the reference data."""

    def whistle_courses(self, kind: str, blown_at: int) -> list[Course]:
        """The limits of a whistle of this kind."""


class Reminder(NamedTuple):
    """At `at`, `level` percent of a limit had passed, and these departments had not done the step."""

    at: int
    step: Step
    level: int
    due: int
    departments: tuple[str, ...]


def limits(kind: str) -> dict[Step, Limit]:
    """The limits of a kind of whistle."""
    return next((found for word, found in BY_KIND if word in kind), USUAL)


def missing(whistle: Whistle, step: Step, at: int) -> tuple[str, ...]:
    """The departments that had not done a step at a moment."""
    done = {name: _done_at(called, step) for name, called in whistle.departments.items()}
    return tuple(name for name, when in done.items() if when is None or when > at)


def _done_at(called: Summoned, step: Step) -> int | None:
    stamps = [called.checked_in_at]
    if step != "check_in":
        stamps.append(called.contacted_at)
    if step == "sign":
        stamps.append(called.signed_at)
    return min((at for at in stamps if at is not None), default=None)


def untold(whistle: Whistle, rules: WhistleRules) -> list[Reminder]:
    """The reminders that have not been given yet, the earliest first."""
    if whistle.blown_at is None:
        return []
    over = min((at for at in (whistle.handled_at, whistle.ended_at) if at is not None), default=None)
    found = []
    for course in rules.whistle_courses(whistle.kind or "", whistle.blown_at):
        for level, at in zip(LEVELS, course[1:], strict=True):
            late = missing(whistle, course.step, at)
            if late and (over is None or at < over) and [course.step, course.due, level] not in whistle.told:
                found.append(Reminder(at, course.step, level, course.due, late))
    return sorted(found)


def watch_at(whistle: Whistle, rules: WhistleRules) -> int | None:
    """When the next reminder is due, ms UTC; None if there is none."""
    coming = untold(whistle, rules)
    return coming[0].at if coming else None


def next_due(whistle: Whistle, rules: WhistleRules, now: int) -> int | None:
    """The earliest limit that somebody has still to meet, or has missed; None once the work is done."""
    if whistle.blown_at is None or whistle.handled_at is not None or whistle.ended_at is not None:
        return None
    courses = rules.whistle_courses(whistle.kind or "", whistle.blown_at)
    return min((course.due for course in courses if missing(whistle, course.step, now)), default=None)
