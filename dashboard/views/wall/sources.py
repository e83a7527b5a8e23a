"""立案来源: where today's filed cases came from."""

from typing import Final

from dashboard.views.wall import periods
from dashboard.views.wall.reading import Data, WallReader, WallSettings, ask, cell, period

SOURCES: Final = ("district_supervisor", "city_supervisor", "hotline_12345", "wechat", "other")
"""In the order of the city's report, by size."""


def build(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """`{"period", "total": cell, "rows": [{"source", "count": cell, "share": ratio|null}]}` of today."""
    figures = ask(reader, periods.today(now, settings.zone), now)
    total = cell(figures, "filed.total")
    rows = []
    for source in SOURCES:
        count = cell(figures, f"filed.by_source.{source}")
        rows.append({"source": source, "count": count, "share": count[1] / total[1] if total[1] else None})
    return {"period": period(figures), "total": total, "rows": rows}
