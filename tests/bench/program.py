"""A whole system of its own for measurements (`app.py run`), small servers beside it, and crowds of screens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from streams import heartbeat
from streams.keys import FRAMES
from tests.fixtures.servers import running, temporary_directory, until

ROOT = Path(__file__).parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Program:
    """A running system: its address, a client of its Redis server, and what its parts have used."""

    url: str
    client: redis.Redis

    def cpu_s(self, part: str) -> float:
        """Seconds of processor time that a part's processes (`web`, `project`) have taken so far."""
        beats = heartbeat.read(self.client)
        return sum(cpu_of(beat.pid) for name, beat in beats.items() if name.split(":")[0] == part)


@contextmanager
def system() -> Iterator[Program]:
    """`app.py run` in a directory of its own, on a free port."""
    with temporary_directory() as folder:
        ours = {"GRID_DATA_DIR": str(folder), "GRID_PORT": "0", "GRID_LOG_LEVEL": "warning"}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GRID_")} | ours
        log = folder / "run.log"
        with running([sys.executable, str(ROOT / "app.py"), "run"], log, environment):
            port_file = folder / "web.port"
            until(lambda: _ready(port_file), OSError, log)
            with redis.Redis(unix_socket_path=str(folder / "valkey.sock"), protocol=2) as client:
                until(lambda: _has_frames(client), OSError, log)
                yield Program(f"http://127.0.0.1:{port_file.read_text().strip()}/", client)


def _ready(port_file: Path) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port_file.read_text().strip()}/readyz", timeout=5) as answer:
        json.load(answer)


def _has_frames(client: redis.Redis) -> None:
    if not client.exists(FRAMES):
        raise ConnectionError("no panels yet")


@contextmanager
def small(module: str, python: str = sys.executable) -> Iterator[tuple[str, int]]:
    """A server of `tests/bench` that writes its port to a file: its address and its process."""
    with temporary_directory() as folder:
        port_file, log = folder / "port", folder / "log"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with running([python, "-m", module, str(port_file)], log, environment) as process:
            until(port_file.read_text, OSError, log)
            yield f"http://127.0.0.1:{port_file.read_text().strip()}/", process.pid


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process has taken so far, its own and the system's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@dataclass
class Seen:
    """What a crowd saw since it was last asked: sorted delays (ms, thinned) and how many there were, when screens came
    back (epoch ms), screens lost, its own share of a core.
    """

    delays: list[float]
    seen: int
    lost: int
    cpu: float
    back: list[float]


class Crowd:
    """A process with so many screens (`tests/bench/crowd.py`)."""

    def __init__(self, kind: str, url: str, count: int, module: str, python: str) -> None:
        command = [python, "-m", module, kind, url, str(count)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/", env=environment
        )
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        self._out, self._in = self._process.stdout, self._process.stdin
        if self._out.readline().strip() != "ready":
            raise RuntimeError(f"{count} screens ({kind}) did not come up; what they said is above.")

    def seen(self) -> Seen:
        """What they saw since they were ready, or since the last time."""
        self._in.write("\n")
        self._in.flush()
        return Seen(**json.loads(self._out.readline()))

    def close(self) -> None:
        """Lets it go."""
        self._process.kill()
        self._process.wait()
        self._in.close()
        self._out.close()


@contextmanager
def crowd(
    kind: str, url: str, count: int, module: str = "tests.bench.crowd", python: str = sys.executable
) -> Iterator[Crowd]:
    """So many screens, all there."""
    found = Crowd(kind, url, count, module, python)
    try:
        yield found
    finally:
        found.close()
