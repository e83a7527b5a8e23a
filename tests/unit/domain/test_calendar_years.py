"""Working-time arithmetic against a reference that counts minute by minute, 2024 to 2026, every make-up day in it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.calendar import Limit
from dashboard.reference import work_calendar

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = work_calendar("Asia/Shanghai")
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MAKE_UP = [day for day in DAYS if day.weekday() >= 5 and chinese_calendar.is_workday(day)]
HOLIDAYS = [day for day in DAYS if day.weekday() < 5 and not chinese_calendar.is_workday(day)]
MINUTE = 60_000
EPOCH = round(datetime(2024, 1, 1, tzinfo=ZONE).timestamp() * 1000)


def _worked_minutes() -> array[int]:
    """Every worked minute of the three years, as its number since their beginning: China has no summer time."""
    found = array("q")
    for n, day in enumerate(DAYS):
        if chinese_calendar.is_workday(day):
            for minute in range(1440):
                if 480 <= minute < 720 or 840 <= minute < 1080:
                    found.append(n * 1440 + minute)
    return found


WORKED = _worked_minutes()
# The last months are left for what begins before them to end in.
minutes = st.integers(0, (len(DAYS) - 120) * 1440)
near_the_odd_days = st.sampled_from(MAKE_UP + HOLIDAYS).flatmap(
    lambda day: st.integers(-3 * 1440, 1440).map(lambda minute: max(0, (day - FIRST).days * 1440 + minute))
)
starts = st.one_of(minutes, near_the_odd_days.filter(lambda minute: minute < (len(DAYS) - 120) * 1440))


def counted(start: int, end: int) -> int:
    """Worked minutes in [start, end), by counting."""
    return bisect_left(WORKED, end) - bisect_left(WORKED, start)


def test_the_years_have_their_make_up_days() -> None:
    """As announced: the reference is worth something."""
    assert date(2024, 2, 4) in MAKE_UP
    assert date(2025, 9, 28) in MAKE_UP
    assert date(2026, 2, 28) in MAKE_UP
    assert len(MAKE_UP) > 15
    for day in DAYS:
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day)


@given(starts, st.integers(1, 60), st.sampled_from(["hour", "workday"]))
def test_a_limit_ends_with_its_last_worked_minute(start: int, amount: int, unit: str) -> None:
    """So many minutes are worked from the start on, and the limit is over when the last of them is."""
    length = amount * (60 if unit == "hour" else 480)
    last = WORKED[bisect_left(WORKED, start) + length - 1]
    due = CALENDAR.due(EPOCH + start * MINUTE, Limit(amount, unit))  # type: ignore[arg-type]
    assert due == EPOCH + (last + 1) * MINUTE


@given(starts, st.integers(0, 60 * 1440))
def test_working_time_between_is_what_was_worked(start: int, length: int) -> None:
    found = CALENDAR.working_time(EPOCH + start * MINUTE, EPOCH + (start + length) * MINUTE)
    assert found == counted(start, start + length) * MINUTE


@given(starts, st.lists(st.integers(1, 5 * 1440), min_size=2, max_size=8), st.sampled_from([50, 80]))
def test_a_share_of_a_limit_leaves_pauses_and_rest_out(start: int, steps: list[int], percent: int) -> None:
    """Up to that moment that share of the limit's worked minutes was worked outside its pauses."""
    moments = [start + sum(steps[: n + 1]) for n in range(len(steps))]
    due = moments.pop()
    pauses = [(moments[n], moments[n + 1]) for n in range(0, len(moments) - 1, 2)]
    whole = counted(start, due) - sum(counted(*pause) for pause in pauses)
    at = CALENDAR.portion(
        "hour",
        EPOCH + start * MINUTE,
        EPOCH + due * MINUTE,
        percent,
        [(EPOCH + a * MINUTE, EPOCH + b * MINUTE) for a, b in pauses],
    )
    if whole == 0:
        return
    # In hundredths of a minute, so that nothing is rounded.
    worked, paused = _worked(start, at), sum(_worked(a, min(at, EPOCH + b * MINUTE)) for a, b in pauses)
    assert worked - paused == whole * MINUTE * percent // 100
    assert EPOCH + start * MINUTE < at <= EPOCH + due * MINUTE


def _worked(start: int, until_ms: int) -> int:
    """Worked milliseconds from minute `start` to a moment, by counting whole minutes and the last one's part."""
    minute, rest = divmod(until_ms - EPOCH, MINUTE)
    if minute < start:
        return 0
    is_worked = counted(minute, minute + 1)
    return counted(start, minute) * MINUTE + (rest if is_worked else 0)
