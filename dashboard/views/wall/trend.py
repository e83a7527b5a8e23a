"""立案累计: cases filed hour by hour, added up over the day: today, yesterday, the same day last week."""

from itertools import accumulate
from typing import Final

from dashboard.views.wall import periods
from dashboard.views.wall.periods import Span
from dashboard.views.wall.reading import Data, WallReader, WallSettings

HOURS: Final = 24
DAYS: Final = {"today": 0, "yesterday": 1, "last_week": 7}


def build(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """`{"today": [n…], "yesterday": [24 × n], "last_week": [24 × n], "hour": hours gone by as a decimal}`: running
    totals of `filed.total` at the end of each hour; today's list ends with the present hour.
    """
    spans = {
        name: periods.whole_day(now, settings.zone, days) if days else periods.today(now, settings.zone)
        for name, days in DAYS.items()
    }
    hour = (now - spans["today"].start) / periods.HOUR_MS
    sums = {name: _running(reader, span, now) for name, span in spans.items()}
    sums["today"] = sums["today"][: int(hour) + 1]
    return {**sums, "hour": round(hour, 3)}


def _running(reader: WallReader, span: Span, now: int) -> list[int]:
    hours = reader.filed_by_hour(span.start, span.end, now)
    return list(accumulate(hours.get(hour, 0) for hour in range(HOURS)))
