"""今日 · 近 7 日 · 本月: the city's and each area's figures side by side in three periods, and what lies behind them.

A wall's page of one district and its tables of periods draw this; which of them is shown, the browser decides.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

from dashboard.views.wall import periods
from dashboard.views.wall.closure import CLASSES
from dashboard.views.wall.periods import Span
from dashboard.views.wall.reading import Data, Figures, WallReader, WallSettings, ask, period, pick
from dashboard.views.wall.targets import CLOSURE, DISPATCH, Target

DAYS: Final = 7
TOP_CATEGORIES: Final = 8
TOTAL: Final = "total"
"""The key of the whole city (or of all areas of a wall) beside the areas' codes."""


@dataclass(frozen=True)
class Line:
    """A figure of the table: its words, its path with {area} in it, the city's path, what it is, and its aim."""

    label: str
    path: str
    city: str
    kind: Literal["count", "rate"]
    target: Target | None = None

    def of(self, area: str) -> str:
        """The path of an area's figure, or of the city's (`TOTAL`)."""
        return self.city if area == TOTAL else self.path.format(area=area)


LINES: Final = {
    "filed": Line("立案", "filed.by_area.{area}", "filed.total", "count"),
    "closed": Line("结案", "quality.{area}.closed", "quality.total.closed", "count"),
    "dispatch_rate": Line("按时派遣率", "dispatch.{area}.rate", "dispatch.total.rate", "rate", DISPATCH),
    "late": Line("超时派遣", "dispatch.{area}.late", "dispatch.total.late", "count"),
    "closure_rate": Line(
        "结案率", "closure_by_area.{area}.total.closure_rate", "closure.total.closure_rate", "rate", CLOSURE
    ),
    "on_time_rate": Line(
        "按期结案率", "closure_by_area.{area}.total.on_time_rate", "closure.total.on_time_rate", "rate", CLOSURE
    ),
    "overdue": Line("未按期结案", "closure_by_area.{area}.total.overdue", "closure.total.overdue", "count"),
    "quality": Line("结案质量", "quality.{area}.quality", "quality.total.quality", "rate"),
    "missed": Line("漏报", "missed.by_area.{area}.total", "missed.total", "count"),
    "response": Line("热线响应率", "hotline.{area}.response_rate", "hotline.total.response_rate", "rate"),
    "satisfaction": Line("热线满意率", "hotline.{area}.satisfaction", "hotline.total.satisfaction", "rate"),
}


def config() -> dict[str, Any]:
    """The table's lines for the browser: label, paths, kind, aim and floor."""
    return {
        name: {
            "label": line.label,
            "path": line.path,
            "city": line.city,
            "kind": line.kind,
            "aim": line.target and line.target.aim,
            "floor": line.target and line.target.floor,
        }
        for name, line in LINES.items()
    }


def build(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """`{"periods": {"today"|"week"|"month": {"from", "to"}}, "areas": {code|"total": row}}`.

    A row: `{"today": [number…], "week": […], "month": […]}` in the order of LINES, and of the month `"classes"`:
    {class: [closure_rate, on_time_rate]} and `"late"`: [[category, number]…], most first. A rate may be null.
    """
    asked = {name: ask(reader, span, now) for name, span in _spans(now, settings).items()}
    codes = [TOTAL, *(area.code for area in settings.areas)]
    return {
        "periods": {name: period(figures) for name, figures in asked.items()},
        "areas": {code: _row(asked, code) for code in codes},
    }


def _spans(now: int, settings: WallSettings) -> dict[str, Span]:
    zone = settings.zone
    return {
        "today": periods.today(now, zone),
        "week": periods.last_days(now, zone, DAYS),
        "month": periods.month(now, zone),
    }


def _row(asked: dict[str, Figures], code: str) -> Data:
    numbers: Data = {
        name: [pick(figures, line.of(code), 0 if line.kind == "count" else None) for line in LINES.values()]
        for name, figures in asked.items()
    }
    month = asked["month"]
    return {**numbers, "classes": _classes(month, code), "late": _late(month, code)}


def _classes(figures: Figures, code: str) -> Data:
    above = "closure" if code == TOTAL else f"closure_by_area.{code}"
    rates = ("closure_rate", "on_time_rate")
    return {name: [pick(figures, f"{above}.{name}.{rate}", None) for rate in rates] for name in CLASSES}


def _late(figures: Figures, code: str) -> list[list[Any]]:
    counts = figures["dispatch"].get(code, {}).get("late_by_category", {})
    first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP_CATEGORIES]
    return [[category, count] for category, count in first if count]


def build_days(reader: WallReader, now: int, settings: WallSettings) -> Data:
    """Cases filed on each of the last seven days, today so far: `{"days": [{"from", "to"}], "areas": {code|"total":
    [n…]}}`.
    """
    earlier = [periods.whole_day(now, settings.zone, ago) for ago in range(DAYS - 1, 0, -1)]
    days = [ask(reader, span, now) for span in (*earlier, periods.today(now, settings.zone))]
    codes = [TOTAL, *(area.code for area in settings.areas)]
    return {
        "days": [period(day) for day in days],
        "areas": {code: [pick(day, LINES["filed"].of(code)) for day in days] for code in codes},
    }
