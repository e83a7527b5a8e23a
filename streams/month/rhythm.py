"""When things are reported: days of the week, patrol hours (9:00 to 17:00), evenings and nights; and limits that
become due times.

Knows the city's local time (UTC+8, no summer time in 2024) as day numbers from 1 November 2024 and milliseconds.
Nothing is filed in the minutes around midnight, so that a filing, its acceptance and its dispatch limit fall on one
day.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from dashboard.domain.calendar import Limit, WorkCalendar

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

FIRST_DAY = date(2024, 11, 1)
START = int((datetime(2024, 11, 1, tzinfo=UTC) - timedelta(hours=8)).timestamp() * SECOND)
"""Midnight before 1 November 2024 in the city: the published period begins."""
DAYS = 30
END = START + DAYS * DAY
"""Midnight after 30 November: the published period ends."""
OCTOBER_DAYS = 31
OCTOBER = START - OCTOBER_DAYS * DAY

_SLOT_MINUTES = 5
_SLOT = _SLOT_MINUTES * MINUTE
# Assumed: weight per slot from a time of day (hours) on. Patrols walk 9:00 to 17:00, with a lull at noon; what they
# find is filed within minutes.
_PATROL = ((0, 0.0), (9.1, 0.8), (9.5, 1.35), (11.75, 0.45), (14, 1.25), (16.5, 0.75), (17.3, 0.0))
# Fifteen in a hundred hotline calls come at night (22:00 to 7:30).
_HOTLINE = (
    (0, 0.0),
    (0.3, 0.26),
    (1, 0.2),
    (6, 0.36),
    (7.5, 0.7),
    (9, 1.3),
    (12, 0.85),
    (14, 1.1),
    (18, 1.05),
    (20, 0.9),
    (22, 0.8),
    (23.6, 0.0),
)
_WECHAT = ((0, 0.0), (0.3, 0.02), (6.5, 0.4), (8, 0.9), (12, 1.2), (14, 0.9), (18, 1.6), (21.5, 0.8), (23.6, 0.0))
_HOURS = {
    "city_supervisor": _PATROL,
    "district_supervisor": _PATROL,
    "hotline_12345": _HOTLINE,
    "wechat": _WECHAT,
    "other": _WECHAT,
}
_REST_DAY = {"city_supervisor": 0.74, "district_supervisor": 0.66, "hotline_12345": 0.88, "wechat": 1.05, "other": 0.8}

# Assumed: citizens' appeals have limits of their own (接诉即办), whatever they are about.
_APPEAL_LIMITS = {"hotline_12345": Limit(5, "day"), "wechat": Limit(3, "day")}


class Rhythm:
    """Draws moments of filing; knows working days through the city's calendar."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar

    def moments(self, rng: Random, source: str, days: range, count: int) -> list[int]:
        """`count` moments (ms) at which this source's cases are filed within `days` (0 = 1 November)."""
        chosen = rng.choices(days, weights=[self.day_weight(source, day) for day in days], k=count)
        hours = rng.choices(_slots(), cum_weights=_hour_weights(source), k=count)
        return [START + day * DAY + slot + int(rng.random() * _SLOT) for day, slot in zip(chosen, hours, strict=True)]

    def day_weight(self, source: str, day: int) -> float:
        """How busy a day is for a source: 1 on a working day, less on others, with a little chance of its own."""
        swing = 1 + ((day * 37 + len(source) * 11) % 17 - 8) / 120
        return swing * (1.0 if self.calendar.is_workday(FIRST_DAY + timedelta(days=day)) else _REST_DAY[source])


def limit_of(source: str, usual: Limit) -> Limit:
    """The closing limit of a case: the appeal's own, else its category's usual one."""
    return _APPEAL_LIMITS.get(source, usual)


def day_of(at: int) -> int:
    """The local day of a moment: 0 is 1 November."""
    return (at - START) // DAY


@cache
def _slots() -> range:
    return range(0, DAY, _SLOT)


@cache
def _hour_weights(source: str) -> list[float]:
    weights = []
    for slot in _slots():
        hour = slot / HOUR
        weights.append([weight for begins, weight in _HOURS[source] if begins <= hour][-1])
    return list(accumulate(weights))
