"""结案: both closure rates of the month so far, in total and for the five assessment classes."""

from typing import Final

from dashboard.views.wall import periods
from dashboard.views.wall.reading import Data, Figures, WallReader, WallSettings, ask, cell, period
from dashboard.views.wall.targets import CLASS_TARGETS

CLASSES: Final = ("creation", "appeal", "routine", "environment", "hazard")
_COUNTS: Final = ("due", "on_time", "cumulative_due", "closed", "open", "overdue")


def build(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """`{"period", "total": row, "rows": [row]}`; a row: `{"class", "closure_rate": cell, "on_time_rate": cell,
    "closure_status", "on_time_status", "aim"}` and, in total, the counts of both fractions.
    """
    figures = ask(reader, periods.month(now, settings.zone), now)
    total = _row(figures, "total") | {name: cell(figures, f"closure.total.{name}") for name in _COUNTS}
    return {"period": period(figures), "total": total, "rows": [_row(figures, name) for name in CLASSES]}


def _row(figures: Figures, name: str) -> Data:
    closure = cell(figures, f"closure.{name}.closure_rate", None)
    on_time = cell(figures, f"closure.{name}.on_time_rate", None)
    target = CLASS_TARGETS[name]
    return {
        "class": name,
        "closure_rate": closure,
        "on_time_rate": on_time,
        "closure_status": target.status(closure[1]),
        "on_time_status": target.status(on_time[1]),
        "aim": target.aim,
    }
