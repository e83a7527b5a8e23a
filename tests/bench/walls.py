"""What a hundred walls cost the server, against a hundred pages of other makes that say less."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench import table
from tests.bench.program import cpu_of, crowd, small, system
from tests.bench.push import RATES, feed
from tests.fixtures.servers import temporary_directory

WALLS = 100
RATE = RATES[0]
PANEL = "panel==1.9.4"


def run(seconds: int) -> None:
    """Prints the share of a core that the server takes."""
    table.title(f"{WALLS} screens at {RATE} events/s, {seconds} s each", "server CPU", "of polling", "client CPU")
    polling, client = _small("poll", "tests.bench.polling", seconds)
    _row(f"dcc.Interval each second, one callback, one text: {WALLS} pages", polling, polling, client)
    with system() as program:
        for count in (1, WALLS):
            with crowd("walls", program.url, count) as screens:
                before = {part: program.cpu_s(part) for part in ("web", "project")}
                feed(program.client, RATE, seconds, f"push-cpu-{count}")
                used = {part: (program.cpu_s(part) - before[part]) / seconds for part in before}
                client = screens.seen().cpu
            _row(f"this system: web, {count} walls", used["web"], polling, client)
            _row(f"this system: projector, {count} walls", used["project"], polling, None)
    with _panel() as python:
        if python is None:
            table.note(f"Panel: could not be installed here (pip install {PANEL}), so it is not compared.")
        else:
            share, client = _small("panel", "tests.bench.panel_page", seconds, "tests.bench.panel_crowd", python)
            _row(f"Panel: 60 numbers each second, no map: {WALLS} pages", share, polling, client)


def _row(name: str, share: float, polling: float, client: float | None) -> None:
    told = "" if client is None else f"{client:.0%}"
    table.row(name, f"{share:.1%}", f"{share / polling:.2f}", told)


def _small(
    kind: str, server: str, seconds: int, screens: str = "tests.bench.crowd", python: str = sys.executable
) -> tuple[float, float]:
    """The share of a core that a small server takes for the screens, and the screens' own."""
    with small(server, python) as (url, pid), crowd(kind, url, WALLS, screens, python) as pages:
        before = cpu_of(pid)
        time.sleep(seconds)
        share = (cpu_of(pid) - before) / seconds
        return share, pages.seen().cpu


@contextmanager
def _panel() -> Iterator[str | None]:
    """The Python of an environment with Panel in it, made for this; None where it cannot be had."""
    with temporary_directory() as folder:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
        python = str(folder / "bin" / "python")
        install = [python, "-m", "pip", "install", "--quiet", "--only-binary=:all:", PANEL]
        found = subprocess.run(install, capture_output=True, text=True, check=False)
        yield python if found.returncode == 0 else None
