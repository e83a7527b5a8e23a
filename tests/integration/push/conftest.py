"""A Valkey that survives being killed, a web process that can be killed, and a publisher that goes on."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import redis

from dashboard.settings import Settings, child_environment, load
from streams import embedded
from tests.architecture.tree import ROOT

START_S = 30.0


@dataclass
class Web:
    """The web as a process; `url` ends with a slash."""

    settings: Settings
    process: "subprocess.Popen[str]"
    url: str

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def kill(self) -> None:
        """SIGKILL to the master; its workers follow by themselves."""
        self.process.kill()
        self.process.wait(START_S)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body."""
        request = urllib.request.Request(self.url + path, headers=headers)  # noqa: S310 – our own server
        return fetch(request)


def fetch(request: urllib.request.Request) -> tuple[int, bytes]:
    """Status and body, also of errors."""
    try:
        with urllib.request.urlopen(request, timeout=START_S) as response:  # noqa: S310
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Settings of a system of its own, any free port, in a short temporary directory."""
    with tempfile.TemporaryDirectory(prefix="grid-") as name:
        yield load({"GRID_DATA_DIR": name, "GRID_PORT": "0", "GRID_LOG_LEVEL": "warning"})


@pytest.fixture
def server(settings: Settings) -> Iterator[embedded.EmbeddedServer]:
    """The embedded Valkey, which its keeper starts again when it is killed."""
    with embedded.EmbeddedServer(settings.data_dir) as running:
        yield running


@pytest.fixture
def client(settings: Settings, server: embedded.EmbeddedServer) -> Iterator[redis.Redis]:
    """A client of it that rides out a restart."""
    with embedded.connect(settings) as connected:
        yield connected


StartWeb = Callable[..., Web]


@pytest.fixture
def start_web(settings: Settings, server: embedded.EmbeddedServer) -> Iterator[StartWeb]:
    """Starts the web; all that were started are gone after the test."""
    started: list[Web] = []

    def start(port: int = 0, **changes: object) -> Web:
        web = _start(replace(settings, port=port, **changes), server.url)  # type: ignore[arg-type]
        started.append(web)
        return web

    yield start
    for web in started:
        web.kill()


def _start(settings: Settings, server_url: str) -> Web:
    process = subprocess.Popen(
        [sys.executable, "-m", "gevent.monkey", "--module", "tests.integration.push.program"],
        env=child_environment(settings, server_url),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        url = process.stdout.readline().strip()
    assert url.startswith("http://"), f"the web did not start (exit {process.poll()})"
    web = Web(replace(settings, port=int(url.rstrip("/").rpartition(":")[2])), process, url)
    until(lambda: web.get("healthz")[0] == 200, "the web answers")
    return web


def until(holds: Callable[[], bool], what: str, seconds: float = START_S) -> None:
    """Waits until `holds()`."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.02)


def kill_valkey(client: "redis.Redis") -> None:
    """SIGKILL to the server; returns when another one answers."""
    info = client.info("server")
    old = info["process_id"]
    os.kill(old, signal.SIGKILL)

    def is_back() -> bool:
        try:
            return bool(client.info("server")["process_id"] != old)
        except redis.exceptions.ConnectionError:
            return False

    until(is_back, "Valkey is back")
