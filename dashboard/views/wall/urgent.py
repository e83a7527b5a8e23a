"""The cases that stay on the map until they are handled: about to be late (临期), late (逾期)."""

from typing import Any, Final

from dashboard.views.wall.reading import Data, WallReader, WallSettings
from dashboard.views.wall.targets import SOON_MS

LIMIT: Final = 30
"""Of each kind. More triangles than this hide the city; the counts stand in the dispatch panel."""

_SHOWN: Final = ("case", "at", "area", "street", "category", "class", "severity", "lon", "lat", "stage")


def build(reader: WallReader, now: int, _settings: WallSettings) -> Data:
    """`{"cases": [{…, "due": ms, "limit": "dispatch"|"close", "status": "late"|"soon"}]}`, most urgent last, so that
    it is drawn on top. Only fields that a wall may show.
    """
    rows = [_row(case, now) for case in reader.urgent_cases(now, LIMIT)]
    kept = [row for row in rows if row is not None]
    kept.sort(key=lambda row: (row["status"] == "late", -row["due"], row["case"]))
    return {"cases": kept}


def _row(case: dict[str, Any], now: int) -> Data | None:
    dues = [(case[key], name) for key, name in (("dispatch_due", "dispatch"), ("close_due", "close")) if case.get(key)]
    if not dues:
        return None
    due, limit = min(dues)
    if due >= now + SOON_MS:
        return None
    return {
        **{key: case.get(key) for key in _SHOWN},
        "due": due,
        "limit": limit,
        "status": "late" if due <= now else "soon",
    }
