"""Where things happen: streets of each reporting unit and, per street, fixed spots inside its division and outside the
lakes.

Points are drawn around a street's rough centre and kept only if the square around them lies inside the outline.
Streets have no published outlines, zones neither: a zone's spots lie in the streets that it administers. Roads,
communities and grid cells are made up. Knows geometry and names, not cases.
"""

import math
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise
from random import Random
from typing import Any, NamedTuple

from dashboard.domain.areas import Area
from streams.month.chance import stream
from streams.month.published import CITY, Street, read_json, streets
from streams.month.words import COMMUNITY_PARTS, ROADS, ROADS_OF_TOWNS

SPOTS_PER_STREET = 48
SPOTS_PER_COMMUNITY = 8
REACH = 0.0008
"""A case lies within this many degrees of its spot."""
NEAR = 0.005
"""Spots within so many degrees, about 500 m, may have cases at one place."""

_ROW = 0.002
_URBAN_SPREAD, _TOWN_SPREAD = 0.0075, 0.005
_MAIN = ("530102", "530103", "530111", "530112", "530114")

# What the zones administer (zones.json), as street codes; the divisions around them do not report these.
_ZONE_STREETS = {
    "KM-GX": ("530102401", "530114010"),
    "KM-JK": ("530111010", "530114008", "530111402"),
    "KM-DJ": ("530112403", "530114009"),
    "KM-DZ": ("530111009", "530111011", "530111012"),
    "KM-YZH": ("530125002", "530114007"),
}
_NOT_REPORTING = {"530481102", "530125404"}
# Assumed, rough: centres of streets for which no source gives one.
_ASSUMED_CENTRES = {
    "530102001": (102.706, 25.045), "530102004": (102.694, 25.056), "530103002": (102.722, 25.054),
    "530103006": (102.745, 25.072), "530103007": (102.735, 25.115), "530103009": (102.842, 25.105),
    "530103011": (102.905, 25.300), "530103012": (102.830, 25.345), "530111011": (102.935, 25.085),
    "530111012": (102.965, 25.190), "530112001": (102.668, 25.037), "530112004": (102.690, 25.020),
    "530112010": (102.520, 25.080), "530114001": (102.803, 24.886),
}  # fmt: skip
# Assumed: remote streets of the main districts see few cases, the seat of a county most of its county's.
_REMOTE = {"530102010", "530103009", "530103010", "530103011", "530103012", "530112008", "530112009", "530112010"}

_COMMUNITY_BASE = {
    "530102401": "高新",
    "530111402": "经开",
    "530112403": "海埂",
    "530127401": "杨林",
    "530127402": "职教",
}
_COMMUNITY_BASE |= {"530127403": "花卉", "530128401": "工业园", "530129405": "倘甸"}

Ring = Sequence[Sequence[float]]


class Spot(NamedTuple):
    """A place of cases: its point, street, road (UTF-8), and the JSON members that say street, community and grid
    cell.
    """

    lon: float
    lat: float
    division: bytes
    street: str
    road: bytes
    members: bytes


class Outline:
    """Rings of one division or lake; answers by rows of latitude, so that many points cost little."""

    def __init__(self, rings: Sequence[Ring]) -> None:
        self._edges = [(a[0], a[1], b[0], b[1]) for ring in rings for a, b in pairwise(ring) if a[1] != b[1]]
        self._rows: dict[int, list[float]] = {}

    def covers(self, lon: float, lat: float, reach: float) -> bool:
        """Whether the square of side 2 × reach around the point lies inside, as seen on the rows of latitude around
        it.
        """
        first, last = math.floor((lat - reach) / _ROW), math.ceil((lat + reach) / _ROW)
        return all(self._spans(row, lon - reach, lon + reach) for row in range(first, last + 1))

    def touches(self, lon: float, lat: float) -> bool:
        """Whether the point lies inside on the row of latitude above or below it."""
        row = math.floor(lat / _ROW)
        return self._spans(row, lon, lon) or self._spans(row + 1, lon, lon)

    def _spans(self, row: int, west: float, east: float) -> bool:
        crossings = self._rows.get(row)
        if crossings is None:
            lat = row * _ROW
            crossings = sorted(
                x1 + (lat - y1) / (y2 - y1) * (x2 - x1) for x1, y1, x2, y2 in self._edges if (y1 > lat) != (y2 > lat)
            )
            self._rows[row] = crossings
        return any(a <= west and east <= b for a, b in zip(crossings[::2], crossings[1::2], strict=False))


class Places:
    """The spots of every area, and a weighted draw among them."""

    def __init__(self, seed: int, areas: Sequence[Area]) -> None:
        self._lakes = [Outline(_rings(feature)) for feature in read_json("geo/lakes.geojson")["features"]]
        self._divisions = {
            feature["properties"]["adcode"]: Outline(_rings(feature))
            for feature in read_json("geo/districts.geojson")["features"]
        }
        self._by_area: dict[str, tuple[list[Spot], list[float]]] = {}
        known: dict[str, list[Spot]] = {}
        for area in areas:
            codes = _streets_of(area.code)
            for code in codes:
                if code not in known:
                    known[code] = self._spots(stream(seed, "spots", code), streets()[code])
            weights = [weight for code in codes for weight in _weights(stream(seed, "busy", code), code, area)]
            self._by_area[area.code] = [spot for code in codes for spot in known[code]], list(accumulate(weights))

    def draw(self, rng: Random, area: str, count: int) -> list[Spot]:
        """`count` spots of an area, busy streets more often."""
        spots, cumulated = self._by_area[area]
        return rng.choices(spots, cum_weights=cumulated, k=count)

    def away(self, rng: Random, area: str, spot: Spot, other: Spot) -> Spot:
        """The spot, or where it is near another one, some spot of the area that is not."""
        while abs(spot.lon - other.lon) < NEAR and abs(spot.lat - other.lat) < NEAR:
            (spot,) = self.draw(rng, area, 1)
        return spot

    def named(self, area: str, lon: float, lat: float, address: str) -> Spot:
        """A spot of its own at this point, in the street of the nearest spot; `address` takes the road's place."""
        near = min(self._by_area[area][0], key=lambda spot: (spot.lon - lon) ** 2 + (spot.lat - lat) ** 2)
        return near._replace(lon=lon, lat=lat, road=address.encode())

    def _spots(self, rng: Random, street: Street) -> list[Spot]:
        adcode = street.code[:6]
        lon, lat = self._centre(street)
        spread = _URBAN_SPREAD if adcode in _MAIN else _TOWN_SPREAD
        roads = rng.sample(ROADS.get(adcode, ROADS_OF_TOWNS), 6)
        spots: list[Spot] = []
        while len(spots) < SPOTS_PER_STREET:
            x, y = rng.gauss(lon, spread), rng.gauss(lat, spread * 0.9)
            if self._on_land(adcode, x, y):
                spots.append(_spot(rng, street, len(spots), (x, y), rng.choice(roads)))
            spread *= 1.01  # a centre of a bounding box may lie outside: look further round
        return spots

    def _on_land(self, adcode: str, lon: float, lat: float) -> bool:
        inside = self._divisions[adcode].covers(lon, lat, REACH)
        return inside and not any(lake.touches(lon, lat) for lake in self._lakes)

    def _centre(self, street: Street) -> tuple[float, float]:
        if street.lon is not None and street.lat is not None:
            return street.lon, street.lat
        if street.code in _ASSUMED_CENTRES:
            return _ASSUMED_CENTRES[street.code]
        # Nothing known: somewhere around the other streets of the county, the same place every time.
        adcode = street.code[:6]
        around = [s for s in streets().values() if s.code[:6] == adcode and s.lon is not None and s.lat is not None]
        lon = sum(s.lon or 0 for s in around) / len(around)
        lat = sum(s.lat or 0 for s in around) / len(around)
        angle = int(street.code[6:]) * 2.4
        return lon + 0.05 * math.cos(angle), lat + 0.05 * math.sin(angle)


def _spot(rng: Random, street: Street, number: int, point: tuple[float, float], road: str) -> Spot:
    group = number // SPOTS_PER_COMMUNITY
    base = _COMMUNITY_BASE.get(street.code, street.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")[:4])
    community = f"{base}{COMMUNITY_PARTS[group]}社区"
    grid = f"{street.code}{group + 1:03d}{rng.randrange(1, 40):03d}"
    members = f'"street":"{street.name}","community":"{community}","grid":"{grid}",'
    return Spot(
        round(point[0], 6), round(point[1], 6), street.code[:6].encode(), street.name, road.encode(), members.encode()
    )


def _weights(rng: Random, code: str, area: Area) -> list[float]:
    """How busy the spots of a street are: streets differ, and in each a few spots see most."""
    usual = 0.15 if code in _REMOTE else 1.0
    if area.group == "other" and code.endswith("001"):
        usual = 5.0
    street = usual * (0.5 + rng.random() * 1.2)
    return [street * (0.25 + rng.expovariate(1)) for _ in range(SPOTS_PER_STREET)]


@cache
def _streets_of(area: str) -> tuple[str, ...]:
    if area in _ZONE_STREETS:
        return _ZONE_STREETS[area]
    taken = {code for codes in _ZONE_STREETS.values() for code in codes} | _NOT_REPORTING
    divisions = _MAIN if area == CITY else (area,)
    return tuple(code for code in streets() if code[:6] in divisions and code not in taken)


def _rings(feature: dict[str, Any]) -> list[Ring]:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]
