"""A hall of five hundred screens comes back after the web was restarted, ten times: spread, soon, and without growing.

The screens are a crowd of light ones (`tests/bench/crowd.py`) that keep the rule of `assets/shared/live.js`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.bench.program import Crowd, crowd
from tests.e2e.city import City
from tests.integration.pipeline.system import awaited

SCREENS, ROUNDS = 500, 10
SOON_S = 30
MOST_IN_A_SECOND = 0.10
GROWTH = 1.05


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_five_hundred_screens_come_back(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    memory = []
    with crowd("storm", f"http://{city.address}/", SCREENS) as screens, capsys.disabled():
        sys.stdout.write("\nround  first s   last s   most in a second   web MB\n")
        for turn in range(ROUNDS):
            began = time.time() * 1000
            os.kill(city.pid("web"), signal.SIGTERM)
            back = returned(screens)
            seconds = Counter(int((at - began) // 1000) for at in back)
            first, last = (min(back) - began) / 1000, (max(back) - began) / 1000
            most = max(seconds.values()) / SCREENS
            memory.append(resident_mb(city.pid("web")))
            sys.stdout.write(f"{turn + 1:5}  {first:7.1f}  {last:7.1f}  {most:17.1%}  {memory[-1]:7.1f}\n")
            assert last <= SOON_S
            assert most <= MOST_IN_A_SECOND
    assert memory[-1] <= memory[1] * GROWTH


def returned(screens: Crowd) -> list[float]:
    """The moments at which all of them were served again, epoch ms."""
    back: list[float] = []

    def all_of_them() -> bool:
        back.extend(screens.seen().back)
        time.sleep(0.5)
        return len(back) >= SCREENS

    awaited(all_of_them, f"all {SCREENS} screens are back; {len(back)} are", seconds=120)
    return back


def resident_mb(pid: int) -> float:
    """What a process holds in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
