"""From XADD to a frame at a real client of a running system, against an echo over the same kind of socket."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis
from socketio.packet import CONNECT, EVENT, Packet  # type: ignore[import-untyped]

from streams.clock import machine_ms
from streams.keys import FRAMES
from tests.bench import table
from tests.bench.events import AREAS, CATEGORIES, append, entry
from tests.bench.stores import SHARDS
from tests.fixtures.servers import running, temporary_directory, until
from tests.integration.push.client import Line, WallClient

ROOT = Path(__file__).parents[2]
RATE = 50
POLL_MS = 1000


class Watcher(WallClient):
    """A wall that remembers when it first held the row of a case (monotonic seconds)."""

    def __init__(self, url: str) -> None:
        self.seen: dict[str, float] = {}
        super().__init__(url)

    def _frames(self, line: Line, frames: list[dict[str, Any]]) -> None:
        super()._frames(line, frames)
        now = time.monotonic()
        for frame in frames:
            for row in frame["cases"]:
                self.seen.setdefault(row["case"], now)


def run(seconds: int) -> None:
    """Prints p50 and p99 of each way."""
    table.title(f"XADD to a client, {RATE} events/s for {seconds} s", "p50 ms", "p99 ms", "of echo")
    with _echo_server() as url:
        echo = _echoes(url, RATE * min(seconds, 10))
    base = table.quantile(echo, 0.5)
    _row("Socket.IO echo, nothing else", echo, base)
    with _system() as (url, client):
        delays, lost = _watch(url, client, seconds)
    _row("XADD → projected, committed → frame at the client", delays, base)
    polls = [POLL_MS * n / 1000 for n in range(1000)]
    _row(f"Dash's dcc.Interval every {POLL_MS} ms (computed: waiting alone)", polls, base)
    table.note(f"{len(delays)} events seen, {lost} not seen (0 wanted).")


def _row(name: str, found: list[float], base: float) -> None:
    middle = table.quantile(found, 0.5)
    table.row(name, f"{middle:,.1f}", f"{table.quantile(found, 0.99):,.1f}", f"{middle / base:,.0f}")


@contextmanager
def _system() -> Iterator[tuple[str, redis.Redis]]:
    """A whole system of its own: `app.py run`; its address, and a client of its server."""
    with temporary_directory() as folder:
        ours = {"GRID_DATA_DIR": str(folder), "GRID_PORT": "0", "GRID_LOG_LEVEL": "warning"}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GRID_")} | ours
        log = folder / "run.log"
        with running([sys.executable, str(ROOT / "app.py"), "run"], log, environment):
            port_file = folder / "web.port"
            until(lambda: _ready(port_file), OSError, log)
            with redis.Redis(unix_socket_path=str(folder / "valkey.sock"), protocol=2) as client:
                until(lambda: _has_frames(client), OSError, log)
                yield f"http://127.0.0.1:{port_file.read_text().strip()}/", client


def _ready(port_file: Path) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port_file.read_text().strip()}/readyz", timeout=5) as answer:
        json.load(answer)


def _has_frames(client: redis.Redis) -> None:
    if not client.exists(FRAMES):
        raise ConnectionError("no panels yet")


def _watch(url: str, client: redis.Redis, seconds: int) -> tuple[list[float], int]:
    """Appends events at an even rate while a wall watches; delays in ms, and how many events it never saw."""
    sent: dict[str, float] = {}
    with Watcher(url) as wall:
        wall.until(lambda: wall.epoch is not None, "a snapshot")
        begun = time.monotonic()
        for n in range(RATE * seconds):
            time.sleep(max(0.0, begun + n / RATE - time.monotonic()))
            data = f'{{"source":"wechat","category":"{CATEGORIES[n % 50]}","area":"{AREAS[n % 11]}"}}'
            subject = f"push-{n}"
            sent[subject] = time.monotonic()
            append(client, SHARDS, [entry(subject, "case.accepted", machine_ms(), data)])
        deadline = time.monotonic() + 5
        while len(wall.seen) < len(sent) and time.monotonic() < deadline:
            time.sleep(0.05)
    delays = [(wall.seen[subject] - at) * 1000 for subject, at in sent.items() if subject in wall.seen]
    return delays, len(sent) - len(delays)


@contextmanager
def _echo_server() -> Iterator[str]:
    with temporary_directory() as folder:
        log = folder / "echo.log"
        port_file = folder / "port"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with running([sys.executable, "-m", "tests.bench.echo", str(port_file)], log, environment):
            until(port_file.read_text, OSError, log)
            yield f"http://127.0.0.1:{port_file.read_text()}/"


def _echoes(url: str, count: int) -> list[float]:
    """Round trips of one small event, one after the other at the same rate, ms."""
    found: list[float] = []
    done = threading.Event()
    with Line(url) as line:
        started = 0.0
        for text in line.receive():
            if text[0] == "0":
                line.send("4" + Packet(CONNECT).encode())
            elif text[0] == "2":
                line.send("3")
            else:
                if Packet(encoded_packet=text[1:]).packet_type == EVENT:
                    found.append((time.perf_counter() - started) * 1000)
                if len(found) == count:
                    break
                done.wait(1 / RATE)
                started = time.perf_counter()
                line.send("4" + Packet(EVENT, data=["echo", {"n": len(found)}]).encode())
    return found
