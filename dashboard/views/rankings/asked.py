"""What somebody asks of the rankings, as it stands in the page's address. PURE.

What an address says that nobody understands is as if it said nothing: a page is shown all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from dashboard.domain import ranking_periods
from dashboard.domain.payloads import CLASSES
from dashboard.domain.ranking_periods import Name, Periods
from dashboard.views.rankings.metrics import BY_NAME, Metric, offered

Tab = Literal["area", "street", "unit", "reporter"]
By = Tab | Literal["category", "source"]
"""Who is ranked; and by what a district is looked at besides."""
TABS: Final[tuple[Tab, ...]] = get_args(Tab)
PARAMETERS: Final = ("by", "figure", "period", "from", "to", "class", "area")
MOST_DAYS: Final = 3_700


class Asked(NamedTuple):
    """Which table: of whom, by which figure, of which period; of one class or area only, where they are given.

    `first` and `last` are days, both included, where no named period is meant.
    """

    tab: By = "area"
    figure: str = "closure_rate"
    period: Name | None = "month"
    first: date | None = None
    last: date | None = None
    case_class: str = ""
    area: str = ""

    @property
    def metric(self) -> Metric:
        """The figure that is ranked by."""
        return BY_NAME[self.figure]

    @property
    def of_area(self) -> bool:
        """Are districts ranked?"""
        return self.tab == "area"

    def periods(self, at: int, zone: ZoneInfo) -> Periods:
        """What is compared, asked at a moment of the city."""
        if self.first is not None and self.last is not None:
            return ranking_periods.of_dates(self.first, self.last, at, zone)
        return ranking_periods.of_named(self.period or "month", at, zone)

    def address(self, **change: str) -> str:
        """The query of this question, with some of it put otherwise ("" takes a part away)."""
        said = {
            "by": self.tab,
            "figure": self.figure,
            "period": self.period or "",
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "class": self.case_class,
            "area": self.area,
        } | change
        return "&".join(f"{name}={text}" for name, text in said.items() if text)


def asked(query: Mapping[str, str]) -> Asked:
    """The question that an address asks."""
    tab: Tab = next((one for one in TABS if one == query.get("by")), "area")
    known = {metric.name for metric in offered(of_area=tab == "area")}
    figure = query.get("figure", "")
    first, last = _day(query.get("from", "")), _day(query.get("to", ""))
    dated = first is not None and last is not None and 0 <= (last - first).days <= MOST_DAYS
    period = query.get("period", "")
    # Districts are ranked whole, each beside all of its group.
    area = "" if tab == "area" else query.get("area", "")
    return Asked(
        tab=tab,
        figure=figure if figure in known else "closure_rate",
        period=None if dated else period if period in ranking_periods.NAMES else "month",
        first=first if dated else None,
        last=last if dated else None,
        case_class=query["class"] if query.get("class") in CLASSES else "",
        area=area if area.isprintable() and len(area) <= 64 and "&" not in area else "",
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2190 else None
