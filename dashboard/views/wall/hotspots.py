"""热点: places about which citizens complain again and again; the streets and problems with most cases filed today."""

from typing import Any, Final

from dashboard.views.wall import periods
from dashboard.views.wall.reading import Data, WallReader, WallSettings, ask, period

ROWS: Final = 24
SPOTS: Final = 12
"""Places that a wall names and numbers on its map."""
_OF_SPOT: Final = (
    "id", "category", "area", "street", "place", "lon", "lat", "radius_m", "count", "repeat_rate", "trend", "whistles"
)  # fmt: skip
TOP_CATEGORIES: Final = 2


def build(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """`{"period", "rows": [{"street", "area": code|null, "count": n, "categories": [{"category", "count"}]}],
    "categories": [{"category", "count": cell}], "spots": {"at": ms|null, "days": n, "count": n, "rows": [spot]}}`, most
    first. Cases without a street are in the city's categories only. A spot is what `_OF_SPOT` names of a hotspot.
    """
    span = periods.today(now, settings.zone)
    groups = ask(reader, span, now, "street")["groups"]
    rows = [_row(street, figures["filed"]) for street, figures in groups.items() if street and street != "null"]
    rows = [row for row in rows if row["count"]]
    rows.sort(key=lambda row: (-row["count"], row["street"]))
    by_category = _most(reader.filed_by_category(span.start, span.end, now), ROWS)
    return {
        "period": period(ask(reader, span, now)),
        "rows": rows[:ROWS],
        "categories": [{"category": code, "count": [f"filed.by_category.{code}", n]} for code, n in by_category],
        "spots": _spots(reader.hotspots(now)),
    }


def _spots(found: Data) -> Data:
    rows = [{name: row[name] for name in _OF_SPOT} for row in found["rows"][:SPOTS]]
    return {"at": found["at"], "days": found["days"], "count": len(found["rows"]), "rows": rows}


def _most(counts: dict[str, int], limit: int) -> list[tuple[str, int]]:
    return sorted(((code, n) for code, n in counts.items() if n), key=lambda item: (-item[1], item[0]))[:limit]


def _row(street: str, filed: dict[str, Any]) -> Data:
    areas = _most(filed["by_area"], 1)
    top = _most(filed["by_category"], TOP_CATEGORIES)
    return {
        "street": street,
        "area": areas[0][0] if areas else None,
        "count": filed["total"],
        "categories": [{"category": code, "count": n} for code, n in top],
    }
