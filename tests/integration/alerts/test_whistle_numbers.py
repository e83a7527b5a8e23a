"""Whistles' numbers: without a gap and none twice, by fifty who blow at once through kills of who gives them."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import redis

from dashboard.domain.clock import replay
from dashboard.errors import NotLeading
from dashboard.store import verify
from streams.clock import machine_ms
from streams.intake import Intake, fields_of
from tests.builders import blown, event, ms
from tests.integration.pipeline.system import awaited
from tests.stepped_city import SHARDS, City

NINE = ms("2024-11-14T09:00")
LEASE_MS = 300
LEVELS, KINDS = ("city", "district", "street"), ("重点哨", "应急", "")
YEARS = ("2023-12-31T23:30", "2024-01-01T00:30")


def numbers(city: City) -> dict[str, str]:
    """Whistle → its number."""
    return dict(city.rows("SELECT subject, number FROM whistles"))


def test_each_series_counts_on_from_the_highest_there_is(city: City) -> None:
    """By the city's year, level and kind; whoever gave a number, however it is spelt, taken back or raised since."""
    city.to(NINE)
    city.feed(
        [
            blown("old", NINE, level="city", kind="重点哨"),
            event("whistle.numbered", "old", NINE, {"number": "〔2024〕市级重点哨第２１号"}),
            blown("next", NINE + 2, level="city", kind="key"),
            event("whistle.withdrawn", "next", NINE + 3, {"reason": "误吹"}),
            blown("after", NINE + 5, level="city", kind="重点哨"),
            event("whistle.raised", "low", NINE + 9, {"to": "district"}),
            blown("low", "2024-01-01T00:00", level="street", kind="民生"),
        ]
    )
    city.settle()
    assert numbers(city) == {
        "old": "〔2024〕市级重点哨第２１号",
        "next": "2024（市）重点哨22号",
        "after": "2024（市）重点哨23号",
        "low": "2024（区）民生哨1号",
    }
    city.feed([event("whistle.raised", "low", NINE + 10, {"to": "city"})])
    city.settle()
    assert numbers(city)["low"] == "2024（区）民生哨1号"
    assert list(verify.differences(city.engine, city.reader.rules)) == []


def blow(socket: str, who: int, each: int) -> None:
    """One who blows again and again."""
    chance = random.Random(who)
    with redis.Redis(unix_socket_path=socket, protocol=2) as client:
        for n in range(each):
            name, at = f"w{who}-{n}", ms(YEARS[chance.randrange(2)]) + n
            told = blown(name, at, level=LEVELS[chance.randrange(3)], kind=KINDS[chance.randrange(3)])
            Intake(client, SHARDS).append([fields_of(told)])
            time.sleep(chance.uniform(0, 0.08))  # people do not blow all in one instant


def give(socket: str, url: str, web_url: str) -> None:
    """A scheduler that numbers, in a process of its own, until it is killed."""
    with redis.Redis(unix_socket_path=socket, protocol=2) as client:
        jobs = City(client, url, web_url).another_scheduler(LEASE_MS)
        while True:
            if jobs.leader.hold():
                with contextlib.suppress(NotLeading):
                    jobs.numbers()
            time.sleep(0.002)


def through_kills(city: City, socket: str, blowers: int, each: int, kills: int) -> None:
    """Everybody blows while one numbering scheduler after the other is killed, two at a time."""
    chance = random.Random(kills)
    context = multiprocessing.get_context("fork")

    def start() -> Any:
        process = context.Process(target=give, args=(socket, str(city.engine.url), str(city.web.url)), daemon=True)
        process.start()
        return process

    running = [start(), start()]
    people = [threading.Thread(target=blow, args=(socket, who, each)) for who in range(blowers)]
    for one in people:
        one.start()
    try:
        for _ in range(kills):
            until = time.monotonic() + chance.uniform(0.05, 0.5)
            while time.monotonic() < until:
                city.apply()
            victim = running.pop(0)
            victim.kill()
            victim.join()
            running.append(start())
        for one in people:
            one.join()
        awaited(
            lambda: bool(city.apply() or True) and all_numbered(city, blowers * each), "every whistle has its number"
        )
    finally:
        for process in running:
            process.kill()
            process.join()


def all_numbered(city: City, expected: int) -> bool:
    """Has every one of so many a number?"""
    found = numbers(city)
    return len(found) == expected and None not in found.values()


def run(client: redis.Redis, socket: str, folder: Path, blowers: int, each: int, kills: int) -> None:
    """No gap, none twice, in any series."""
    client.flushall()
    city = City(client, f"sqlite:///{folder / 'grid.sqlite3'}", f"sqlite:///{folder / 'web.sqlite3'}")
    try:
        city.clock.set(replay(machine_ms(), NINE, 0.0, "stepped"))  # `city.to` would lead, and keep the others waiting
        through_kills(city, socket, blowers, each, kills)
        series: dict[str, list[int]] = defaultdict(list)
        for number in numbers(city).values():
            head, _, tail = number.partition("哨")
            series[head].append(int(tail.removesuffix("号")))
        assert len(series) == len(LEVELS) * len(KINDS) * len(YEARS)
        assert {head: sorted(held) for head, held in series.items()} == {
            head: list(range(1, len(held) + 1)) for head, held in series.items()
        }
        assert city.rows("SELECT count(*) FROM log WHERE type = 'whistle.numbered'") == [(blowers * each,)]
        assert city.rows("SELECT count(*) FROM dead_letters") == [(0,)]
        assert list(verify.differences(city.engine, city.reader.rules)) == []
    finally:
        city.close()


def test_fifty_blow_at_once_through_kills(valkey: redis.Redis, valkey_socket: Path, tmp_path: Path) -> None:
    run(valkey, str(valkey_socket), tmp_path, 50, 3, 5)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_fifty_blow_at_once_through_many_kills(valkey: redis.Redis, valkey_socket: Path, tmp_path: Path) -> None:
    run(valkey, str(valkey_socket), tmp_path, 50, 30, 60)
