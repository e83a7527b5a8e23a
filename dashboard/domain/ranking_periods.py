"""A ranking's periods: the one asked for, the one before it, the same a year ago, and as it stood at midnight. PURE.

Bounds are ms UTC; days, weeks and months are the city's.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from dashboard.domain.instants import local, midnight, to_ms
from dashboard.domain.stretches import before

Name = Literal["today", "week", "month", "quarter", "year"]
NAMES: Final[tuple[Name, ...]] = ("today", "week", "month", "quarter", "year")


class Bounds(NamedTuple):
    """[start, end)."""

    start: int
    end: int


class Periods(NamedTuple):
    """`now` is cut to the moment asked at. `yesterday` is the period as it stood at the end of yesterday (the wall's
    `month_until_today`), None where nothing of it can have moved since: it was over by then, or had not begun. The day
    itself has yesterday up to the same hour there.
    """

    now: Bounds
    before: Bounds
    last_year: Bounds
    yesterday: Bounds | None


def named(name: Name, at: int, zone: ZoneInfo) -> Bounds:
    """The day, week (from Monday), month, quarter or year in which a moment lies, to its end."""
    day = local(at, zone).date()
    first, following = _around(name, day)
    return Bounds(midnight(first, zone), midnight(following, zone))


def _around(name: Name, day: date) -> tuple[date, date]:
    if name == "today":
        return day, day + timedelta(days=1)
    if name == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}[name]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    count = first.year * 12 + first.month - 1 + months
    return first, date(count // 12, count % 12 + 1, 1)


def of_named(name: Name, at: int, zone: ZoneInfo) -> Periods:
    """The periods of a named one."""
    found = _periods(named(name, at, zone), at, zone)
    if name != "today":
        return found
    hour = _back(at, zone, days=1)
    day = named(name, hour, zone)
    return found._replace(yesterday=Bounds(day.start, hour) if hour > day.start else None)


def of_dates(first: date, last: date, at: int, zone: ZoneInfo) -> Periods:
    """The periods of the days from `first` to `last`, both included."""
    whole = Bounds(midnight(first, zone), midnight(last + timedelta(days=1), zone))
    return _periods(whole, at, zone)


def _periods(whole: Bounds, at: int, zone: ZoneInfo) -> Periods:
    end = max(whole.start, min(whole.end, at))
    running = end < whole.end
    first, last = before(*whole, zone)
    # A period that is not over is compared with as much of the one before.
    earlier = Bounds(first, min(last, first + end - whole.start) if running else last)
    today = midnight(local(at, zone).date(), zone)
    return Periods(
        now=Bounds(whole.start, end),
        before=earlier,
        last_year=Bounds(_back(whole.start, zone, years=1), _back(end, zone, years=1)),
        yesterday=Bounds(whole.start, today) if whole.start < today < whole.end else None,
    )


def _back(at: int, zone: ZoneInfo, days: int = 0, years: int = 0) -> int:
    """The same time of day some days or years earlier; the 29th of February becomes the 28th."""
    here: datetime = local(at, zone) - timedelta(days=days)
    if years:
        is_leap_day = (here.month, here.day) == (2, 29)
        here = here.replace(year=here.year - years, day=28 if is_leap_day else here.day)
    return to_ms(here)


def days_until(end: int, count: int, zone: ZoneInfo) -> list[Bounds]:
    """The last `count` city days up to a moment, oldest first; the last may be a part of one."""
    last = local(end - 1, zone).date()
    days = [last - timedelta(days=back) for back in range(count - 1, -1, -1)]
    return [Bounds(midnight(day, zone), min(end, midnight(day + timedelta(days=1), zone))) for day in days]
