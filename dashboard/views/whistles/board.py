"""The board of whistles by stage, as plain data: the desk's `/whistles` and the wall's page draw the same. PURE.

A card stands in the column of its whistle's stage; a withdrawn whistle ends in the last column, and says so. The next
limit is the earliest that somebody still has to meet; once the work is done no clock runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple, TypedDict

from dashboard.domain import whistle_limits
from dashboard.domain.instants import DAY_MS
from dashboard.domain.whistle import Summoned, Whistle
from dashboard.domain.whistle_limits import Course

COLUMNS: Final = ("blown", "signed", "checked_in", "handled", "verified", "closed")
"""The board's columns, by the stage of their whistles."""
ENDED_SHOWN_MS: Final = DAY_MS
"""So long a whistle stays on the board after its end."""

_LEVELS: Final = {"city": 0, "district": 1, "street": 2}
_HALF: Final = 0.5
_MOST: Final = 0.8

Status = Literal["late", "soon", "hand"]
Wait = Literal["sign", "check_in", "handle", "verify", "rate", "close"]
Courses = Callable[[Whistle], Sequence[Course]]


class Called(TypedDict):
    """One summoned department: when it signed, made contact, came (ms or None), and its rating (0-100 or None)."""

    name: str
    signed: int | None
    contacted: int | None
    checked_in: int | None
    score: float | None


class Card(TypedDict):
    """One whistle. Times in ms UTC.

    `waits` is the step that comes next, None once it has ended, and `missing` the departments that it waits for. `step`
    is the limit that runs, `due` its end, `share` how much of it is gone (0 to 1), all None where none does. `mean` is
    the mean rating so far.
    """

    id: str
    level: str
    number: str | None
    title: str
    area: str
    kind: str | None
    stage: str
    blown: int
    ended: int | None
    departments: list[Called]
    waits: Wait | None
    missing: list[str]
    step: str | None
    due: int | None
    share: float | None
    status: Status | None
    mean: float | None
    cases: int


class Column(TypedDict):
    """One stage and its cards: those whose limit ends first on top, ended ones newest first."""

    stage: str
    cards: list[Card]


class Board(TypedDict):
    """The whole board as of `at` (ms UTC); `late` and `soon` count the cards of that status."""

    at: int
    columns: list[Column]
    late: int
    soon: int


def board(whistles: Sequence[Whistle], courses: Courses, now: int) -> Board:
    """The board of these whistles; those never blown, and those that ended a day ago or more, are not on it."""
    cards = [card(whistle, courses(whistle), now) for whistle in whistles if _shown(whistle, now)]
    columns: list[Column] = [{"stage": stage, "cards": []} for stage in COLUMNS]
    for one in sorted(cards, key=_order):
        columns[COLUMNS.index(_column(one["stage"]))]["cards"].append(one)
    statuses = [one["status"] for one in cards]
    return {"at": now, "columns": columns, "late": statuses.count("late"), "soon": statuses.count("soon")}


def card(whistle: Whistle, courses: Sequence[Course], now: int) -> Card:
    """The card of a whistle that was blown; `courses` are its limits."""
    assert whistle.blown_at is not None, "an incomplete whistle has no card"
    waits, missing = _next(whistle, now)
    running = _running(whistle, courses, now)
    scores = [called.score for called in whistle.departments.values() if called.score is not None]
    return {
        "id": whistle.subject,
        "level": whistle.level,
        "number": whistle.number,
        "title": whistle.title,
        "area": whistle.area,
        "kind": whistle.kind,
        "stage": whistle.stage,
        "blown": whistle.blown_at,
        "ended": whistle.ended_at,
        "departments": [_called(name, called) for name, called in whistle.departments.items()],
        "waits": waits,
        "missing": missing,
        "step": running.course.step if running else None,
        "due": running.course.due if running else None,
        "share": running.share if running else None,
        "status": _status(whistle, running, now),
        "mean": sum(scores) / len(scores) if scores else None,
        "cases": len(whistle.cases),
    }


def share_gone(course: Course, begun: int, now: int) -> float:
    """How much of a limit is gone, 0 to 1, by its own calendar: its half and four fifths are known, between them it is
    taken as even.
    """
    marks = ((begun, 0.0), (course.half, _HALF), (course.most, _MOST), (course.due, 1.0))
    for (start, before), (end, after) in pairwise(marks):
        if now < end:
            return before + (after - before) * max(now - start, 0) / (end - start)
    return 1.0


class _Running(NamedTuple):
    course: Course
    share: float


def _shown(whistle: Whistle, now: int) -> bool:
    return whistle.blown_at is not None and (whistle.ended_at is None or now - whistle.ended_at < ENDED_SHOWN_MS)


def _column(stage: str) -> str:
    return "closed" if stage == "withdrawn" else stage


def _order(one: Card) -> tuple[float, float, int, int, str]:
    far = float("inf")
    due = far if one["due"] is None else one["due"]
    return (-(one["ended"] or 0), due, _LEVELS.get(one["level"], len(_LEVELS)), one["blown"], one["id"])


def _called(name: str, called: Summoned) -> Called:
    return {
        "name": name,
        "signed": called.signed_at,
        "contacted": called.contacted_at,
        "checked_in": called.checked_in_at,
        "score": called.score,
    }


def _next(whistle: Whistle, now: int) -> tuple[Wait | None, list[str]]:
    """The step that comes next, and the departments that it waits for."""
    if whistle.ended_at is not None:
        return None, []
    if whistle.stage == "verified":
        unrated = [name for name, called in whistle.departments.items() if whistle.rated and called.score is None]
        return ("rate", unrated) if unrated else ("close", [])
    if whistle.stage == "handled":
        return "verify", []
    unsigned = list(whistle_limits.missing(whistle, "sign", now))
    if unsigned:
        return "sign", unsigned
    return ("check_in", whistle.missing) if whistle.missing else ("handle", [])


def _running(whistle: Whistle, courses: Sequence[Course], now: int) -> _Running | None:
    """The limit that runs: the earliest that somebody has still to meet, or has missed."""
    if whistle.ended_at is not None or whistle.stage in ("handled", "verified"):
        return None
    open_ones = [course for course in courses if whistle_limits.missing(whistle, course.step, now)]
    first = min(open_ones, key=lambda course: course.due, default=None)
    return None if first is None else _Running(first, share_gone(first, whistle.blown_at or 0, now))


def _status(whistle: Whistle, running: _Running | None, now: int) -> Status | None:
    """Late or nearly so by the clock; `hand` once every department has signed; nothing after the end."""
    if whistle.ended_at is not None:
        return None
    if running and now >= running.course.due:
        return "late"
    if running and now >= running.course.most:
        return "soon"
    return None if whistle.stage == "blown" else "hand"
