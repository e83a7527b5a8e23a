"""The month looks like a month, and counted straight by contract §2 gives what the report prints.

One file, since a process reads the month once for all tests of a file: patrols by day, calls at night, places in their
areas, work after dispatch; sections 1 to 4 of the report.
"""

import copy
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

import orjson
import pytest

from dashboard import reference
from dashboard.domain import hotspots, whistle
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_numbers import Series, read
from streams.codec import Rejected, decode
from streams.month import Month
from streams.month.published import CITY, read_json, streets
from streams.month.rhythm import DAY, HOUR, START
from tests import month_figures
from tests.store_kit import ZONE
from tests.unit.month.conftest import Reading

pytestmark = pytest.mark.timeout(300)

FRIDAY, SATURDAY = 7, 8
MAIN = ("530102", "530103", "530111", "530112", "530114")
# Divisions in which an area's cases may lie: zones lie in those of the streets that they administer (zones.json).
HOSTS: dict[str, tuple[str, ...]] = {
    "KM-GX": ("530102", "530114"),
    "KM-JK": ("530111", "530114"),
    "KM-DJ": ("530112", "530114"),
}
HOSTS |= {"KM-DZ": ("530111",), "KM-YZH": ("530125", "530114"), CITY: MAIN}

Case = dict[str, Any]
Point = tuple[float, float]


@pytest.fixture(scope="module")
def sampled(reading: Reading) -> list[Case]:
    """The data of the sample's accepted cases."""
    return [orjson.loads(e.fields[b"data"]) for e in reading.sample if e.fields[b"type"] == b"case.accepted"]


@pytest.fixture(scope="module")
def friday(month: Month) -> list[tuple[int, str, str, Case]]:
    """A working day's events: local hour, type, subject, data."""
    begin = START + FRIDAY * DAY
    return [
        ((e.at - begin) // HOUR, e.fields[b"type"].decode(), e.subject, orjson.loads(e.fields[b"data"]))
        for e in month.events(begin, begin + DAY)
    ]


@pytest.fixture(scope="module")
def whistles(reading: Reading) -> list[Whistle]:
    """All of November's and the one carried into it, folded."""
    events = [decode(one.fields, one.at) for one in reading.told]
    told = sorted((one for one in events if not isinstance(one, Rejected)), key=lambda one: one.subject)
    return [whistle.fold(subject, list(of_it)) for subject, of_it in groupby(told, lambda one: one.subject)]


class TestTheReport:
    """Sections 1 to 4 of the published report."""

    def test_is_met_by_november_as_of_its_end(self, reading: Reading) -> None:
        assert month_figures.check(reading.at_the_end) == []

    def test_is_met_as_of_any_later_moment_too(self, reading: Reading) -> None:
        """No event dated in December moves a figure of November."""
        assert reading.later == reading.at_the_end

    def test_is_looked_at_row_by_row(self) -> None:
        """No row of sections 1 to 4 is left out of the check."""
        assert set(month_figures.read_report()) - month_figures.mapped() == set()

    @pytest.mark.parametrize(
        ("path", "figure"),
        [
            ("filed.total", "1.01"),
            ("filed.by_category.E0201", "1.10"),
            ("dispatch.530111.late_by_category.E0108", "2.07"),
            ("closure.hazard.closure_rate", "3.33"),
            ("missed.by_area.530102.rate", "1.26"),
            ("hotline.530111.response_rate", "4.07"),
        ],
    )
    def test_would_not_be_met_by_another_number(self, reading: Reading, path: str, figure: str) -> None:
        """The check can fail: one figure changed is named."""
        changed = copy.deepcopy(dict(reading.at_the_end))
        *way, last = path.split(".")
        place = month_figures.at(changed, ".".join(way))
        place[last] = place[last] * 1.1 + 300
        assert any(difference.startswith(figure) for difference in month_figures.check(changed))


class TestEvents:
    """What the recount saw on its way."""

    def test_are_all_allowed_by_their_cases(self, reading: Reading) -> None:
        assert reading.anomalies == []

    def test_are_as_many_as_a_real_month_has(self, reading: Reading) -> None:
        assert reading.events >= 1_200_000

    def test_come_in_order_of_time_each_with_its_own_id(self, reading: Reading) -> None:
        assert (reading.out_of_order, reading.repeated_ids) == (0, 0)

    def test_cover_the_turns_that_a_case_can_take(self, reading: Reading) -> None:
        assert reading.at_the_end["voided"] > 0
        assert reading.at_the_end["quality"]["total"]["substandard"] > 0


class TestTime:
    """Hours and days."""

    def test_patrols_walk_from_nine_to_five(self, friday: list[tuple[int, str, str, Case]]) -> None:
        hours = Counter(h for h, kind, _, data in friday if kind == "case.accepted" and "reporter" in data)
        assert min(hours) >= 8
        assert max(hours) <= 17
        assert hours[12] < hours[10] > hours[16]

    def test_nobody_closes_cases_at_night(self, friday: list[tuple[int, str, str, Case]]) -> None:
        hours = Counter(h for h, kind, _, _ in friday if kind == "case.closed")
        assert sum(hours[h] for h in (*range(8), 22, 23)) < 0.02 * hours.total()

    def test_weekends_are_quieter(self, month: Month) -> None:
        friday, saturday = (_count(month, day, b"case.filed") for day in (FRIDAY, SATURDAY))
        assert saturday < 0.85 * friday

    def test_about_fifteen_in_a_hundred_calls_come_at_night(self, reading: Reading) -> None:
        night = sum(reading.calls[hour] for hour in (22, 23, *range(7)))
        assert 0.12 < night / reading.calls.total() < 0.18


class TestPlace:
    """Points, streets, grid cells, components."""

    def test_cases_lie_in_the_division_of_their_area(self, sampled: list[Case]) -> None:
        outlines = {f["properties"]["adcode"]: f["geometry"] for f in read_json("geo/districts.geojson")["features"]}
        astray = [
            case
            for case in sampled
            if not any(_inside(outlines[d], case["lon"], case["lat"]) for d in HOSTS.get(case["area"], (case["area"],)))
        ]
        assert astray == []

    def test_streets_are_those_of_the_area(self, sampled: list[Case]) -> None:
        divisions = {street.name: street.code[:6] for street in streets().values()}
        assert all(divisions[case["street"]] in HOSTS.get(case["area"], (case["area"],)) for case in sampled)

    def test_components_have_codes_and_events_have_none(self, sampled: list[Case]) -> None:
        assert all(("component" in case) == case["category"].startswith("C") for case in sampled)

    def test_grid_cells_are_those_of_the_street(self, sampled: list[Case]) -> None:
        codes = {street.name: street.code for street in streets().values()}
        assert all(case["grid"].startswith(codes[case["street"]]) and len(case["grid"]) == 15 for case in sampled)

    def test_citizens_stay_unnamed(self, sampled: list[Case]) -> None:
        assert not any("reporter" in case for case in sampled if case["class"] == "appeal")

    @pytest.mark.parametrize(
        ("place", "complaints"), [("海乐世界购物中心", 51), ("世纪城茗春苑", 33), ("呈贡区人民医院门口", 10)]
    )
    def test_the_reports_hotspots_have_their_complaints(self, reading: Reading, place: str, complaints: int) -> None:
        assert reading.addresses[place] == complaints

    @pytest.mark.parametrize(
        ("area", "rank", "place", "complaints", "there"),
        [
            ("530111", 1, "海乐世界购物中心", 51, (102.7365, 24.9640)),
            ("530111", 2, "世纪城茗春苑", 33, (102.7560, 24.9570)),
            ("530114", 1, "呈贡区人民医院门口", 10, (102.8010, 24.8860)),
        ],
    )
    def test_and_are_found_where_they_are(
        self,
        month: Month,
        reading: Reading,
        area: str,
        rank: int,
        place: str,
        complaints: int,
        there: tuple[float, float],
    ) -> None:
        """By density alone, first in their districts, as of the month's end; where they are is assumed."""
        window = hotspots.window(month.end_ms, 30, ZONE)
        inside = [one for one in reading.complaints if window <= one.at < month.end_ms]
        told = hotspots.Told(window, month.end_ms, ZONE, {})
        found = hotspots.hotspots(hotspots.places(inside, hotspots.Limits()), told)
        one = next(one for one in found if one.area == area and one.rank_in_area == rank)
        assert (one.place, one.count, one.category) == (place, complaints, "E0406")
        assert hotspots.distance((one.lon, one.lat), there) <= 200


class TestWhistles:
    """吹哨."""

    def test_cover_real_cases(self, reading: Reading) -> None:
        assert len(reading.whistled) > reading.blown
        assert reading.unknown == set()

    def test_are_told_as_their_state_allows(self, whistles: list[Whistle]) -> None:
        """Eight are November's, two of districts and six of streets, three in 盘龙 and three in 呈贡."""
        november = [one for one in whistles if (one.blown_at or 0) >= START]
        assert Counter(one.level for one in november) == {"district": 2, "street": 6}
        assert Counter(one.area for one in november).most_common(2) == [("530103", 3), ("530114", 3)]
        assert [one.anomalies for one in whistles if one.anomalies] == []

    def test_count_on_in_each_series(self, whistles: list[Whistle]) -> None:
        """By level and kind, as numbers given today would; the city's own is the report's (5.01)."""
        kinds, series = reference.load().whistles, defaultdict[Any, list[int]](list)
        for one in sorted(whistles, key=lambda one: one.blown_at or 0):
            named, number = read(one.number or "", kinds, START)
            assert named == Series(2024, one.level, kinds.of(one.kind or "", START).code)
            series[named].append(number)
        assert all(found == list(range(found[0], found[0] + len(found))) for found in series.values())
        city = next(one for one in whistles if one.level == "city")
        assert (city.number, city.area) == ("2024（市）重点哨21号", "530112")
        assert set(city.mentioned) <= city.departments.keys()

    def test_first_responses_are_those_of_the_report(self, reading: Reading) -> None:
        """盘龙 solved 138 by reminders and first responses (5.02)."""
        assert Counter(reading.stood_in)["530103"] == 138

    def test_are_mostly_answered_and_closed(self, reading: Reading) -> None:
        assert 1 <= reading.blown - reading.ended <= 3


def _count(month: Month, day: int, kind: bytes) -> int:
    return sum(e.fields[b"type"] == kind for e in month.events(START + day * DAY, START + (day + 1) * DAY))


def _inside(geometry: dict[str, Any], lon: float, lat: float) -> bool:
    """Even-odd rule over all rings."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return sum(_crossings(ring, lon, lat) for polygon in polygons for ring in polygon) % 2 == 1


def _crossings(ring: Sequence[Sequence[float]], lon: float, lat: float) -> int:
    return sum(
        (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1)
        for (x1, y1), (x2, y2) in pairwise(ring)
    )
