"""The figures that can be ranked: their names, where they stand in the figures' JSON, and which way is better. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from dashboard.domain.ranking import Better, Values
from dashboard.views.wall.targets import CLOSURE, DISPATCH, Target

Kind = Literal["rate", "count", "score"]
Part = Literal["missed", "quality", "hotline", "satisfaction"]


class Metric(NamedTuple):
    """One figure. `path` is its place in one group's totals (`dashboard.domain.figures.totals`), `area_path` in the
    city's figures; without it a district's figure is the city's, filtered by area. `needs`: what it takes beside the
    sums of the cells. `area_only`: a fact about an area (漏报), of which no street or unit has any.
    """

    name: str
    label: str
    kind: Kind
    path: str
    area_path: str = ""
    better: Better = "high"
    needs: Part | None = None
    target: Target | None = None
    meaning: str = ""
    area_only: bool = False


_OF: Final = "closure_by_area.{area}.total."
METRICS: Final = (
    Metric(
        "closure_rate", "结案率", "rate", "closure.total.closure_rate", f"{_OF}closure_rate", target=CLOSURE,
        meaning="结案数 ÷ 累计应结案数（折算）",
    ),
    Metric(
        "on_time_rate", "按期结案率", "rate", "closure.total.on_time_rate", f"{_OF}on_time_rate", target=CLOSURE,
        meaning="按期结案数 ÷ 应结案数（折算）",
    ),
    Metric(
        "dispatch_rate", "按时派遣率", "rate", "dispatch.total.rate", "dispatch.{area}.rate", target=DISPATCH,
        meaning="按时派遣 ÷ 应派遣",
    ),
    Metric(
        "late", "超时派遣", "count", "dispatch.total.late", "dispatch.{area}.late", "low",
        meaning="应派遣 − 按时派遣",
    ),
    Metric(
        "open", "未结", "count", "closure.total.open", f"{_OF}open", "low",
        meaning="累计应结案数 − 结案数（折算）",
    ),
    Metric(
        "overdue", "超期", "count", "closure.total.overdue", f"{_OF}overdue", "low",
        meaning="应结案数 − 按期结案数（折算）",
    ),
    Metric(
        "due", "累计应结案", "count", "closure.total.cumulative_due", f"{_OF}cumulative_due",
        meaning="期末之前到期、期初时尚未结案的（折算）",
    ),
    Metric("filed", "立案", "count", "filed.total", "filed.by_area.{area}", meaning="期内立案"),
    Metric("accepted", "受理", "count", "accepted", meaning="期内受理"),
    Metric(
        "self_handled", "自处置", "count", "self_handled.total", "self_handled.by_area.{area}",
        meaning="期内自处置",
    ),
    Metric(
        "quality", "处置达标率", "rate", "quality.total.quality", "quality.{area}.quality", needs="quality",
        meaning="1 − 核查不通过的案件 ÷ 结案案件",
    ),
    Metric(
        "missed_rate", "漏报率", "rate", "missed.rate", "missed.by_area.{area}.rate", "low", needs="missed",
        meaning="漏报 ÷ 立案", area_only=True,
    ),
    Metric(
        "missed", "漏报", "count", "missed.total", "missed.by_area.{area}.total", "low", needs="missed",
        meaning="期内漏报", area_only=True,
    ),
    Metric(
        "response_rate", "热线响应率", "rate", "hotline.total.response_rate", "hotline.{area}.response_rate",
        needs="hotline", meaning="期末前已答复的热线案件 ÷ 热线应处置",
    ),
    Metric(
        "handled_rate", "热线处置率", "rate", "hotline.total.handled_rate", "hotline.{area}.handled_rate",
        needs="hotline", meaning="期末前已处置或结案的热线案件 ÷ 热线应处置",
    ),
    Metric(
        "satisfaction", "热线满意率", "rate", "hotline.total.satisfaction", "hotline.{area}.satisfaction",
        needs="satisfaction", meaning="末次评价满意 ÷ 已评价",
    ),
    Metric("voided", "作废", "count", "voided", better="low", meaning="期内作废"),
    Metric("score", "综合得分", "score", "", meaning="各项的加权平均 × 100，权重见页面下方"),
)  # fmt: skip
BY_NAME: Final[Mapping[str, Metric]] = {metric.name: metric for metric in METRICS}
USUAL: Final = ("closure_rate", "on_time_rate", "dispatch_rate", "late", "open", "overdue", "due", "filed")
"""The columns beside the figure that is ranked by."""

SCORED: Final[Mapping[str, str]] = {
    "closure": "closure_rate",
    "on_time": "on_time_rate",
    "dispatch": "dispatch_rate",
    "rework": "quality",
    "missed": "missed_rate",
    "satisfaction": "satisfaction",
}
"""Part of the score → the figure it is made of."""


def value(metric: Metric, figures: Mapping[str, Any]) -> float | None:
    """The figure in the totals of one group."""
    here: Any = figures
    for key in metric.path.split("."):
        here = here[key]
    return here  # type: ignore[no-any-return] # the leaves of figures are numbers or None


def parts(figures: Mapping[str, Any], *, of_area: bool) -> Values:
    """What the score is made of, as ratios where more is better."""
    found = {part: value(BY_NAME[name], figures) for part, name in SCORED.items()}
    missed = found["missed"]
    return {**found, "missed": max(0.0, 1 - missed) if of_area and missed is not None else None}


def offered(*, of_area: bool) -> list[Metric]:
    """The figures that districts, or others, can be ranked by."""
    return [metric for metric in METRICS if of_area or not metric.area_only]


def columns(metric: Metric, *, of_area: bool) -> list[Metric]:
    """The columns of a table ranked by a figure: that one first, then the usual ones or the parts of the score."""
    beside = SCORED.values() if metric.kind == "score" else USUAL
    found = [metric, *(BY_NAME[name] for name in beside if name != metric.name)]
    return [one for one in found if of_area or not one.area_only]


def needed(shown: list[Metric]) -> frozenset[str]:
    """What these figures take beside the sums of the cells."""
    return frozenset(metric.needs for metric in shown if metric.needs)
