"""GET /wall/past: the wall at a past moment, for whom walls are shown, of his part of the city, and no time to come."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from dashboard.api import past, problems
from dashboard.auth.who import DEVICE_RIGHTS, RIGHTS, Principal, Scope
from dashboard.domain.clock import replay
from dashboard.domain.instants import parse
from dashboard.past_walls import PastWalls
from tests.builders import accepted, filed
from tests.store_kit import ZONE, Store

NOW = parse("2024-11-05T10:00:00+08:00")
AT = "2024-11-04T09:00:00%2B08:00"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """A case of each of two areas, and one that came later."""
    with tempfile.TemporaryDirectory() as folder:
        opened = Store(f"sqlite:///{folder}/store.sqlite3")
        for case, area, hour in (("a", "530102", "08"), ("b", "530111", "08"), ("c", "530102", "09")):
            opened.feed([accepted(case, f"2024-11-04T{hour}:30:00+08:00", area=area)])
            opened.feed([filed(case, f"2024-11-04T{hour}:40:00+08:00")])
        yield opened
        opened.close()


def client(store: Store, who: Principal) -> FlaskClient:
    """A server with this door alone, asked by somebody."""
    server = Flask("past")
    problems.install(server)

    @server.before_request
    def known() -> None:
        g.principal = who

    clock = replay(0, NOW, 60, "2024-11")
    walls = PastWalls(store.reader, lambda: clock, lambda _now: None)
    server.register_blueprint(past.blueprint(walls, ZONE, lambda: NOW))
    return server.test_client()


def seen(store: Store, scope: Scope, query: str = "") -> tuple[Any, list[str]]:
    """Cases filed that day, and the cases on the map."""
    wall = Principal("device", "d", "大屏", DEVICE_RIGHTS, scope=scope)
    told = client(store, wall).get(f"/wall/past?at={AT}{query}").get_json()
    return told["panels"]["today"]["data"]["counters"]["filed"], [row["case"] for row in told["cases"]]


def test_what_came_later_is_not_there(store: Store) -> None:
    assert seen(store, Scope()) == (["filed.total", 2], ["a", "b"])


def test_a_wall_of_an_area_looks_back_at_it_alone(store: Store) -> None:
    mine = Scope(frozenset({"530102"}))
    assert seen(store, mine) == seen(store, Scope(), "&area=530102") == (["filed.total", 1], ["a"])
    assert client(store, Principal("device", "d", "屏", DEVICE_RIGHTS, scope=mine)).get(
        f"/wall/past?at={AT}&area=530111"
    ).status_code == 403  # fmt: skip


def test_its_clock_stands_still_and_says_what_it_is(store: Store) -> None:
    told = client(store, Principal("device", "d", "屏", DEVICE_RIGHTS)).get(f"/wall/past?at={AT}").get_json()
    assert (told["clock"]["speed"], told["clock"]["base_city"], told["now"]) == (0, told["at"], NOW)
    assert told["clock"]["synthetic"]


@pytest.mark.parametrize("at", ["", "2024-11-05T10:00:01%2B08:00", "yesterday"])
def test_no_time_to_come(store: Store, at: str) -> None:
    who = Principal("user", "u", "张敏", RIGHTS["viewer"], role="viewer")
    assert client(store, who).get(f"/wall/past?at={at}").status_code == 400


def test_it_takes_the_right_to_see_walls(store: Store) -> None:
    who = Principal("user", "u", "局", RIGHTS["department"], role="department")
    assert client(store, who).get(f"/wall/past?at={AT}").status_code == 403
