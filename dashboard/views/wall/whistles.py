"""吹哨: the board of whistles by stage as desks have it (`dashboard.views.whistles.board`), cut to what walls show."""

from typing import Any, Final

from dashboard.views.wall.reading import Data, WallReader, WallSettings
from dashboard.views.whistles.board import Card, board

ENDED: Final = 8
"""Whistles that have ended, of the last day, that a wall still shows."""

_SHOWN: Final = (
    "id",
    "level",
    "number",
    "title",
    "area",
    "stage",
    "waits",
    "missing",
    "due",
    "share",
    "status",
    "cases",
)
_LEVELS: Final = {"city": 0, "district": 1, "street": 2}


def build(reader: WallReader, now: int, _settings: WallSettings) -> Data:
    """`{"count": n, "rows": [row], "columns": [{"stage", "count": n, "ids": [id]}]}`: `rows` are those under way,
    overdue ones first, then by level and age, and after them those that have ended; `columns` are the board's.

    A row: what `_SHOWN` names of the board's card, and `"departments": n, "present": n` (those that have turned up).
    """
    columns = board(reader.whistles_standing(now), reader.whistle_courses, now)["columns"]
    cards = [card for column in columns for card in column["cards"][: None if column["stage"] != "closed" else ENDED]]
    cards.sort(key=_order)
    return {
        "count": sum(card["ended"] is None for card in cards),
        "rows": [_row(card) for card in cards],
        "columns": [
            {"stage": column["stage"], "count": len(column["cards"]), "ids": [card["id"] for card in column["cards"]]}
            for column in columns
        ],
    }


def _order(card: Card) -> tuple[Any, ...]:
    ended = card["ended"]
    return (
        ended is not None,
        -(ended or 0),
        card["status"] != "late",
        _LEVELS.get(card["level"], len(_LEVELS)),
        card["blown"],
        card["id"],
    )


def _row(card: Card) -> Data:
    departments = card["departments"]
    present = sum(one["checked_in"] is not None for one in departments)
    return {**{name: card[name] for name in _SHOWN}, "departments": len(departments), "present": present}
