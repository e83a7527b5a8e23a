"""Hotspots: complaints that recur around a place, found whatever their order, told with trend and repeats."""

from __future__ import annotations

import random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain import hotspots as h
from dashboard.domain.hotspots import Complaint, Limits, Told
from dashboard.domain.instants import DAY_MS, HOUR_MS, parse
from dashboard.domain.whistle import Whistle

ZONE = ZoneInfo("Asia/Shanghai")
NOON = parse("2024-11-13T12:00:00+08:00")
START = h.window(NOON, 30, ZONE)
LON, LAT = 102.7365, 24.964
METRE = 1 / 111_195
"""Of latitude, in degrees."""


def complaint(n: int, metres: float = 0, at: int = NOON - DAY_MS, **fields: Any) -> Complaint:
    """Complaint `c<n>`, so many metres north of the place."""
    made = Complaint(f"c{n}", "530111", "E0406", LON, LAT + metres * METRE, at + n, street="官渡街道")
    return made._replace(**fields)


def told(roads: dict[str, str] | None = None, *whistles: Whistle) -> Told:
    return Told(START, NOON, ZONE, roads or {}, whistles)


def spots(those: list[Complaint], at: Told | None = None) -> list[h.Hotspot]:
    return h.hotspots(h.places(those, Limits()), at or told())


class TestPlaces:
    """What is hot."""

    def test_enough_within_the_distance_are_a_place(self) -> None:
        those = [complaint(n, metres) for n, metres in enumerate((0, 50, 90, 150, 190))]
        (found,) = spots(those)
        assert (found.count, found.place, found.street) == (5, "官渡街道", "官渡街道")
        assert found.cases == ["c0", "c1", "c2", "c3", "c4"]
        assert spots(those[:4]) == []
        assert spots([*those[:4], complaint(9, 420)]) == []

    def test_areas_and_categories_are_looked_at_apart(self) -> None:
        here = [complaint(n) for n in range(5)]
        there = [one._replace(case=f"{one.case}b", area="KM-JK") for one in here]
        other = [one._replace(case=f"{one.case}e", category="E0101") for one in here]
        assert len(spots(here + there + other)) == 3

    def test_a_long_street_is_several_places_none_wider_than_the_distance(self) -> None:
        row = [complaint(n, 60 * n) for n in range(40)]
        found = spots(row)
        assert len(found) > 3
        assert all(one.radius_m <= 200 and one.count >= 5 for one in found)
        assert len({case for one in found for case in one.cases}) == sum(one.count for one in found)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.integers(-900, 900), st.sampled_from("ab")), max_size=40), st.integers())
    def test_the_order_of_the_complaints_does_not_matter(self, drawn: list[tuple[int, str]], seed: int) -> None:
        those = [complaint(n, metres, area=area) for n, (metres, area) in enumerate(drawn)]
        mixed = list(those)
        random.Random(seed).shuffle(mixed)
        assert spots(mixed) == spots(those)

    def test_places_of_an_area_are_ranked_ties_share_a_rank(self) -> None:
        those = [complaint(n + 100 * place, 5_000 * place) for place, size in enumerate((5, 9, 5)) for n in range(size)]
        elsewhere = [complaint(900 + n, area="KM-GX") for n in range(7)]
        ranks = [(one.area, one.count, one.rank_in_area) for one in spots(those + elsewhere)]
        assert ranks == [("530111", 9, 1), ("KM-GX", 7, 1), ("530111", 5, 2), ("530111", 5, 2)]


class TestTold:
    """What is said of a place."""

    def test_the_window_begins_at_a_midnight_and_ends_at_the_moment(self) -> None:
        assert parse("2024-10-15T00:00:00+08:00") == START
        assert h.window(parse("2024-12-01T00:00:00+08:00"), 30, ZONE) == parse("2024-11-01T00:00:00+08:00")

    def test_the_trend_has_a_number_for_each_day(self) -> None:
        at = [START, START, START + DAY_MS, NOON - HOUR_MS, NOON - 13 * HOUR_MS]
        (found,) = spots([complaint(n, at=moment) for n, moment in enumerate(at)])
        assert (len(found.trend), sum(found.trend)) == (30, 5)
        assert (found.trend[:2], found.trend[-2:]) == ([2, 1], [1, 1])
        assert (found.first, found.last) == (START, NOON - HOUR_MS + 3)

    def test_its_name_is_the_commonest_road_and_its_place_the_densest_point(self) -> None:
        roads = {"c0": "日新中路", "c1": "海乐世界", "c2": "海乐世界"}
        (found,) = spots([complaint(n, 10 * n) for n in range(5)], at=told(roads))
        assert found.place in {"海乐世界", "官渡街道"}
        assert spots([complaint(n) for n in range(5)], at=told(roads | {"c3": "海乐世界"}))[0].place == "海乐世界"
        assert (found.lon, found.lat) == (round(LON, 4), round(LAT, 4))

    @pytest.mark.parametrize(
        ("second", "rate"),
        [
            ({"at": NOON - 5 * DAY_MS}, 0.2),
            ({"at": NOON - 11 * DAY_MS}, 0.0),  # before the first was closed
            ({"at": NOON - 5 * DAY_MS, "reporter": "r", "case": "elsewhere"}, 0.0),
        ],
    )
    def test_one_that_comes_after_one_like_it_was_closed_has_recurred(
        self, second: dict[str, Any], rate: float
    ) -> None:
        first = complaint(0, at=NOON - 12 * DAY_MS, closed=NOON - 10 * DAY_MS)
        rest = [complaint(n, at=NOON - 20 * DAY_MS) for n in (2, 3, 4)]
        roads = {"c0": "关上中路", "c1": "关上中路", "elsewhere": "春城路"}
        (found,) = spots([first, complaint(1, **second), *rest], at=told(roads))
        assert found.repeat_rate == rate

    def test_the_same_person_counts_as_the_same_complaint_and_thirty_days_are_the_end(self) -> None:
        day = NOON - 40 * DAY_MS
        those = [complaint(n, at=day, reporter=f"r{n}", closed=day + HOUR_MS) for n in range(4)]
        roads = {f"c{n}": f"{n}" for n in range(6)}
        again = complaint(4, at=day + 2 * DAY_MS, reporter="r2")
        late = complaint(5, at=day + 31 * DAY_MS, reporter="r3")
        assert h.repeated([*those, again, late], [roads[one.case] for one in [*those, again, late]]) == 1

    def test_whistles_are_those_that_cover_one_of_its_cases(self) -> None:
        its = Whistle("w1", cases=["c3", "x"])
        (found,) = spots([complaint(n) for n in range(5)], at=told({}, Whistle("w0", cases=["x"]), its))
        assert found.whistles == ["w1"]


class TestIds:
    """A hotspot is found again by its id."""

    def test_an_id_outlives_a_small_move_but_not_a_large_one(self) -> None:
        (before,) = spots([complaint(n) for n in range(5)])
        (after,) = spots([complaint(n + 10, 140) for n in range(5)])
        (far,) = spots([complaint(n + 10, 400) for n in range(5)])
        assert before.id != after.id
        assert h.named([after], before.id, 200) == after
        assert h.named([far], before.id, 200) is None
        assert h.named([after], before.id.replace("E0406", "E0101"), 200) is None

    @pytest.mark.parametrize("name", ["", "a_b", "a_E0406_x_1", "530111_E0406_102737"])
    def test_what_is_no_id_names_nothing(self, name: str) -> None:
        assert h.named(spots([complaint(n) for n in range(5)]), name, 200) is None

    def test_an_area_with_an_underscore_is_found(self) -> None:
        (found,) = spots([complaint(n, area="a_b") for n in range(5)])
        assert h.named([found], found.id, 200) == found
