"""A data directory of one's own, awaited conditions, and proof that no process outlives its test."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from dashboard.settings import Settings, load

T = TypeVar("T")


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data directory that does not exist yet; when the test is over, no process may know it any more."""
    folder = tmp_path / "data"
    yield folder
    awaited(lambda: not processes(folder), f"processes left behind: {processes(folder)}")


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    """Settings of an embedded server in `data_dir`, and any free port."""
    return load({"GRID_DATA_DIR": str(data_dir), "GRID_PORT": "0"})


def awaited(condition: Callable[[], T | None], otherwise: str = "it did not happen", seconds: float = 20.0) -> T:
    """The first true value of `condition()`; fails the test after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            pytest.fail(otherwise)
        time.sleep(0.01)
    return value


def processes(folder: Path) -> dict[int, str]:
    """Living processes whose command line or environment names `folder`: pid → command line."""
    found = {}
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            command = (proc / "cmdline").read_bytes()
            environment = (proc / "environ").read_bytes()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # it has just ended, or is not ours
        if str(folder).encode() in command + environment:  # both are empty for a zombie
            found[int(proc.name)] = command.replace(b"\0", b" ").decode()
    return found


def pid_of(folder: Path, words: str) -> int:
    """The pid of the one process of `folder` whose command line holds `words`."""
    (pid,) = [pid for pid, command in processes(folder).items() if words in command]
    return pid
