"""The scheduler as a process: facts of the clock on the streams, through kills, outages and jumps of city time."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from dashboard.domain.clock import replay
from dashboard.settings import Settings, child_environment
from streams import embedded, heartbeat, keys
from streams.clock import SharedClock
from tests.builders import accepted, filed, ms
from tests.integration.parts.conftest import awaited, pid_of
from tests.store_kit import Store

ROOT = Path(__file__).parents[3]
NOON = ms("2024-11-14T12:00")
HOUR = 3_600_000


@pytest.fixture
def client(settings: Settings) -> Iterator[redis.Redis]:
    """A client of an embedded server in which the city's clock stands at noon."""
    with embedded.server(settings), embedded.connect(settings) as found:
        SharedClock(found).set(replay(0, NOON, speed=0, label="noon"))
        yield found


@pytest.fixture
def store(settings: Settings, client: redis.Redis) -> Iterator[Store]:
    """Three cases to be dispatched: the time of two was up by noon, one has an hour left. No projector runs."""
    made = Store(settings.database_url)
    for name, due in (("a", NOON - HOUR), ("b", NOON), ("c", NOON + HOUR)):
        start = NOON - 2 * HOUR
        made.feed([accepted(name, start), filed(name, start, dispatch_due=due, close_due=NOON + 99 * HOUR)])
    yield made
    made.close()


@contextlib.contextmanager
def scheduling(settings: Settings) -> Iterator["subprocess.Popen[str]"]:
    """`app.py schedule`; stopped cleanly at the end, if it still lives."""
    environment = child_environment(settings, embedded.url(settings))
    command = [sys.executable, "app.py", "schedule"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=20)


def entries(client: redis.Redis, settings: Settings) -> list[dict[str, str]]:
    """All entries on the shards, repeats included."""
    streams: list[Any] = [client.xrange(name) for name in keys.event_streams(settings.shards)]
    return [{k.decode(): v.decode() for k, v in fields.items()} for rows in streams for _, fields in rows]


def facts(client: redis.Redis, settings: Settings) -> list[tuple[str, str]]:
    """(subject, time) of the limits that have wholly passed."""
    whole = [entry for entry in entries(client, settings) if json.loads(entry["data"]).get("level") == 100]
    return sorted((entry["subject"], entry["time"]) for entry in whole)


BY_NOON = [("a", "2024-11-14T03:00:00+00:00"), ("b", "2024-11-14T04:00:00+00:00")]
BY_ONE = [*BY_NOON, ("c", "2024-11-14T05:00:00+00:00")]


def test_it_tells_what_city_time_has_passed_and_stops_when_asked(
    settings: Settings, client: redis.Redis, store: Store
) -> None:
    """By the city's clock, not the machine's; when that jumps ahead, the rest. It ends with status 0, off the list."""
    with scheduling(settings) as process:
        awaited(lambda: facts(client, settings) == BY_NOON)
        SharedClock(client).set(replay(0, NOON + HOUR, speed=0, label="one"))
        awaited(lambda: facts(client, settings) == BY_ONE)
        os.kill(pid_of(settings.data_dir, "schedule"), signal.SIGTERM)
        _, said = process.communicate(timeout=20)
        assert process.returncode == 0, said
        assert heartbeat.read(client) == {}
        assert client.get(keys.LEADER) is None


def test_killed_and_started_again_it_repeats_itself_to_the_byte(
    settings: Settings, client: redis.Redis, store: Store
) -> None:
    """The same id with the same content: the projector applies it once."""
    with scheduling(settings) as process:
        awaited(lambda: facts(client, settings) == BY_NOON)
        process.kill()
    with scheduling(settings):
        awaited(lambda: len(facts(client, settings)) == 4)
    told = entries(client, settings)
    assert len({json.dumps(entry) for entry in told}) == len({entry["id"] for entry in told}) == len(told) / 2


def test_a_second_one_stands_by_and_takes_over(settings: Settings, client: redis.Redis, store: Store) -> None:
    """Within five seconds after the first one's death; until then one speaks."""
    with scheduling(settings) as first:
        awaited(lambda: facts(client, settings) == BY_NOON)
        with scheduling(settings):
            awaited(lambda: len(heartbeats(client)) >= 2)
            first.kill()
            died = time.monotonic()
            SharedClock(client).set(replay(0, NOON + HOUR, speed=0, label="one"))
            awaited(lambda: BY_ONE[-1] in facts(client, settings))
            assert time.monotonic() - died < 7.0  # five, and what a busy machine adds
    assert len(facts(client, settings)) <= 2 * len(BY_ONE)


def heartbeats(client: redis.Redis, seen: set[int] = set()) -> set[int]:  # noqa: B006 – it collects
    """The processes that have shown that they live, so far: they share one place on the list."""
    seen.update(beat.pid for beat in heartbeat.read(client).values())
    return seen


def test_it_rides_out_the_death_of_the_server(settings: Settings, client: redis.Redis, store: Store) -> None:
    """What passes afterwards is told."""
    with scheduling(settings):
        awaited(lambda: facts(client, settings) == BY_NOON)
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
        SharedClock(client).set(replay(0, NOON + HOUR, speed=0, label="one"))
        awaited(lambda: facts(client, settings) == BY_ONE)


def test_a_store_that_fails_does_not_stop_it(settings: Settings, client: redis.Redis, store: Store) -> None:
    """The heartbeat says when each job last went well, so that a failing one shows."""
    rename(store, "cases", "away")
    with scheduling(settings):
        since = awaited(lambda: heartbeat.read(client).get("schedule")).real_ms
        awaited(lambda: heartbeat.read(client)["schedule"].real_ms > since + 1_500)
        assert "deadlines" not in heartbeat.read(client)["schedule"].details["went_well"]
        rename(store, "away", "cases")
        awaited(lambda: facts(client, settings) == BY_NOON)
        awaited(lambda: "deadlines" in heartbeat.read(client)["schedule"].details["went_well"])


def rename(store: Store, old: str, new: str) -> None:
    """Takes the table of cases away, or brings it back."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")
