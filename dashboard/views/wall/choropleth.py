"""The map's shading: one chosen figure per area, and the step of the scale it falls in."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from dashboard.views.wall import periods
from dashboard.views.wall.reading import Data, WallReader, WallSettings, ask, cell, period


@dataclass(frozen=True)
class Choice:
    """A figure that can shade the map: its path with {area} in it, the words for it, and where steps 1–4 begin."""

    path: str
    label: str
    note: str
    steps: tuple[int, int, int, int]


CHOICES: Final = {
    "open": Choice("closure_by_area.{area}.total.open", "未结案", "本月未结案（折算件）", (1, 50, 200, 1000)),
    "overdue": Choice("closure_by_area.{area}.total.overdue", "未按期", "本月应结未按期（折算件）", (1, 50, 200, 1000)),
    "late": Choice("dispatch.{area}.late", "超时派遣", "本月超时派遣（件）", (1, 50, 500, 2000)),
    "caseload": Choice("caseload.by_area.{area}.count", "案件量", "本月立案与自处置（件）", (1, 500, 5000, 20000)),
}


def build(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """`{"period", "figure", "label", "note", "steps", "areas": {code: {"value": cell, "step": 0–4}}}`, month so far."""
    choice = CHOICES[settings.map_figure]
    figures = ask(reader, periods.month(now, settings.zone), now)
    areas = {}
    for area in settings.areas:
        value = cell(figures, choice.path.format(area=area.code))
        areas[area.code] = {"value": value, "step": bisect_right(choice.steps, value[1])}
    return {
        "period": period(figures),
        "figure": settings.map_figure,
        "label": choice.label,
        "note": choice.note,
        "steps": list(choice.steps),
        "areas": areas,
    }
