"""The map's shadings: figures per area that the map takes turns with, and the step of each one's scale it falls in."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, Final

from dashboard.views.wall import periods
from dashboard.views.wall.reading import Data, Figures, WallReader, WallSettings, ask, period, pick


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
    """`{"period", "choices": {name: {"path", "label", "note", "steps", "areas": {code: [number, step 0–4]}}}}`, of the
    month so far; `{area}` in a path stands for the code.
    """
    figures = ask(reader, periods.month(now, settings.zone), now)
    codes = [area.code for area in settings.areas]
    shadings = {name: _shading(figures, choice, codes) for name, choice in CHOICES.items()}
    return {"period": period(figures), "choices": shadings}


def _shading(figures: Figures, choice: Choice, codes: list[str]) -> Data:
    areas: dict[str, list[Any]] = {}
    for code in codes:
        number = pick(figures, choice.path.format(area=code)) or 0
        areas[code] = [number, bisect_right(choice.steps, number)]
    return {
        "path": choice.path,
        "label": choice.label,
        "note": choice.note,
        "steps": list(choice.steps),
        "areas": areas,
    }
