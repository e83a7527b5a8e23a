"""告警: what is open on the duty desk, the gravest first."""

from typing import Any, Final

from dashboard.views.wall.reading import Data, Row, WallReader, WallSettings

HELD: Final = frozenset({"acknowledged", "assigned"})
"""States in which a person has it (●)."""

_ORDER: Final = {"late": 0, "soon": 1, "hand": 2, "void": 3}


def build(reader: WallReader, now: int, _settings: WallSettings) -> Data:
    """`{"counts": {status: n}, "rows": [{"id","status","rule","title","unit","cases","due","raised","state"}]}`.

    `status`: `hand` once acknowledged, `void` while snoozed, `late` past its due time or escalated, else `soon`.
    """
    rows = [_row(alert, now) for alert in reader.alerts_open(now)]
    rows.sort(key=_rank)
    counts = {status: sum(row["status"] == status for row in rows) for status in _ORDER}
    return {"counts": counts, "rows": rows}


def _rank(row: Data) -> tuple[Any, ...]:
    return _ORDER[row["status"]], row["due"] is None, row["due"] or 0, row["id"]


def _row(alert: Row, now: int) -> Data:
    keys = ("id", "rule", "title", "unit", "cases", "due", "raised", "state")
    return {"status": _status(alert, now), **{key: alert.get(key) for key in keys}}


def _status(alert: Row, now: int) -> str:
    if alert["state"] == "snoozed":
        return "void"
    if alert["state"] in HELD:
        return "hand"
    due = alert.get("due")
    late = alert["state"] == "escalated" if due is None else due <= now
    return "late" if late else "soon"
