"""按时派遣率: who dispatches late this month, with what, and what waits past its time at this moment."""

from typing import Final

from dashboard.views.wall import periods
from dashboard.views.wall.reading import Data, Figures, WallReader, WallSettings, ask, cell, period
from dashboard.views.wall.targets import DISPATCH

TOP_CATEGORIES: Final = 5
"""Per area, as the city's monthly report lists them."""


def build(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """`{"period", "total": row, "rows": [row], "now": {"dispatch", "close"}}`, the lowest rate first.

    A row: `{"area", "rate": cell, "due": cell, "late": cell, "status", "waiting": n, "overdue": n,
    "categories": [{"category", "late": cell}]}`: `waiting` and `overdue` as of this moment, the others of the month.
    """
    figures = ask(reader, periods.month(now, settings.zone), now)
    present = reader.open_overdue(now)
    rows = [_row(figures, area.code, present) for area in settings.areas]
    rows = [row for row in rows if row["due"][1] or row["waiting"] or row["overdue"]]
    rows.sort(key=lambda row: (row["rate"][1] is None, row["rate"][1], row["area"]))
    totals = {name: present[name]["total"] for name in ("dispatch", "close")}
    return {"period": period(figures), "total": _row(figures, "total", present), "rows": rows, "now": totals}


def _row(figures: Figures, area: str, present: Data) -> Data:
    rate = cell(figures, f"dispatch.{area}.rate", None)
    return {
        "area": area,
        "rate": rate,
        "due": cell(figures, f"dispatch.{area}.due"),
        "late": cell(figures, f"dispatch.{area}.late"),
        "status": DISPATCH.status(rate[1]),
        "waiting": _now(present["dispatch"], area),
        "overdue": _now(present["close"], area),
        "categories": _categories(figures, area),
    }


def _now(counts: Data, area: str) -> int:
    found: int = counts["total"] if area == "total" else counts["by_area"].get(area, 0)
    return found


def _categories(figures: Figures, area: str) -> list[Data]:
    late = figures["dispatch"].get(area, {}).get("late_by_category", {})
    first = sorted(late.items(), key=lambda item: (-item[1], item[0]))[:TOP_CATEGORIES]
    return [
        {"category": code, "late": [f"dispatch.{area}.late_by_category.{code}", count]}
        for code, count in first
        if count
    ]
