"""What the wall asks of the store, as a protocol, and the settings its views are made with. Knows no implementation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any, Protocol

from dashboard.domain.areas import Areas
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_limits import Course
from dashboard.views.wall.periods import Span

Figures = dict[str, Any]
"""The JSON of figures, exactly as the contract's section 2 ends."""

Data = dict[str, Any]
"""A panel's data: JSON-able."""

Row = dict[str, Any]


class WallReader(Protocol):
    """The store as one wall sees it: of the whole city, or of the areas it is bound to and nothing else.

    All moments are epoch ms UTC of the city's clock.
    """

    def figures(self, start_ms: int, end_ms: int, as_of_ms: int, group_by: str | None = None) -> Figures:
        """Figures of [start, end) as of a moment; the wall always passes its `now` as `as_of_ms` (the cheap case).

        With `group_by` (the wall uses `street`): `{"period", "group_by", "groups": {key: figures}}`.
        """
        ...

    def filed_by_category(self, start_ms: int, end_ms: int, as_of_ms: int) -> dict[str, int]:
        """`filed.by_category` of the figures; a wall of some areas finds it nowhere else."""
        ...

    def filed_by_hour(self, start_ms: int, end_ms: int, as_of_ms: int) -> dict[int, int]:
        """`filed.total` of each hour of [start, end) counted from its start, without the hours that have none."""
        ...

    def open_overdue(self, now_ms: int) -> Data:
        """What is late at this moment and not done, in cases (unweighted), of every period:
        `{"dispatch": {"total": n, "by_area": {code: n}}, "close": {"total": n, "by_area": {code: n}}}`:
        `dispatch` = dispatch tasks that wait past their due time, `close` = open, not suspended cases past `close_due`.
        """
        ...

    def urgent_cases(self, now_ms: int, limit: int) -> Sequence[Row]:
        """Open, not suspended cases whose next due time (waiting dispatch task, else closing) is nearest to now:
        at most `limit` that became late last and at most `limit` that fall due next. Rows as in frames (CaseRow).
        """
        ...

    def alerts_open(self, now_ms: int) -> Sequence[Row]:
        """Alerts not resolved: `{"id", "rule", "title": str|null, "level", "unit", "cases": n, "state": "raised" |
        "escalated" | "acknowledged" | "assigned" | "snoozed", "raised": ms, "due": ms|null}`.
        """
        ...

    def whistles_standing(self, now_ms: int) -> Sequence[Whistle]:
        """Whistles under way, and those that ended within the last day."""
        ...

    def whistle_courses(self, whistle: Whistle) -> Sequence[Course]:
        """The limits of a whistle that was blown."""
        ...

    def hotspots(self, now_ms: int) -> Data:
        """Where citizens complain again and again: `{"at": ms|null, "days": n, "rows": […]}`, most complaints first.

        `at`: when it was looked for, null before the first time; `days`: how far back. A row is a
        `dashboard.domain.hotspots.Hotspot`: `{"id", "category", "area", "street", "place", "lon", "lat", "radius_m",
        "count", "repeat_rate", "trend": [n of each day], "first": ms, "last": ms, "rank_in_area", "cases": [ids],
        "came": [ms], "whistles": [ids]}`; `place` is a road or landmark, never a house number.
        """
        ...


@dataclass(frozen=True)
class WallSettings:
    """What a city chooses: time zone and areas."""

    zone: tzinfo
    areas: Areas

    def of(self, areas: Collection[str] | None) -> WallSettings:
        """The same for a wall of these areas (None = of the whole city)."""
        return self if areas is None else replace(self, areas=self.areas.only(areas))


def ask(reader: WallReader, span: Span, now: int, group_by: str | None = None) -> Figures:
    """Figures of a span as of now."""
    return reader.figures(span.start, span.end, now, group_by)


def pick(figures: Figures, path: str, absent: float | None = 0) -> float | None:
    """The number at a dotted path of the figures; `absent` where a code is not there (contract: zero)."""
    here: Any = figures
    for key in path.split("."):
        if not isinstance(here, dict) or key not in here:
            return absent
        here = here[key]
    return here if here is None or isinstance(here, int | float) else absent


def cell(figures: Figures, path: str, absent: float | None = 0) -> list[Any]:
    """`[path, number]`: a figure that still knows its name when it reaches a screen."""
    return [path, pick(figures, path, absent)]


def period(figures: Figures) -> dict[str, str]:
    """From and to of the figures as the store gave them, for a figure's `data-from` and `data-to`."""
    return {"from": figures["period"]["from"], "to": figures["period"]["to"]}
