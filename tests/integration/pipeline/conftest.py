"""Data directories of one's own, on embedded servers or on given ones; no process may outlive its test."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.pipeline.system import System, awaited


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path for a data directory; when the test is over, nobody may know it any more."""
    with tempfile.TemporaryDirectory(prefix="grid-") as name:
        folder = Path(name) / "data"
        yield folder
        try:
            awaited(lambda: not _left(folder), f"processes of {folder} end by themselves: {_left(folder)}", 20)
        finally:
            for pid in _left(folder):
                os.kill(pid, signal.SIGKILL)


def _left(folder: Path) -> list[int]:
    system = System(folder)
    return [*system.pids("app.py"), *system.pids("tether.py"), *system.pids("valkey-server")]


@pytest.fixture
def system(folder: Path) -> System:
    """Everything embedded: Valkey and SQLite in the data directory."""
    return System(folder)


@pytest.fixture
def served(folder: Path, valkey_url: str, database_url: str) -> System:
    """On a given Valkey and a given database: the test runs once on SQLite and once on PostgreSQL."""
    return System(folder, GRID_REDIS_URL=valkey_url, GRID_DATABASE_URL=database_url)
