"""Walls for browser tests: a served made-up city that beats by itself, or stands still until the test moves it."""

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.ui import wall_city
from tests.ui.wall_city import MadeUpCity
from tests.ui.wall_server import Running, WallServer, serve


@dataclass
class Beating:
    """A projector of the made-up city: makes all panels again every `every_s`, in a thread, until stopped."""

    wall: WallServer
    every_s: float
    stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begins, or begins again."""
        self.stopped.clear()
        threading.Thread(target=self._beat, daemon=True).start()

    def stop(self) -> None:
        """Ends with the frame in hand."""
        self.stopped.set()

    def _beat(self) -> None:
        while not self.stopped.is_set():
            self.wall.push(self.wall.make_panels())
            self.stopped.wait(self.every_s)


@pytest.fixture
def serve_wall() -> Iterator[Callable[..., Running]]:
    """Serves walls: `serve_wall(kind="busy", port=0, **WallServer options)`, filled, stopped after the test."""
    running: list[Running] = []

    def start(kind: str = "busy", port: int = 0, **options: object) -> Running:
        city = MadeUpCity(kind, list(wall_city.ALERTS), list(wall_city.WHISTLES))
        if kind == "empty":
            city = MadeUpCity(kind)
        wall = WallServer(city, **options)  # type: ignore[arg-type]
        wall.fill(0 if kind == "empty" else 150)
        running.append(serve(wall, port))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def chance() -> random.Random:
    """The same chance in every run."""
    return random.Random(11)


def open_wall(page: Page, running: Running, query: str = "dwell=0&trace=1") -> None:
    """Opens a wall and waits until its panels are drawn."""
    page.goto(f"{running.url}?{query}")
    page.set_default_timeout(10_000)
    page.wait_for_function("[...document.querySelectorAll('.panel')].every(p => p.dataset.state === 'live')")
    page.wait_for_function("[...document.querySelectorAll('.rows')].some(box => box.childElementCount)")
