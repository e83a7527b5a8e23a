"""Events a second from the streams into the store, against loops that read the same entries and do nothing."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

import redis

from dashboard.domain.instants import DAY_MS
from streams import keys
from tests.bench import table
from tests.bench.events import STAGES, append, lives
from tests.bench.stores import SHARDS, Applying, Database, opened, server

COUNT = 500
START = 1_704_038_400_000  # 2024-01-01 in Kunming
CASES_A_DAY = 5_500
LATE = (0.0, 0.01, 0.1)
TURNS = 3
GROUPED = f"(i) XREADGROUP + XACK, COUNT {COUNT}, nothing else"
READ = f"(ii) XREAD, COUNT {COUNT}, nothing else"
STREAMS = [keys.events(shard) for shard in range(SHARDS)]


def run(databases: dict[str, Database], events: int) -> None:
    """Prints a table for each share of late events."""
    cases = events // len(STAGES)
    end = START + cases * DAY_MS // CASES_A_DAY
    for late in LATE:
        with server() as client:
            count = append(client, SHARDS, lives(cases, START, end, late=late))
            table.title(f"{count:,} events, {late:.0%} late", "events/s", "of (i)", "of (ii)")
            # In turns, and the median of each: what the machine does meanwhile slows all of them alike.
            turns = [_turn(client, databases, count, f"bench{turn}") for turn in range(TURNS)]
            speeds = {name: median(turn[name] for turn in turns) for name in turns[0]}
            for name, speed in speeds.items():
                table.row(name, f"{speed:,.0f}", f"{speed / speeds[GROUPED]:.2f}", f"{speed / speeds[READ]:.2f}")
    table.note("Target for SQLite with none late: 0.20 of (i) or more; aimed at: 0.34.")


def _turn(client: redis.Redis, databases: dict[str, Database], count: int, group: str) -> dict[str, float]:
    """Events a second of every line of the table."""
    speeds = {GROUPED: _grouped(client, count, group), READ: _read(client, count)}
    return speeds | {f"projector to {name}": _projected(client, make, count) for name, make in databases.items()}


def _projected(client: redis.Redis, make: Database, count: int) -> float:
    with opened(make) as engine:
        return count / Applying(client, engine).apply(count)


def _grouped(client: redis.Redis, count: int, group: str) -> float:
    for stream in STREAMS:
        client.xgroup_create(stream, group, id="0", mkstream=True)
    wanted: Any = dict.fromkeys(STREAMS, ">")
    started, left = time.perf_counter(), count
    while left > 0:
        answer: Any = client.xreadgroup(group, "one", wanted, count=COUNT)
        pipe = client.pipeline(transaction=False)
        for stream, entries in answer:
            pipe.xack(stream, group, *(entry for entry, _ in entries))
            left -= len(entries)
        pipe.execute()
    return count / (time.perf_counter() - started)


def _read(client: redis.Redis, count: int) -> float:
    after: Any = dict.fromkeys(STREAMS, "0-0")
    started, left = time.perf_counter(), count
    while left > 0:
        answer: Any = client.xread(after, count=COUNT)
        for stream, entries in answer:
            after[stream.decode()] = entries[-1][0]
            left -= len(entries)
    return count / (time.perf_counter() - started)
