"""Hotspots (热点): places about which citizens complain again and again, found by density. Pure.

Complaints are cases from the hotline and WeChat (`APPEAL_SOURCES`). They are looked at by area and category: what one
unit answers for, and one kind of problem. docs/hotspots.md has the definitions for people.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from math import cos, hypot, radians
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from dashboard.domain.instants import DAY_MS, local, midnight
from dashboard.domain.whistle import Whistle

EARTH_M: Final = 6_371_008.8
"""Mean radius of the Earth."""
REPEAT_MS: Final = 30 * DAY_MS
"""A complaint that comes so soon after an earlier one like it was closed has recurred."""
_STEPS: Final = 10_000
"""Ids name a place in ten-thousandths of a degree, about 10 m: no two hotspots are so near."""


class Limits(NamedTuple):
    """What makes a place hot: at least so many complaints within `metres` of one of them, in `days` days."""

    days: int = 30
    metres: int = 200
    least: int = 5


class Complaint(NamedTuple):
    """One complaint: where (WGS-84), when accepted and, if so, closed (ms UTC)."""

    case: str
    area: str
    category: str
    lon: float
    lat: float
    at: int
    closed: int | None = None
    street: str = ""
    reporter: str = ""


class Place(NamedTuple):
    """What hangs together: the complaint with the most others around it, and all of them, oldest first."""

    middle: Complaint
    complaints: list[Complaint]


class Hotspot(msgspec.Struct, frozen=True, kw_only=True):
    """A place and a category. Its id names area, category and the rounded place, so that it outlives its complaints.

    `lon`, `lat`: the complaint with the most others around it; `radius_m`: how far from it the others are.
    `trend`: complaints by day of the window, the last one being that of the moment asked. `cases` and `came` (when each
    was accepted) go together, oldest first. `rank_in_area`: by count, ties share one. Moments in ms UTC.
    """

    id: str
    category: str
    area: str
    street: str
    place: str
    lon: float
    lat: float
    radius_m: int
    count: int
    repeat_rate: float
    trend: list[int]
    first: int
    last: int
    rank_in_area: int = 0
    cases: list[str]
    came: list[int]
    whistles: list[str] = []


class Found(msgspec.Struct, frozen=True):
    """The hotspots at a moment (ms UTC), most complaints first, and the limits by which they were found."""

    at: int
    days: int
    metres: int
    least: int
    spots: list[Hotspot]


def limits_of(values: Mapping[str, int]) -> Limits:
    """The limits among the parameters of the alert rule `hotspot`."""
    return Limits(values["days"], values["metres"], values["count"])


def window(at: int, days: int, zone: ZoneInfo) -> int:
    """When the window of so many days begins that ends at a moment: a midnight; the last day may be a part of one."""
    return midnight(local(at - 1, zone).date() - timedelta(days=days - 1), zone)


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two near points (lon, lat)."""
    east = (a[0] - b[0]) * cos(radians((a[1] + b[1]) / 2))
    return radians(hypot(east, a[1] - b[1])) * EARTH_M


def places(complaints: Iterable[Complaint], limits: Limits) -> list[Place]:
    """The hot places, the same for any order of the complaints; most complaints first."""
    together: dict[tuple[str, str], list[Complaint]] = defaultdict(list)
    for one in complaints:
        together[one.area, one.category].append(one)
    found = [place for those in together.values() if len(those) >= limits.least for place in _dense(those, limits)]
    return sorted(found, key=lambda place: (-len(place.complaints), place.middle))


def _dense(those: list[Complaint], limits: Limits) -> Iterator[Place]:
    """DBSCAN says what hangs together; what reaches too far to be one place is taken apart into discs."""
    # Only who looks for places needs it, and it takes a second to load.
    from sklearn.cluster import DBSCAN  # noqa: PLC0415

    those = sorted(those, key=lambda one: (one.lat, one.lon, one.case))
    scan = DBSCAN(eps=limits.metres / EARTH_M, min_samples=limits.least, metric="haversine", algorithm="ball_tree")
    clusters: dict[int, list[Complaint]] = defaultdict(list)
    for label, one in zip(scan.fit(_points(those)).labels_.tolist(), those, strict=True):
        clusters[label].append(one)
    clusters.pop(-1, None)  # what stands alone
    for cluster in clusters.values():
        yield from _discs(cluster, limits)


def _discs(cluster: list[Complaint], limits: Limits) -> Iterator[Place]:
    """The complaints around the one that has most around it, then the same of what is left, while there are enough."""
    while len(cluster) >= limits.least:
        around = _around(cluster, limits.metres)
        middle = max(range(len(cluster)), key=lambda n: (len(around[n]), -n))
        inside = set(around[middle])
        if len(inside) < limits.least:
            return
        yield Place(cluster[middle], sorted((cluster[n] for n in inside), key=lambda one: (one.at, one.case)))
        cluster = [one for n, one in enumerate(cluster) if n not in inside]


def _around(cluster: Sequence[Complaint], metres: int) -> list[list[int]]:
    """For each complaint the numbers of those within so many metres, itself among them."""
    from sklearn.neighbors import BallTree  # noqa: PLC0415

    points = _points(cluster)
    return [near.tolist() for near in BallTree(points, metric="haversine").query_radius(points, metres / EARTH_M)]


def _points(those: Sequence[Complaint]) -> list[tuple[float, float]]:
    return [(radians(one.lat), radians(one.lon)) for one in those]


class Told(NamedTuple):
    """What is told of places: the window [start, end) that they were found in, the zone that cuts it into days, the
    road or landmark of each complaint, and the whistles that may be of some of them.
    """

    start: int
    end: int
    zone: ZoneInfo
    roads: Mapping[str, str]
    whistles: Collection[Whistle] = ()


def hotspots(found: Iterable[Place], told: Told) -> list[Hotspot]:
    """The places as hotspots, in their order, which is that of rank."""
    made: list[Hotspot] = []
    before: dict[str, list[int]] = defaultdict(list)
    for place in found:
        counts = before[place.middle.area]
        counts.append(len(place.complaints))
        made.append(_hotspot(place, told, rank=1 + sum(n > counts[-1] for n in counts)))
    return made


def _hotspot(place: Place, told: Told, rank: int) -> Hotspot:
    middle, those = place
    roads = [told.roads.get(one.case) or one.street for one in those]
    return Hotspot(
        id=_id(middle),
        category=middle.category,
        area=middle.area,
        street=_commonest(one.street for one in those),
        place=_commonest(roads),
        lon=round(middle.lon, 4),
        lat=round(middle.lat, 4),
        radius_m=round(max(distance(_point(middle), _point(one)) for one in those)),
        count=len(those),
        repeat_rate=repeated(those, roads) / len(those),
        trend=_trend(those, told),
        first=those[0].at,
        last=those[-1].at,
        rank_in_area=rank,
        cases=[one.case for one in those],
        came=[one.at for one in those],
        whistles=sorted(one.subject for one in told.whistles if _blown_for(one, those)),
    )


def repeated(those: Sequence[Complaint], roads: Sequence[str]) -> int:
    """How many came at most 30 days after one of the same road or landmark, or the same reporter, had been closed."""
    marks = [
        [("at", road), *([("by", one.reporter)] if one.reporter else [])]
        for one, road in zip(those, roads, strict=True)
    ]
    closings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for closed, mark in sorted(
        (one.closed, mark) for one, its in zip(those, marks, strict=True) if one.closed is not None for mark in its
    ):
        closings[mark].append(closed)
    return sum(
        any(_within(closings[mark], one.at - REPEAT_MS, one.at) for mark in its)
        for one, its in zip(those, marks, strict=True)
    )


def _within(moments: Sequence[int], start: int, end: int) -> bool:
    """Does one of these, in order, lie in [start, end]?"""
    place = bisect_left(moments, start)
    return place < len(moments) and moments[place] <= end


def _trend(those: Sequence[Complaint], told: Told) -> list[int]:
    def day(at: int) -> int:
        return local(at, told.zone).toordinal()

    counts = Counter(day(one.at) for one in those)
    return [counts[n] for n in range(day(told.start), day(told.end - 1) + 1)]


def _blown_for(whistle: Whistle, those: Sequence[Complaint]) -> bool:
    return not {one.case for one in those}.isdisjoint(whistle.cases)


def _commonest(names: Iterable[str]) -> str:
    counts = Counter(name for name in names if name)
    return min(counts, key=lambda name: (-counts[name], name), default="")


def _point(one: Complaint) -> tuple[float, float]:
    return one.lon, one.lat


def _id(middle: Complaint) -> str:
    return f"{middle.area}_{middle.category}_{round(middle.lon * _STEPS)}_{round(middle.lat * _STEPS)}"


def named(spots: Iterable[Hotspot], name: str, metres: int) -> Hotspot | None:
    """The hotspot that an id names, also an id of an earlier day, since when its middle has moved a little; None where
    there is none any more.
    """
    try:
        area, category, lon, lat = name.rsplit("_", 3)
        there = int(lon) / _STEPS, int(lat) / _STEPS
    except ValueError:
        return None
    alike = [one for one in spots if (one.area, one.category) == (area, category)]
    near = min(alike, key=lambda one: (distance((one.lon, one.lat), there), one.id), default=None)
    return near if near and distance((near.lon, near.lat), there) <= metres else None
