"""A wall of a past moment is the wall that was seen then: of all events, or of those dated before it alone."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.domain.clock import REAL
from dashboard.domain.instants import HOUR_MS, parse
from dashboard.past_walls import PastWalls
from dashboard.store.wall import WallStore
from dashboard.views.wall.plan import PANELS, WallSettings
from tests import strategies
from tests.builders import accepted, event, filed
from tests.store_kit import REFERENCE, ZONE, Store

FEW = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
AREAS = [None, frozenset({"530102", "530111"})]


def seen_then(store: Store, at: int, areas: frozenset[str] | None) -> dict[str, Any]:
    """What the live wall says at a moment that is now."""
    wall, chosen = WallStore(store.reader).of(areas), WallSettings(ZONE, REFERENCE.areas).of(areas)
    return {plan.name: plan.build(wall, at, chosen) for plan in PANELS}


def seen_back(store: Store, at: int, areas: frozenset[str] | None) -> dict[str, Any]:
    """What a wall that looks back at it says."""
    found = PastWalls(store.reader, lambda: REAL, lambda _now: None).snapshot(at, areas)
    return {name: panel["data"] for name, panel in found["panels"].items()}


@FEW
@given(data=st.data(), events=strategies.events())
def test_looking_back_shows_what_was_seen(store: Store, data: st.DataObject, events: list[dict[str, Any]]) -> None:
    """Each panel, for the city and for some areas; later events, whenever they arrive, change nothing of it."""
    at = data.draw(strategies.moments) // 1000 * 1000
    areas = data.draw(st.sampled_from(AREAS))
    store.empty()
    store.feed([event for event in events if parse(event["time"]) < at])
    then = seen_then(store, at, areas)
    assert seen_back(store, at, areas) == then
    store.feed([event for event in events if parse(event["time"]) >= at])
    assert seen_back(store, at, areas) == then


def test_a_whistle_that_moved_leaves_the_case_of_its_id_alone(store: Store) -> None:
    """The case is counted by its row, which has not moved; not once more by its fold."""
    at = parse("2025-03-21T07:00:00+08:00")
    late = at - HOUR_MS
    store.feed([accepted("x", late), filed("x", late, dispatch_due=late + 1, close_due=late + 1)])
    then = seen_then(store, at, None)
    assert then["dispatch"]["now"] == {"dispatch": 1, "close": 1}
    store.feed([event("whistle.withdrawn", "x", at + 1, {"reason": "误吹"})])
    assert seen_back(store, at, None) == then
