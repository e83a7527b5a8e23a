"""Hotspots out of the store: as of any moment, of the areas asked for, by an index, and without house numbers."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from dashboard.domain.hotspots import Found, Limits
from dashboard.domain.instants import DAY_MS, HOUR_MS
from dashboard.store import tables as t
from dashboard.store.complaints import Window
from dashboard.store.hotspots import HotspotReader, among, find
from dashboard.store.wall import WallStore
from tests import builders as b
from tests.store_kit import Store

MORNING = b.ms("2024-11-13T08:00")
NOON = b.ms("2024-11-13T12:00")
SPOT = {"source": "wechat", "area": "530111", "category": "E0406", "lon": 102.7365, "lat": 24.964}


def complaints(*numbers: int, at: int = MORNING, **data: object) -> list[b.CloudEvent]:
    return [b.accepted(f"c{n}", at + n, **{**SPOT, "address": f"海乐世界{n}号旁", **data}) for n in numbers]


@pytest.fixture
def busy(store: Store) -> Store:
    """Six complaints at one place, four at another, many reports by supervisors; a whistle for the first place."""
    store.feed(complaints(*range(6)))
    store.feed(complaints(*range(10, 14), lon=102.80))
    store.feed(complaints(*range(20, 40), source="city_supervisor"))
    store.feed([b.blown("w", MORNING + HOUR_MS, area="530111", cases=["c2"]), b.blown("v", MORNING, cases=["x"])])
    return store


def test_a_place_with_enough_complaints_is_told(busy: Store) -> None:
    """Its cases, its road without a number, the whistle blown for it; supervisors' reports are no complaints."""
    (spot,) = find(busy.reader, NOON, Limits()).spots
    assert (spot.count, spot.place, spot.whistles) == (6, "海乐世界", ["w"])
    assert spot.cases == [f"c{n}" for n in range(6)]
    assert spot.trend == [0] * 29 + [6]


def one_voided(store: Store) -> None:
    store.feed([b.voided("c0", NOON)])


def one_amended(store: Store) -> None:
    store.feed([b.amended("c1", NOON, source="city_supervisor"), b.amended("c2", NOON, lon=102.9, address="别处")])


def one_closed_and_one_more(store: Store) -> None:
    store.feed([b.filed("c3", NOON), b.closed("c3", NOON + 1), *complaints(7, at=NOON)])


def many_moved(store: Store) -> None:
    store.feed([b.event("case.rated", f"c{n % 6}", NOON + n, {"satisfied": True}) for n in range(500)])
    one_amended(store)


@pytest.mark.parametrize("change", [one_voided, one_amended, one_closed_and_one_more, many_moved])
def test_the_past_stays_as_it_was(busy: Store, change: Callable[[Store], None]) -> None:
    """What happens at noon or later moves nothing as of noon, and does move what comes after."""
    before = find(busy.reader, NOON, Limits())
    change(busy)
    assert find(busy.reader, NOON, Limits()) == before
    if change is not many_moved:
        assert find(busy.reader, NOON + HOUR_MS, Limits()).spots != before.spots


def test_only_what_is_asked_for_is_looked_at(busy: Store) -> None:
    """By area and unit, and within the window."""
    busy.feed(e for n in range(5) for e in (b.filed(f"c{n}", NOON), b.dispatched(f"c{n}", NOON, to="官渡区城管局")))
    later = NOON + DAY_MS
    asked = Window(MORNING, later, later)
    assert among(busy.reader, asked._replace(areas=["530102"]), Limits()) == []
    assert [one.count for one in among(busy.reader, asked._replace(units=["官渡区城管局"]), Limits())] == [5]
    assert find(busy.reader, NOON + 40 * DAY_MS, Limits()).spots == []


def test_the_newest_is_read_where_it_is_kept_and_the_past_is_found_anew(busy: Store) -> None:
    """Also one by its id; and a wall of one area has its own alone."""
    elsewhere = find(busy.reader, NOON, Limits(metres=50))
    kept = msgspec.structs.replace(elsewhere, at=NOON)
    reader = HotspotReader(busy.reader, lambda _at: Limits(), lambda: msgspec.json.encode(kept))
    assert reader.newest() == kept
    assert reader.now(NOON + HOUR_MS) == kept.spots
    assert reader.now(NOON - HOUR_MS) == find(busy.reader, NOON - HOUR_MS, Limits()).spots
    assert (reader.read(NOON).metres, reader.read(NOON + 1).metres) == (50, 200)
    assert reader.named(NOON, kept.spots[0].id) == kept.spots[0]
    assert HotspotReader(busy.reader, lambda _at: Limits()).now(NOON) == find(busy.reader, NOON, Limits()).spots
    assert [len(rows_of_wall(busy, kept, area)) for area in (None, "530111", "530102")] == [1, 1, 0]


def rows_of_wall(store: Store, kept: Found, area: str | None) -> list[object]:
    wall = WallStore(store.reader, None if area is None else frozenset({area}), hotspots=lambda _now: kept)
    rows: list[object] = wall.hotspots(NOON)["rows"]
    return rows


def test_complaints_are_found_by_their_index(busy: Store) -> None:
    """However many other cases there are."""
    (plan,) = busy.plans(lambda: find(busy.reader, NOON, Limits()), t.COMPLAINED)
    assert "cases_complained" in plan
