"""The working calendar: each unit of a limit, working hours over nights, weekends, holidays and make-up days."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.calendar import UNITS, Limit, Unit, WorkCalendar, limit

ZONE = ZoneInfo("Asia/Shanghai")
HOLIDAY = date(2025, 5, 1)  # a Thursday
MAKE_UP = date(2025, 5, 4)  # a Sunday, worked
HOUR_MS = 3_600_000


def is_workday(day: date) -> bool:
    """Weekdays, but for one holiday and one make-up Sunday."""
    return day == MAKE_UP or (day.weekday() < 5 and day != HOLIDAY)


CALENDAR = WorkCalendar("Asia/Shanghai", is_workday)


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


def due(start: str, amount: int, unit: Unit) -> str:
    moment = datetime.fromtimestamp(CALENDAR.due(ms(start), Limit(amount, unit)) / 1000, ZONE)
    return moment.strftime("%Y-%m-%dT%H:%M")


class TestUnitsThatAlwaysRun:
    """Minutes, 紧急工作时 and 天 do not know nights or holidays."""

    @pytest.mark.parametrize(
        ("start", "amount", "unit", "expected"),
        [
            ("2025-04-30T23:50", 15, "minute", "2025-05-01T00:05"),
            ("2025-04-30T17:30", 2, "urgent_hour", "2025-04-30T19:30"),
            ("2025-04-30T17:30", 15, "day", "2025-05-15T17:30"),
        ],
    )
    def test_they_run_through(self, start: str, amount: int, unit: Unit, expected: str) -> None:
        assert due(start, amount, unit) == expected


class TestWorkingHours:
    """工作时 runs 08–12 and 14–18 on working days."""

    @pytest.mark.parametrize(
        ("start", "amount", "expected"),
        [
            ("2025-04-28T09:00", 2, "2025-04-28T11:00"),
            ("2025-04-28T11:00", 2, "2025-04-28T15:00"),  # over the noon break
            ("2025-04-28T08:00", 4, "2025-04-28T12:00"),  # ends with the shift, not with the next one's beginning
            ("2025-04-28T12:30", 1, "2025-04-28T15:00"),  # begun in the break
            ("2025-04-28T17:00", 2, "2025-04-29T09:00"),  # over the night
            ("2025-04-28T03:00", 1, "2025-04-28T09:00"),  # begun before work
            ("2025-04-28T20:00", 1, "2025-04-29T09:00"),  # begun after work
            ("2025-04-30T17:00", 2, "2025-05-02T09:00"),  # over the holiday
            ("2025-05-02T17:00", 2, "2025-05-04T09:00"),  # over a Saturday into the Sunday that is worked
            ("2025-05-09T17:00", 2, "2025-05-12T09:00"),  # over a weekend
        ],
    )
    def test_they_run_only_at_work(self, start: str, amount: int, expected: str) -> None:
        assert due(start, amount, "hour") == expected

    def test_a_workday_is_eight_of_them(self) -> None:
        assert due("2025-04-28T15:00", 1, "workday") == "2025-04-29T15:00"
        assert due("2025-04-29T08:00", 3, "workday") == "2025-05-02T18:00"

    def test_a_millisecond_is_not_lost(self) -> None:
        start = ms("2025-04-28T17:59:59.999")
        assert CALENDAR.due(start, Limit(1, "hour")) == ms("2025-04-29T08:59:59.999")

    def test_where_clocks_change_the_shift_keeps_its_local_hours(self) -> None:
        berlin = WorkCalendar("Europe/Berlin", lambda _day: True)
        saturday_17 = round(datetime(2025, 3, 29, 17, tzinfo=ZoneInfo("Europe/Berlin")).timestamp() * 1000)
        sunday_9 = round(datetime(2025, 3, 30, 9, tzinfo=ZoneInfo("Europe/Berlin")).timestamp() * 1000)
        assert berlin.due(saturday_17, Limit(2, "hour")) == sunday_9
        assert sunday_9 - saturday_17 == 15 * HOUR_MS  # one hour of that night does not exist

    def test_a_calendar_without_working_days_says_so(self) -> None:
        with pytest.raises(ValueError, match="no working day for 60 days"):
            WorkCalendar("Asia/Shanghai", lambda _day: False).due(0, Limit(1, "hour"))


moments = st.integers(ms("2025-01-01T00:00"), ms("2026-01-01T00:00"))
limits = st.builds(Limit, st.integers(1, 40), st.sampled_from(UNITS))


class TestAnyLimit:
    """What holds for every limit at every moment."""

    @given(moments, limits)
    def test_due_is_after_the_start_and_never_before_the_limit_itself(self, start: int, bound: Limit) -> None:
        shortest = {
            "minute": 60_000,
            "hour": HOUR_MS,
            "urgent_hour": HOUR_MS,
            "day": 24 * HOUR_MS,
            "workday": 8 * HOUR_MS,
        }
        assert CALENDAR.due(start, bound) - start >= bound.amount * shortest[bound.unit]

    @given(moments, st.integers(0, 10**8), limits)
    def test_who_begins_later_is_never_due_earlier(self, start: int, later: int, bound: Limit) -> None:
        assert CALENDAR.due(start, bound) <= CALENDAR.due(start + later, bound)

    @given(moments, st.integers(1, 60))
    def test_working_time_ends_at_work(self, start: int, hours: int) -> None:
        end = datetime.fromtimestamp(CALENDAR.due(start, Limit(hours, "hour")) / 1000, ZONE)
        midnight = end.replace(hour=0, minute=0, second=0, microsecond=0)
        assert is_workday(end.date())
        assert any(timedelta(hours=a) < end - midnight <= timedelta(hours=a + 4) for a in (8, 14))


class TestLimit:
    """A limit is checked when it is made."""

    def test_text_from_a_table(self) -> None:
        assert limit("15", "minute") == Limit(15, "minute")

    @pytest.mark.parametrize(("amount", "unit"), [("0", "day"), ("-1", "day"), ("1", "week"), ("soon", "day")])
    def test_nonsense_is_refused(self, amount: str, unit: str) -> None:
        with pytest.raises(ValueError, match=r"limit|literal"):
            limit(amount, unit)


def test_years_are_as_announced_as_one_is_told() -> None:
    calendar = WorkCalendar("Asia/Shanghai", is_workday, lambda year: year <= 2026)
    assert calendar.announced(2026)
    assert not calendar.announced(2027)
    assert calendar.is_workday(MAKE_UP)
    assert not calendar.is_workday(HOLIDAY)
