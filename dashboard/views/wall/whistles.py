"""吹哨: whistles under way, who is missing at each, and how long there is left."""

from typing import Any, Final

from dashboard.views.wall.reading import Data, Row, WallReader, WallSettings

_LEVELS: Final = {"city": 0, "district": 1, "street": 2}


def build(reader: WallReader, now: int, _settings: WallSettings) -> Data:
    """`{"count": n, "rows": [row]}`, overdue ones first, then by level and age.

    A row: `{"id", "level", "number", "title", "area", "stage", "blown", "due", "status", "departments": n,
    "present": n, "missing": [name]}`: `present` have turned up; `missing` have not signed or, once all have signed, not
    turned up.
    """
    rows = [_row(whistle, now) for whistle in reader.whistles_open(now)]
    rows.sort(key=lambda row: (row["status"] != "late", _LEVELS.get(row["level"], 3), row["blown"], row["id"]))
    return {"count": len(rows), "rows": rows}


def _row(whistle: Row, now: int) -> Data:
    departments: list[dict[str, Any]] = list(whistle["departments"])
    due = whistle.get("due")
    keys = ("id", "level", "number", "title", "area", "stage", "blown")
    return {
        **{key: whistle.get(key) for key in keys},
        "due": due,
        "status": "late" if due is not None and due <= now else None,
        "departments": len(departments),
        "present": sum(department["checked_in"] is not None for department in departments),
        "missing": _missing(departments, whistle["stage"]),
    }


def _missing(departments: list[dict[str, Any]], stage: str) -> list[str]:
    if stage in ("handled", "verified"):
        return []
    unsigned = [department["name"] for department in departments if department["signed"] is None]
    return unsigned or [department["name"] for department in departments if department["checked_in"] is None]
