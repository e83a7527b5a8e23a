"""The board of whistles: which column, what is waited for, and the clock against the limit that runs."""

import pytest

from dashboard.domain import whistle
from dashboard.domain.events import Event
from dashboard.domain.instants import DAY_MS, HOUR_MS
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_limits import Course
from dashboard.views.whistles.board import Board, Card, board, card, share_gone
from streams.codec import Rejected, decode
from tests.builders import CloudEvent, blown, event, ms
from tests.store_kit import NOW, fields_of

BLOWN = ms("2024-11-14T09:00")
NAME = "w-1"
TWO = ("城管局", "市场监管局")
COURSES = [
    Course("sign", BLOWN + HOUR_MS // 2, BLOWN + 48 * 60_000, BLOWN + HOUR_MS),
    Course("check_in", BLOWN + DAY_MS, BLOWN + 2 * DAY_MS, BLOWN + 3 * DAY_MS),
]


def said(kind: str, after_min: int, **data: object) -> CloudEvent:
    """An event of the whistle, so many minutes after it was blown."""
    return event(f"whistle.{kind}", NAME, BLOWN + after_min * 60_000, dict(data), event_id=f"{kind}-{after_min}-{data}")


def events_of(told: list[CloudEvent]) -> list[Event]:
    """The events of CloudEvents that are good."""
    found = [decode(fields_of(one), NOW) for one in told]
    return [one for one in found if not isinstance(one, Rejected)]


def folded(*events: CloudEvent) -> Whistle:
    """The whistle of these events, blown for two departments."""
    return whistle.fold(NAME, events_of([blown(NAME, BLOWN), *events]))


def by_both(kind: str, after_min: int, **data: object) -> list[CloudEvent]:
    """Both departments do it."""
    return [said(kind, after_min, department=name, **data) for name in TWO]


CAME = [*by_both("signed", 5), *by_both("checked_in", 9)]
DONE = [*CAME, said("handled", 20), said("verified", 30, result="pass")]


def of(*events: CloudEvent, after_min: int = 40) -> Card:
    """The whistle's card so many minutes after it was blown."""
    return card(folded(*events), COURSES, BLOWN + after_min * 60_000)


@pytest.mark.parametrize(
    ("events", "waits", "missing"),
    [
        ([], "sign", list(TWO)),
        ([said("signed", 5, department="城管局")], "sign", ["市场监管局"]),
        (by_both("signed", 5), "check_in", list(TWO)),
        ([*by_both("signed", 5), said("checked_in", 9, department="城管局")], "check_in", ["市场监管局"]),
        (CAME, "handle", []),
        ([*CAME, said("handled", 20)], "verify", []),
        ([*CAME, said("handled", 20), said("verified", 30, result="fail")], "handle", []),
        (DONE, "rate", list(TWO)),
        ([*DONE, said("rated", 35, department="城管局", score=90)], "rate", ["市场监管局"]),
        ([*DONE, *by_both("rated", 35, score=80)], "close", []),
        ([said("withdrawn", 5, reason="误吹")], None, []),
    ],
)
def test_what_comes_next_and_who_is_waited_for(events: list[CloudEvent], waits: str, missing: list[str]) -> None:
    """Each stage waits for one step, of the departments that have not done it."""
    found = of(*events)
    assert (found["waits"], found["missing"]) == (waits, missing)


@pytest.mark.parametrize(
    ("events", "after_min", "expected"),
    [
        ([], 30, ("sign", 0.5, None)),
        ([], 48, ("sign", 0.8, "soon")),
        ([], 60, ("sign", 1.0, "late")),
        ([said("signed", 5, department="城管局")], 61, ("sign", 1.0, "late")),
        (by_both("signed", 5), 24 * 60, ("check_in", 0.5, "hand")),
        (by_both("signed", 5), 48 * 60, ("check_in", 0.8, "soon")),
        (DONE, 9_999, (None, None, "hand")),
        ([*DONE, said("closed", 50)], 60, (None, None, None)),
    ],
)
def test_the_limit_that_runs(
    events: list[CloudEvent], after_min: int, expected: tuple[str | None, float | None, str | None]
) -> None:
    """The earliest limit that somebody has still to meet; none runs once the work is done."""
    found = of(*events, after_min=after_min)
    assert (found["step"], found["share"], found["status"]) == expected


def test_a_limit_in_working_time_is_gone_by_its_own_marks() -> None:
    """Between the marks it is even, before its begin nothing is gone, after its end all is."""
    course = Course("check_in", 100, 110, 200)
    assert [share_gone(course, 0, at) for at in (-5, 0, 50, 105, 155, 300)] == pytest.approx([0, 0, 0.25, 0.65, 0.9, 1])


def test_a_withdrawn_one_ends_in_the_last_column_for_a_day() -> None:
    """With its stage; a day later it is in the archive alone. One that was never blown has no card."""
    gone, never = folded(said("withdrawn", 0, reason="误吹")), Whistle("w-2")
    found = board([gone, never], lambda _: COURSES, BLOWN + DAY_MS - 1)
    assert [one["stage"] for one in found["columns"][-1]["cards"]] == ["withdrawn"]
    assert cards_of(board([gone, never], lambda _: COURSES, BLOWN + DAY_MS)) == []


def test_the_most_urgent_is_on_top_and_the_newest_end() -> None:
    """Within a column by the end of the limit, then by level; ended ones by their end."""
    first = whistle.fold("b", events_of([blown("b", BLOWN, level="street")]))
    city = whistle.fold("c", events_of([blown("c", BLOWN, level="city")]))
    later = whistle.fold("a", events_of([blown("a", BLOWN + 1)]))
    found = board([later, first, city], _courses_of, BLOWN + HOUR_MS)
    assert cards_of(found) == ["c", "b", "a"]
    assert (found["late"], found["soon"]) == (2, 1)
    ends = [
        whistle.fold(name, events_of([blown(name, BLOWN), event("whistle.closed", name, BLOWN + at, {})]))
        for name, at in (("old", 1), ("new", 2))
    ]
    assert cards_of(board(ends, _courses_of, BLOWN + 3)) == ["new", "old"]


def test_ratings_and_cases_are_told() -> None:
    """The mean of the ratings so far, and how many cases the whistle covers."""
    whole = whistle.fold(NAME, events_of([blown(NAME, BLOWN, cases=["c-1", "c-2"]), *by_both("rated", 5, score=80)]))
    found = card(whole, COURSES, BLOWN)
    assert (found["mean"], found["cases"], of()["mean"]) == (80, 2, None)


def _courses_of(one: Whistle) -> list[Course]:
    begun = one.blown_at or 0
    return [Course("sign", begun + HOUR_MS // 2, begun + HOUR_MS * 4 // 5, begun + HOUR_MS)]


def cards_of(found: Board) -> list[str]:
    """The ids on the board, column by column."""
    return [one["id"] for column in found["columns"] for one in column["cards"]]
