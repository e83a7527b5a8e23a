"""A server for tests of the wall: the real page and the real frame protocol over a made-up city, without Redis.

It keeps one chain in memory and answers `join` as the contract of frames says. A test makes panels and rows when it
likes, loses frames on purpose, or lets it run by itself. For looking at: `python -m tests.ui.wall_server --port 8099`.
"""

import argparse
import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask_socketio import SocketIO, join_room
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from callbacks.wall_app import WallOptions, create_wall_app
from dashboard.build import with_names
from dashboard.reference import load
from dashboard.views.wall.plan import PANELS
from tests.ui import wall_city
from tests.ui.wall_city import MadeUpCity

ROOM = "wall:city"
REFERENCE = load()


def real_now() -> int:
    """The machine's time, epoch ms."""
    return int(time.time() * 1000)


@dataclass
class WallServer:
    """One chain, one page. `lost` frames stand in the chain but are not sent: the browser must find the gap itself."""

    city: MadeUpCity
    city_now: int = wall_city.NOON
    speed: int = 60
    cadence_ms: int | None = None
    dwell_s: int = 0
    build: str = "1"
    epoch: str = "e1"
    frames: list[dict[str, Any]] = field(default_factory=list)
    panels: dict[str, Any] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)
    history: float | None = None
    joins: int = 0

    def __post_init__(self) -> None:
        self.started = real_now()
        self.app = Flask("wall-fixture")
        options = WallOptions(build=self.build, dwell_s=self.dwell_s)
        create_wall_app(self.app, lambda: REFERENCE, options)
        self.socketio = SocketIO(self.app, async_mode="threading", transports=["websocket"])
        self.socketio.on_event("join", self._join)

    def now(self) -> int:
        """City time."""
        return self.city_now + (real_now() - self.started) * self.speed

    def clock(self) -> dict[str, Any]:
        """ClockInfo of a replay."""
        return {"mode": "replay", "speed": self.speed, "base_real": self.started, "base_city": self.city_now,
                "label": "2024-11", "synthetic": True, "history": self.history}  # fmt: skip

    def snapshot(self) -> dict[str, Any]:
        """All there is."""
        return {"view": "wall", "scope": "city", "epoch": self.epoch, "n": len(self.frames), "panels": self.panels,
                "cases": self.cases[-200:], "clock": self.clock(),
                "build": with_names(self.build, REFERENCE)}  # fmt: skip

    def _join(self, message: dict[str, Any]) -> None:
        self.joins += 1
        join_room(ROOM)
        sid = self._sid()
        if message["epoch"] == self.epoch and message["n"] is not None:
            self.socketio.emit("frames", self.frames[message["n"] :], to=sid)
        else:
            self.socketio.emit("snapshot", self.snapshot(), to=sid)

    @staticmethod
    def _sid() -> str:
        from flask import request  # noqa: PLC0415 # only within an event of a socket

        return str(request.sid)  # type: ignore[attr-defined]

    def push(
        self, panels: dict[str, Any] | None = None, cases: Iterable[dict[str, Any]] = (), *, lost: bool = False
    ) -> None:
        """Appends one frame, and sends it unless it is to be lost."""
        rows = list(cases)
        self.cases.extend(rows)
        self.panels.update(panels or {})
        frame = {"view": "wall", "scope": "city", "epoch": self.epoch, "n": len(self.frames) + 1, "at": real_now(),
                 "panels": panels or {}, "cases": rows}  # fmt: skip
        self.frames.append(frame)
        if not lost:
            self.socketio.emit("frames", [frame], to=ROOM)

    def make_panels(self, names: set[str] | None = None) -> dict[str, Any]:
        """The named panels (default: all), made by the real views at this moment."""
        now, made = self.now(), real_now()
        return {
            plan.name: {"as_of": now, "made": made, "cadence": self.cadence_ms or plan.cadence_ms,
                        "data": plan.build(self.city, now, wall_city.settings())}
            for plan in PANELS
            if names is None or plan.name in names
        }  # fmt: skip

    def row(self, chance: random.Random, case: str | None = None) -> dict[str, Any]:
        """A case row of this moment."""
        return wall_city.case_row(case or f"case-{chance.getrandbits(40):010x}", self.now(), chance, real_now())

    def fill(self, rows: int = 150) -> None:
        """All panels, and rows of the last half hour."""
        chance = random.Random(3)
        now, real = self.now(), real_now()
        past = [
            wall_city.case_row(f"past-{i}", now - (rows - i) * 1_800_000 // rows, chance, real - 3_600_000)
            for i in range(rows)
        ]
        self.push(self.make_panels(), past)

    def restart(self) -> None:
        """As a restarted publisher with a lost chain does it: a new epoch, numbering from 1."""
        self.epoch = f"{self.epoch}x"
        self.frames.clear()


@dataclass
class Running:
    """A served WallServer."""

    wall: WallServer
    http: BaseWSGIServer
    thread: threading.Thread

    @property
    def url(self) -> str:
        """Where the wall is."""
        return f"http://127.0.0.1:{self.http.server_port}/wall/"

    def stop(self) -> None:
        """Ends serving."""
        self.http.shutdown()
        self.thread.join(timeout=5)
        self.http.server_close()


class Quiet(WSGIRequestHandler):
    """Fifty files a page are no news."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


def serve(wall: WallServer, port: int = 0) -> Running:
    """Serves in a thread of its own."""
    http = make_server("127.0.0.1", port, wall.app, threaded=True, request_handler=Quiet)
    http.daemon_threads = True  # type: ignore[attr-defined] # a browser's open socket must not hold up the end
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    return Running(wall, http, thread)


def _live_on(wall: WallServer, per_second: float) -> None:
    chance = random.Random(5)
    beat = 0
    while True:
        time.sleep(0.25)
        beat += 1
        rows = [wall.row(chance) for _ in range(round(per_second / 4))]
        if beat % 80 == 1:
            rows.append(wall_city.grave_row(f"grave-{beat}", wall.now(), real_now()))
        wall.push(wall.make_panels() if beat % 4 == 0 else None, rows)


def main() -> None:
    """Serves a living wall for looking at, until interrupted."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--port", type=int, default=8099)
    options.add_argument("--kind", default="busy")
    options.add_argument("--rate", type=float, default=30, help="cases a second")
    options.add_argument("--dwell", type=int, default=30)
    chosen = options.parse_args()
    city = MadeUpCity(chosen.kind, list(wall_city.ALERTS), list(wall_city.WHISTLES))
    wall = WallServer(city, dwell_s=chosen.dwell)
    wall.fill()
    serve(wall, chosen.port)
    _live_on(wall, chosen.rate)


if __name__ == "__main__":
    main()
