"""The program as an operator meets it: `app.py` as processes on a data directory, its streams and its store."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
import redis
import sqlalchemy as sa

from dashboard.settings import load
from streams import embedded, heartbeat, keys
from tests.architecture.tree import ROOT

T = TypeVar("T")
PATIENCE_S = 60.0
"""For what takes a second on an idle machine; two busy cores may need many."""


def awaited(condition: Callable[[], T | None], what: str, seconds: float = PATIENCE_S) -> T:
    """The first true value of `condition()`; fails the test after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"never: {what}")
        time.sleep(0.02)
    return value


class System:
    """One data directory, and the commands of `app.py` on it. Further `GRID_*` settings by keyword."""

    def __init__(self, folder: Path, **settings: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GRID_")}
        given = {"GRID_DATA_DIR": str(folder), "GRID_PORT": "0", "GRID_LOG_LEVEL": "warning", **settings}
        self.folder = folder
        self.environment = {**clean, **given}
        self.settings = load(given)

    def command(self, *words: str, text: str | bytes | None = None) -> subprocess.CompletedProcess[str]:
        """Runs `app.py …` to its end; `text` is its stdin."""
        data = text.encode() if isinstance(text, str) else text
        done = subprocess.run(
            self._words(words),
            env=self.environment,
            cwd=ROOT,
            input=data,
            capture_output=True,
            timeout=500,
            check=False,
        )
        return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode(), done.stderr.decode())

    def good(self, *words: str, text: str | bytes | None = None) -> str:
        """Runs a command that must succeed; its stdout."""
        done = self.command(*words, text=text)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout

    def figures(self, start: str, end: str, *more: str) -> dict[str, Any]:
        """`figures --json`."""
        found: dict[str, Any] = json.loads(self.good("figures", "--from", start, "--to", end, *more, "--json"))
        return found

    def dead(self) -> list[dict[str, Any]]:
        """All dead letters."""
        return self.json_lines("dead", "--limit", "1000000")

    def json_lines(self, *words: str) -> list[dict[str, Any]]:
        """What a command prints as JSON Lines."""
        return [json.loads(line) for line in self.good(*words).splitlines()]

    def start(self, part: str, *words: str) -> subprocess.Popen[bytes]:
        """A part (`run`, `project`, `demo`, …) as a process of its own; whoever starts it ends it."""
        # A test run that is killed takes its systems with it.
        command = ["setpriv", "--pdeathsig", "TERM", *self._words([part, *words])]
        with (self.folder.parent / f"{part}.log").open("ab") as log:
            return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)

    @contextmanager
    def running(self, part: str = "run", *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """The part, its projector alive, until the block ends."""
        process = self.start(part, *words)
        try:
            awaited(lambda: self.projector_age_ms() < 5_000, f"{part} has a living projector")
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)

    def projector_age_ms(self) -> float:
        """How long ago the projector showed that it lives."""
        try:
            with redis.Redis.from_url(embedded.url(self.settings), protocol=2) as client:
                beat = heartbeat.read(client).get("project")
        except redis.exceptions.ConnectionError:
            return float("inf")
        return beat.age_ms if beat else float("inf")

    @contextmanager
    def client(self) -> Iterator[redis.Redis]:
        """A client of the server that runs."""
        with embedded.connect(self.settings, wait_s=PATIENCE_S) as connected:
            yield connected

    @contextmanager
    def store(self) -> Iterator[sa.Connection]:
        """A connection to the database that knows nothing of the program."""
        engine = sa.create_engine(self.settings.database_url)
        try:
            with engine.begin() as connection:
                if engine.dialect.name == "sqlite":
                    connection.exec_driver_sql("PRAGMA busy_timeout = 30000")
                yield connection
        finally:
            engine.dispose()

    def rows(self, sql: str, **bound: Any) -> Sequence[Any]:
        """The rows of a question to the database."""
        with self.store() as connection:
            return connection.execute(sa.text(sql), bound).all()

    def count(self, table: str) -> int:
        """Rows of a table."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 – our own names

    def caught_up(self) -> bool:
        """Whether the cursor of every event stream stands at its last entry."""
        kept = dict(map(tuple, self.rows("SELECT stream, last_id FROM cursors")))
        with self.client() as client:
            for stream in (*keys.event_streams(self.settings.shards), keys.EVENTS_IN):
                last: Any = client.xrevrange(stream, count=1)
                if last and kept.get(stream) != last[0][0].decode():
                    return False
        return True

    def await_applied(self) -> None:
        """Waits until everything on the streams has been applied."""
        awaited(self.caught_up, f"everything on the streams of {self.folder} is applied")

    def log(self) -> str:
        """The end of what the parts said."""
        return "\n".join(file.read_text()[-2000:] for file in self.folder.parent.glob("*.log"))

    def pids(self, word: str) -> list[int]:
        """Processes of this data directory whose command line has `word` among its words."""
        found = []
        for proc in Path("/proc").glob("[0-9]*"):
            try:
                words = (proc / "cmdline").read_bytes().split(b"\0")
                environment = (proc / "environ").read_bytes()
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue  # it has just ended, or is not ours
            named = str(self.folder).encode()
            if any(word == Path(each.decode(errors="replace")).name for each in words) and (
                named in environment or any(named in each for each in words)
            ):
                found.append(int(proc.name))
        return found

    @staticmethod
    def _words(words: Sequence[str]) -> list[str]:
        return [sys.executable, "app.py", *words]
