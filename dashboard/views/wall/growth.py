"""增长类别: categories filed more often in the last three hours than usual at this time of day."""

from statistics import fmean
from typing import Final

from dashboard.views.wall import periods
from dashboard.views.wall.periods import Span
from dashboard.views.wall.reading import Data, WallReader, WallSettings, ask, period
from dashboard.views.wall.targets import GROWTH

HOURS: Final = 3
USUAL_DAYS: Final = (1, 2, 3, 4, 5, 6, 7)
"""常值 = the mean of the same hours of the seven days before: every weekday weighs once."""

LEAST: Final = 5
"""Under this many cases a ratio says nothing."""

ROWS: Final = 12


def build(reader: WallReader, now: int, _settings: WallSettings) -> Data:
    """`{"period", "rows": [{"category", "count": cell, "usual": mean, "growth": ratio|null, "status"}]}`, most first.

    `growth` is null where the category is not usual at all (a mean of 0): it is then new.
    """
    span = periods.last_hours(now, HOURS)
    usual = _usual([_filed(reader, periods.last_hours(now, HOURS, days), now) for days in USUAL_DAYS])
    rows: list[Data] = []
    for category, count in _filed(reader, span, now).items():
        mean = usual.get(category, 0.0)
        growth = count / mean - 1 if mean else None
        if count < LEAST or (growth is not None and growth <= 0):
            continue
        rows.append(
            {
                "category": category,
                "count": [f"filed.by_category.{category}", count],
                "usual": mean,
                "growth": growth,
                "status": "soon" if growth is None or growth >= GROWTH else None,
            }
        )
    # By how many more there are, not by the ratio alone: 6 instead of 3 is no news beside 131 instead of 100.
    rows.sort(key=lambda row: (row["usual"] - row["count"][1], row["category"]))
    return {"period": period(ask(reader, span, now)), "hours": HOURS, "rows": rows[:ROWS]}


def _filed(reader: WallReader, span: Span, now: int) -> dict[str, int]:
    return reader.filed_by_category(span.start, span.end, now)


def _usual(days: list[dict[str, int]]) -> dict[str, float]:
    categories = {category for day in days for category in day}
    return {category: fmean(day.get(category, 0) for day in days) for category in categories}
