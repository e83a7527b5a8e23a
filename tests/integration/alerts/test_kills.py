"""The scheduler is killed at random instants while alerts go through all states: nothing is lost or said twice."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from dashboard.auth.who import Principal
from dashboard.domain.alert_rules import TABLE
from dashboard.domain.clock import replay
from dashboard.domain.revisions import Revision
from dashboard.errors import NotLeading
from dashboard.store import verify
from dashboard.store.web.edits import EditStore
from streams.clock import machine_ms
from tests.builders import accepted, closed, dispatched, event, filed, ms, rfc3339
from tests.integration.pipeline.system import awaited
from tests.stepped_city import City
from tests.strategies import AREAS

NINE = ms("2024-11-14T09:00")
MINUTE = 60_000
IDLE = "tests:idle"
# Dispatching waits five minutes before it is an alert, so that alerts are pending for a while.
LEASE_MS = 300
PARAMETERS = {"hold_minutes": "5", "clear_minutes": "3", "escalate_minutes": "10"}


def act(kind: str, alert: str, minute: int, **data: Any) -> dict[str, Any]:
    """What an officer does."""
    return event(f"alert.{kind}", alert, NINE + minute * MINUTE, {"by": "张三", **data}, producer="grid/desk")


def script(city: City) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """(minute, events) of an hour in which every transition happens; acts name alerts that the city has by then."""
    late = [f"c{n}" for n in range(6)]
    yield (
        0,
        [
            one
            for n, name in enumerate(late)
            for one in (
                accepted(name, NINE, area=AREAS[n % 3], category="C0101", **({"class": "hazard"} if n > 3 else {})),
                filed(name, NINE, dispatch_due=NINE + (5 + n) * MINUTE, close_due=NINE + 30 * MINUTE),
            )
        ],
    )
    yield 5, []
    yield 8, []
    yield 11, []
    yield 13, [act("acknowledged", alert, 13) for alert in named(city)[:1]]
    yield 16, [act("snoozed", alert, 16, until=rfc3339(NINE + 20 * MINUTE), note="等待") for alert in named(city)[1:2]]
    yield 20, [act("assigned", alert, 20, to="李四") for alert in named(city)[:1]]
    yield 23, []
    yield 31, [dispatched(name, NINE + 30 * MINUTE, to="官渡区城管局") for name in late[:4]]
    yield 36, [act("resolved", alert, 36, note="误报") for alert in named(city)[-1:]]
    yield 47, [closed(name, NINE + 46 * MINUTE) for name in late]
    yield 51, []
    yield 60, []


def named(city: City) -> list[str]:
    """The open alerts, in an order that does not depend on how they came about."""
    return sorted(alert.subject for alert in city.open().values())


@contextmanager
def town(client: redis.Redis, folder: Path, name: str) -> Iterator[City]:
    """A city whose rules wait a little, on an empty server."""
    client.flushall()
    city = City(client, f"sqlite:///{folder / name}.sqlite3", f"sqlite:///{folder / name}-web.sqlite3")
    rows = tuple({"rule": "dispatch_overdue", "parameter": p, "value": v, "about": ""} for p, v in PARAMETERS.items())
    add(city, Revision(TABLE.name, 1, 1, rows, reason="test"))
    try:
        yield city
    finally:
        city.close()


def add(city: City, revision: Revision) -> None:
    """Saves the rules."""
    EditStore(city.web).add(revision, Principal("user", "1", "admin", frozenset()))


def said(city: City) -> Counter[tuple[str, str, str]]:
    """(type, id, data) of all that schedulers and officers said."""
    rows = city.rows("SELECT type, id, data FROM log WHERE source IN ('grid/scheduler', 'grid/desk')")
    return Counter((kind, name, json.dumps(json.loads(data), sort_keys=True)) for kind, name, data in rows)


def lives(city: City) -> dict[str, list[str]]:
    """Alert → the types of its steps in order."""
    found: dict[str, list[str]] = {}
    for subject, kind in city.rows("SELECT subject, type FROM log WHERE type LIKE 'alert.%' ORDER BY at, seq"):
        found.setdefault(subject, []).append(kind)
    return found


def schedule(socket: str, url: str, web_url: str) -> None:
    """A scheduler without pauses, in a process of its own; says when it has nothing to do at the city's moment."""
    with redis.Redis(unix_socket_path=socket, protocol=2) as client:
        jobs = City(client, url, web_url).another_scheduler(LEASE_MS)
        turn = 0
        while True:
            if not jobs.leader.hold():
                time.sleep(0.01)  # the killed one's lease has still to run out
                continue
            with contextlib.suppress(NotLeading):
                told, again = jobs.deadlines().woke, jobs.alerts().again_s
                if not told and again is None and jobs.unapplied.is_over() and jobs.told.is_over():
                    turn += 1
                    client.set(IDLE, f"{jobs.watch.now}:{turn}")


def through_kills(city: City, socket: str, kills: int, seed: int) -> int:
    """Plays the script over a scheduler that is killed again and again; how often it was."""
    chance = random.Random(seed)
    context = multiprocessing.get_context("fork")

    def start() -> Any:
        process = context.Process(target=schedule, args=(socket, str(city.engine.url), str(city.web.url)), daemon=True)
        process.start()
        return process

    done, steps = 0, 13
    for number, (minute, events) in enumerate(script(city)):
        now = NINE + minute * MINUTE
        # While nobody schedules: else it would be chance whether the clock or the events come first.
        city.feed(events)
        city.apply()
        city.clock.set(replay(machine_ms(), now, 0.0, "stepped"))
        process = start()
        try:
            while done < kills * (number + 1) // steps:
                until = time.monotonic() + chance.uniform(0.0, 0.6)
                while time.monotonic() < until:
                    city.apply()
                process.kill()
                process.join()
                process, done = start(), done + 1
            city.client.delete(IDLE)
            awaited(lambda now=now: settled(city, now), f"the scheduler is done with minute {minute}")  # type: ignore[misc]
        finally:
            process.kill()
            process.join()
    return done


def settled(city: City, now: int) -> bool:
    """Two looks in a row at this moment found nothing to do, with all applied."""
    if city.apply():
        city.client.delete(IDLE)
        return False
    idle: Any = city.client.get(IDLE)
    at, _, turn = (idle or b"0:0").decode().partition(":")
    return int(at) == now and int(turn) >= 2


def run(client: redis.Redis, socket: str, folder: Path, kills: int) -> None:
    """Once with kills, once without: the same words, the same lives."""
    with town(client, folder, "calm") as city:
        for minute, events in script(city):
            city.feed(events)
            city.to(NINE + minute * MINUTE)
        calm, calm_lives = said(city), lives(city)
    kinds = {kind for life in calm_lives.values() for kind in life}
    assert kinds == {f"alert.{k}" for k in "raised noted acknowledged assigned snoozed escalated resolved".split()}
    with town(client, folder, "killed") as city:
        assert through_kills(city, socket, kills, seed=kills) == kills
        assert said(city) == calm
        assert lives(city) == calm_lives
        assert city.rows("SELECT count(*) FROM dead_letters") == [(0,)]
        assert list(verify.differences(city.engine, city.reader.rules)) == []


def test_ten_kills(valkey: redis.Redis, valkey_socket: Path, tmp_path: Path) -> None:
    """Over pending, raised, acknowledged, assigned, escalated, snoozed and resolved."""
    run(valkey, str(valkey_socket), tmp_path, 10)


@pytest.mark.soak
def test_a_hundred_kills(valkey: redis.Redis, valkey_socket: Path, tmp_path: Path) -> None:
    """The same, at a hundred instants."""
    run(valkey, str(valkey_socket), tmp_path, 100)
