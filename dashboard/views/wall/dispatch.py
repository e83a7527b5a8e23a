"""按时派遣率: who dispatches late this month, with what, and what waits past its time at this moment."""

from typing import Final

from dashboard.views.wall import periods
from dashboard.views.wall.reading import Data, Figures, WallReader, WallSettings, ask, cell, period
from dashboard.views.wall.targets import DISPATCH

COLUMNS: Final = 10
"""Categories of the table by area, those that the city dispatched late most often; a screen shows as many as it can."""


def build(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """`{"period", "total": row, "rows": [row], "columns": [category], "now": {"dispatch", "close"}}`, the lowest rate
    first.

    A row: `{"area", "rate": cell, "due": cell, "late": cell, "status", "waiting": n, "overdue": n,
    "by_category": [n]}`: `by_category` = late ones in the order of `columns`; `waiting` and `overdue` as of this
    moment, the others of the month.
    """
    figures = ask(reader, periods.month(now, settings.zone), now)
    present = reader.open_overdue(now)
    columns = _columns(figures)
    rows = [_row(figures, area.code, present, columns) for area in settings.areas]
    rows = [row for row in rows if row["due"][1] or row["waiting"] or row["overdue"]]
    rows.sort(key=lambda row: (row["rate"][1] is None, row["rate"][1], row["area"]))
    totals = {name: present[name]["total"] for name in ("dispatch", "close")}
    total = _row(figures, "total", present, columns)
    return {"period": period(figures), "total": total, "rows": rows, "columns": columns, "now": totals}


def _row(figures: Figures, area: str, present: Data, columns: list[str]) -> Data:
    rate = cell(figures, f"dispatch.{area}.rate", None)
    return {
        "area": area,
        "rate": rate,
        "due": cell(figures, f"dispatch.{area}.due"),
        "late": cell(figures, f"dispatch.{area}.late"),
        "status": DISPATCH.status(rate[1]),
        "waiting": _now(present["dispatch"], area),
        "overdue": _now(present["close"], area),
        "by_category": [_late(figures, area).get(category, 0) for category in columns],
    }


def _now(counts: Data, area: str) -> int:
    found: int = counts["total"] if area == "total" else counts["by_area"].get(area, 0)
    return found


def _late(figures: Figures, area: str) -> dict[str, int]:
    found: dict[str, int] = figures["dispatch"].get(area, {}).get("late_by_category", {})
    return found


def _columns(figures: Figures) -> list[str]:
    late = _late(figures, "total")
    return sorted((category for category in late if late[category]), key=lambda code: (-late[code], code))[:COLUMNS]
