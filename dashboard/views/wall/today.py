"""今日: four counters of the city day, and the same on yesterday and on this day last week at the same hour."""

from typing import Final

from dashboard.views.wall import periods
from dashboard.views.wall.reading import Data, Figures, WallReader, WallSettings, ask, cell, period

COUNTERS: Final = {
    "accepted": "accepted",
    "filed": "filed.total",
    "dispatched": "dispatch.total.on_time",
    "closed": "quality.total.closed",
}
"""Counter → figure. 派遣 counts tasks of the day dispatched in time; 结案 counts closings dated today, unweighted."""


def build(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """`{"period", "counters": {name: [path, number]}}` of today so far."""
    return _counters(ask(reader, periods.today(now, settings.zone), now))


def build_before(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """The same for `yesterday` and `last_week`, each up to the same time of day."""
    spans = {"yesterday": 1, "last_week": 7}
    return {
        name: _counters(ask(reader, periods.same_hour(now, settings.zone, days), now)) for name, days in spans.items()
    }


def _counters(figures: Figures) -> Data:
    return {"period": period(figures), "counters": {name: cell(figures, path) for name, path in COUNTERS.items()}}
