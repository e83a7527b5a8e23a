"""A wall that hangs for hours: it rotates through its pages while a city lives sixty times as fast, and does not grow.

`SOAK_MINUTES` says how long (60; 35 at least). Run by `make soak` alone.

The heap is told in two parts. A browser goes on for hours to turn functions that are often called into machine code,
and keeps it among what scripts hold: this grows with any page, and ends when all of them are compiled. What must not
grow is the rest: what the page itself holds.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import CDPSession, Page, WebSocket

from tests.e2e.city import City, running_city

MINUTES = int(os.environ.get("SOAK_MINUTES", "60"))
WARM = 10
"""Minutes that do not count: caches of the browser and of the page fill."""
DWELL_S = 10
DAY = 24
"""Minutes of a city's day at sixty times its speed: by night a wall holds less than by day."""
READINGS, APART_MS = 5, 500
HEAP_MB_AN_HOUR = 0.5


class Sample(NamedTuple):
    """One minute: heap after the collector and the machine code within it (MB), nodes, listeners, and so on."""

    heap: float
    code: float
    nodes: int
    listeners: int
    sockets: int
    page: str
    late: int

    @property
    def held(self) -> float:
        """What the page holds, MB."""
        return self.heap - self.code


class Sockets:
    """How many of a page's websockets are open."""

    def __init__(self, page: Page) -> None:
        self.open = 0
        page.on("websocket", self._came)

    def _came(self, socket: WebSocket) -> None:
        self.open += 1
        socket.on("close", self._went)

    def _went(self, _socket: WebSocket) -> None:
        self.open -= 1


@pytest.fixture(scope="module")
def demo() -> Iterator[City]:
    """The built-in month at sixty times its speed."""
    with running_city("demo", "--speed", "60", "--from", "2024-11-04T08:00:00+08:00") as city:
        yield city


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_hours_of_rotation(demo: City, new_page: Callable[..., Page], capsys: pytest.CaptureFixture[str]) -> None:
    page = new_page(1920, 1080)
    sockets = Sockets(page)
    page.set_default_timeout(60_000)
    page.goto(f"http://{demo.address}/wall/?dwell={DWELL_S}")
    page.wait_for_function("[...document.querySelectorAll('.panel')].some(p => p.dataset.state === 'live')")
    page.evaluate("window.untouched = true")
    session = page.context.new_cdp_session(page)
    samples = []
    for minute in range(MINUTES):
        page.wait_for_timeout(60_000 - READINGS * APART_MS)
        samples.append(sampled(page, session, sockets))
        with capsys.disabled():
            sys.stdout.write(line(minute + 1, samples[-1]))
    steady = samples[min(WARM, MINUTES // 2) :]
    slope = an_hour([sample.held for sample in steady])
    whole = an_hour([sample.heap for sample in steady])
    with capsys.disabled():
        sys.stdout.write(
            f"after {len(samples) - len(steady)} minutes, MB/h: {slope:+.2f} held, {whole:+.2f} with code\n"
        )
    assert page.evaluate("window.untouched"), "the page was loaded anew"
    assert slope <= HEAP_MB_AN_HOUR
    assert {sample.sockets for sample in samples} == {1}
    assert all(sample.late == 0 for sample in steady)
    assert len({sample.page for sample in samples}) > 1, "it does not rotate"
    for what in ("nodes", "listeners"):
        early, late = halves([getattr(sample, what) for sample in steady])
        assert late <= early * 1.05, f"{what} grow"


def sampled(page: Page, session: CDPSession, sockets: Sockets) -> Sample:
    """The page as it is now, after the collector: the least of some readings, since a frame may just be in hand."""
    heaps = []
    for _ in range(READINGS):
        for _ in range(2):
            session.send("HeapProfiler.collectGarbage")
        heaps.append(session.send("Runtime.getHeapUsage")["usedSize"] / 1e6)
        page.wait_for_timeout(APART_MS)
    counters: dict[str, Any] = session.send("Memory.getDOMCounters")
    shown, late = page.evaluate(
        """[document.getElementById('wall').dataset.page,
        [...document.querySelectorAll('.panel')].filter(p => p.dataset.state !== 'live').length]"""
    )
    nodes, listeners = counters["nodes"], counters["jsEventListeners"]
    return Sample(min(heaps), machine_code(session), nodes, listeners, sockets.open, shown, int(late))


def machine_code(session: CDPSession) -> float:
    """MB of compiled code and its tables within the heap, by the browser's own account of it."""
    chunks: list[str] = []

    def hear(event: dict[str, str]) -> None:
        chunks.append(event["chunk"])

    session.on("HeapProfiler.addHeapSnapshotChunk", hear)
    session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    session.remove_listener("HeapProfiler.addHeapSnapshotChunk", hear)
    account: dict[str, Any] = json.loads("".join(chunks))
    meta = account["snapshot"]["meta"]
    fields, kinds = meta["node_fields"], meta["node_types"][0]
    kind, size = fields.index("type"), fields.index("self_size")
    nodes: list[int] = account["nodes"]
    code = kinds.index("code")
    found: int = sum(nodes[at + size] for at in range(0, len(nodes), len(fields)) if nodes[at + kind] == code)
    return found / 1e6


def line(minute: int, sample: Sample) -> str:
    """A line of the table."""
    head = "\nminute  heap MB  of it code   nodes  listeners  sockets  not live  page\n" if minute == 1 else ""
    return head + (
        f"{minute:6}  {sample.heap:7.2f}  {sample.code:10.2f}  {sample.nodes:6}  {sample.listeners:9}"
        f"  {sample.sockets:7}  {sample.late:8}  {sample.page}\n"
    )


def an_hour(minutes: list[float]) -> float:
    """How much a figure taken each minute grows in an hour, by the same hours of one day and the next of the city's."""
    return statistics.median(late - early for early, late in zip(minutes, minutes[DAY:], strict=False)) * 60 / DAY


def halves(values: list[int]) -> tuple[float, float]:
    """The medians of the first and of the second half."""
    middle = len(values) // 2
    return statistics.median(values[:middle]), statistics.median(values[middle:])
