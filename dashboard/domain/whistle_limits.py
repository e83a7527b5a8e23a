"""A whistle's limits (签收 联系 报到 处置), who has missed them, and the reminders that follow at 50, 80 and 100 %.

Pure, like the spans of cases (`dashboard.domain.spans`): which reminders there are follows from the whistle's events
alone. Later steps include earlier ones: who has turned up has signed. Solving is the work of all.
"""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

from dashboard.domain.spans import LEVELS
from dashboard.domain.whistle import Summoned, Whistle
from dashboard.domain.whistle_kinds import Step

_WHOLE: Final = 100


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

    def whistle_rated(self, kind: str, blown_at: int) -> bool:
        """Whether every department of it has to be rated before it is closed."""


class Reminder(NamedTuple):
    """At `at`, `level` percent of a limit had passed, and these departments had not done the step."""

    at: int
    step: Step
    level: int
    due: int
    departments: tuple[str, ...]


def judge(whistle: Whistle, rules: WhistleRules) -> None:
    """Notes on the whistle what its kind asks for, so that who acts on it need not know the table."""
    if whistle.blown_at is not None:
        whistle.rated = rules.whistle_rated(whistle.kind or "", whistle.blown_at)


def missing(whistle: Whistle, step: Step, at: int) -> tuple[str, ...]:
    """The departments that had not done a step at a moment; all of them while the work was not done."""
    done = {name: done_at(whistle, called, step) for name, called in whistle.departments.items()}
    return tuple(name for name, when in done.items() if when is None or when > at)


def done_at(whistle: Whistle, called: Summoned, step: Step) -> int | None:
    """When a department had done a step, ms UTC, if it has."""
    if step == "solve":
        return whistle.handled_at
    stamps = [called.checked_in_at]
    if step != "check_in":
        stamps.append(called.contacted_at)
    if step == "sign":
        stamps.append(called.signed_at)
    return min((at for at in stamps if at is not None), default=None)


def untold(whistle: Whistle, rules: WhistleRules) -> list[Reminder]:
    """The reminders that have not been given yet, the earliest first.

    Work that a verification sent back has its limits again; of what passed before, only the whole is told.
    """
    if whistle.blown_at is None:
        return []
    over = min((at for at in (whistle.handled_at, whistle.ended_at) if at is not None), default=None)
    found = []
    for course in rules.whistle_courses(whistle.kind or "", whistle.blown_at):
        for level, at in zip(LEVELS, course[1:], strict=True):
            late = missing(whistle, course.step, at)
            past = over is not None and at >= over
            stale = level < _WHOLE and at < (whistle.sent_back_at or 0)
            if late and not past and not stale and [course.step, course.due, level] not in whistle.told:
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
