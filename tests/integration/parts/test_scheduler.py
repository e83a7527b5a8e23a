"""The scheduler as a process: facts of the clock on the streams, through kills, outages and jumps of city time."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from dashboard.domain.clock import replay
from dashboard.settings import Settings, child_environment
from streams import embedded, heartbeat, keys
from streams.clock import SharedClock
from tests.builders import ms
from tests.integration.parts.conftest import awaited, pid_of

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
def store(tmp_path: Path) -> Path:
    """Two tasks whose time was up before noon, one that has an hour left."""
    path = tmp_path / "store.json"
    tasks = [["a", "dispatch", NOON - HOUR], ["b", "close", NOON], ["c", "close", NOON + HOUR]]
    path.write_text(json.dumps({"tasks": tasks, "cursors": {}}))
    return path


@contextlib.contextmanager
def scheduling(settings: Settings, store: Path) -> Iterator["subprocess.Popen[str]"]:
    """The scheduler over `store`; stopped cleanly at the end, if it still lives."""
    command = [sys.executable, "-m", "tests.integration.parts.tiny_schedule", str(store)]
    environment = child_environment(settings, embedded.url(settings))
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
    """Their (subject, time)."""
    return sorted((entry["subject"], entry["time"]) for entry in entries(client, settings))


BY_NOON = [("a", "2024-11-14T03:00:00+00:00"), ("b", "2024-11-14T04:00:00+00:00")]
BY_ONE = [*BY_NOON, ("c", "2024-11-14T05:00:00+00:00")]


def test_it_tells_what_city_time_has_passed(settings: Settings, client: redis.Redis, store: Path) -> None:
    """By the city's clock, not the machine's; when that jumps ahead, the rest."""
    with scheduling(settings, store):
        awaited(lambda: facts(client, settings) == BY_NOON)
        SharedClock(client).set(replay(0, NOON + HOUR, speed=0, label="one"))
        awaited(lambda: facts(client, settings) == BY_ONE)


def test_killed_and_started_again_it_repeats_itself_to_the_byte(
    settings: Settings, client: redis.Redis, store: Path
) -> None:
    """The same id with the same content: the projector applies it once."""
    with scheduling(settings, store) as process:
        awaited(lambda: facts(client, settings) == BY_NOON)
        process.kill()
    with scheduling(settings, store):
        awaited(lambda: len(facts(client, settings)) == 4)
    assert len({json.dumps(entry) for entry in entries(client, settings)}) == 2


def test_it_rides_out_the_death_of_the_server(settings: Settings, client: redis.Redis, store: Path) -> None:
    """What passes afterwards is told."""
    with scheduling(settings, store):
        awaited(lambda: facts(client, settings) == BY_NOON)
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
        SharedClock(client).set(replay(0, NOON + HOUR, speed=0, label="one"))
        awaited(lambda: facts(client, settings) == BY_ONE)


def test_a_store_that_fails_does_not_stop_it(settings: Settings, client: redis.Redis, store: Path) -> None:
    """The heartbeat says when each job last went well, so that a failing one shows."""
    good = store.read_text()
    store.write_text("{")
    with scheduling(settings, store):
        since = awaited(lambda: heartbeat.read(client).get("schedule")).real_ms
        awaited(lambda: heartbeat.read(client)["schedule"].real_ms > since + 1_000)
        assert "deadlines" not in heartbeat.read(client)["schedule"].details["went_well"]
        store.write_text(good)
        awaited(lambda: facts(client, settings) == BY_NOON)
        awaited(lambda: "deadlines" in heartbeat.read(client)["schedule"].details["went_well"])


def test_it_stops_when_asked(settings: Settings, client: redis.Redis, store: Path) -> None:
    """With status 0, and takes itself off the list of those who should live."""
    with scheduling(settings, store) as process:
        awaited(lambda: "schedule" in heartbeat.read(client))
        os.kill(pid_of(settings.data_dir, "tiny_schedule"), signal.SIGTERM)
        _, said = process.communicate(timeout=20)
        assert process.returncode == 0, said
        assert heartbeat.read(client) == {}
