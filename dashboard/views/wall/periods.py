"""The stretches of city time that the wall compares. All bounds are epoch milliseconds UTC, [start, end).

Knows days, months and weeks of the city's calendar; does not know what is counted in them.
"""

from datetime import datetime, timedelta, tzinfo
from typing import Final, NamedTuple

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS


class Span(NamedTuple):
    """A half-open stretch of time, epoch ms UTC."""

    start: int
    end: int


def _midnight(now: int, zone: tzinfo, days_ago: int = 0) -> datetime:
    # The wall-clock date is moved, not 24 h subtracted: a city with summer time keeps its midnights.
    local = datetime.fromtimestamp(now / 1000, zone) - timedelta(days=days_ago)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def day_start(now: int, zone: tzinfo, days_ago: int = 0) -> int:
    """Midnight at the start of the city day in which `now` lies, or of an earlier one."""
    return _ms(_midnight(now, zone, days_ago))


def today(now: int, zone: tzinfo) -> Span:
    """The city day so far. At midnight itself it is one millisecond old, so that the span is never empty."""
    start = day_start(now, zone)
    return Span(start, max(now, start + 1))


def same_hour(now: int, zone: tzinfo, days_ago: int) -> Span:
    """An earlier city day up to the same time of day: 昨日同时刻 (1), 上周同日同时刻 (7)."""
    local = datetime.fromtimestamp(now / 1000, zone) - timedelta(days=days_ago)
    start = day_start(now, zone, days_ago)
    return Span(start, max(_ms(local), start + 1))


def whole_day(now: int, zone: tzinfo, days_ago: int) -> Span:
    """A full earlier city day."""
    return Span(day_start(now, zone, days_ago), day_start(now, zone, days_ago - 1))


def month(now: int, zone: tzinfo) -> Span:
    """The city month so far (本月累计)."""
    start = _ms(_midnight(now, zone).replace(day=1))
    return Span(start, max(now, start + 1))


def last_days(now: int, zone: tzinfo, days: int) -> Span:
    """The last `days` city days, today so far among them (近 7 日)."""
    return Span(day_start(now, zone, days - 1), today(now, zone).end)


def month_until_today(now: int, zone: tzinfo) -> Span | None:
    """The city month up to last midnight, for movement since yesterday; None on the first of the month."""
    span = Span(month(now, zone).start, day_start(now, zone))
    return span if span.end > span.start else None


def last_hours(now: int, hours: int, days_ago: int = 0) -> Span:
    """The `hours` before now, or before the same moment some days ago."""
    end = now - days_ago * DAY_MS
    return Span(end - hours * HOUR_MS, end)
