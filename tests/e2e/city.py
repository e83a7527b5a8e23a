"""A whole system of its own (`app.py run`) with the wall that a browser opens on it, and events from a stranger's hand.

Nothing is faked: processes, streams, store and sockets are the program's; events are XADDed with redis-py.
"""

from __future__ import annotations

import contextlib
import json
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from zlib import crc32

import redis
from playwright.sync_api import Page

from streams import heartbeat, keys
from streams.clock import machine_ms
from tests.builders import CloudEvent
from tests.fixtures.servers import temporary_directory
from tests.integration.pipeline.system import System, awaited

QUICK_MS = 5_000
"""Panels that promise to be made anew within this; a test cannot wait for twice the longest promise, half a minute."""


class City:
    """A running system."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._shards = system.settings.shards

    @property
    def address(self) -> str:
        """Where the web listens, host:port."""
        return f"127.0.0.1:{(self.system.folder / 'web.port').read_text().strip()}"

    def ready(self) -> bool:
        """Whether all parts live."""
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{self.address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    def pid(self, part: str) -> int:
        """The process of a part that beats (`project`, `web`): the one that beat last."""
        with self.system.client() as client:
            beats = [beat for name, beat in heartbeat.read(client).items() if name.split(":")[0] == part]
        return max(beats, key=lambda beat: beat.real_ms).pid

    def xadd(self, client: redis.Redis, event: CloudEvent) -> None:
        """Appends one event to its shard, as the README tells a stranger to."""
        fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in event.items()}
        shard = crc32(event["subject"].encode()) % self._shards
        client.xadd(f"grid:events:{shard}", fields)  # type: ignore[arg-type] # invariant dict of what XADD takes

    def feed(self, events: Iterable[CloudEvent]) -> None:
        """Appends them at once. One that the server did not take is sent again: a repeat changes nothing."""
        waiting = list(events)
        while waiting:
            with contextlib.suppress(redis.exceptions.ConnectionError), self.system.client() as client:
                while waiting:
                    self.xadd(client, waiting[0])
                    del waiting[0]

    def figures(self, **asked: str) -> dict[str, Any]:
        """What `GET /api/v1/figures` answers."""
        names = {"start": "from", "end": "to"}
        query = urllib.parse.urlencode({names.get(name, name): value for name, value in asked.items()})
        with urllib.request.urlopen(f"http://{self.address}/api/v1/figures?{query}", timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def frames(self) -> list[dict[str, Any]]:
        """All frames of the wall that are kept: {"epoch", "n", …body}."""
        with self.system.client() as client:
            entries: Any = client.xrange(keys.FRAMES)
        return [
            {"epoch": fields[b"epoch"].decode(), "n": int(fields[b"n"]), **json.loads(fields[b"body"])}
            for _, fields in entries
        ]

    def snapshot(self) -> str:
        """The newest whole picture, as text."""
        with self.system.client() as client:
            kept: Any = client.get(keys.snapshot("wall", "city"))
        return str(kept.decode())


@contextmanager
def running_city(*words: str, **settings: str) -> Iterator[City]:
    """`app.py run`, or other words, in a directory of its own, ready, until the block ends."""
    with temporary_directory() as folder:
        system = System(folder / "data", **settings)
        with system.running(*(words or ("run",))):
            city = City(system)
            awaited(city.ready, f"all parts live; {system.log()}")
            yield city


def open_wall(page: Page, city: City, query: str = "page=overview") -> None:
    """Opens the wall, remembers its frames (`trace`), and waits until every panel is live."""
    page.set_default_timeout(30_000)
    page.goto(f"http://{city.address}/wall/?{query}&trace=1")
    page.wait_for_selector(".panel[data-state]", state="attached")
    page.wait_for_function("[...document.querySelectorAll('.panel')].every(p => p.dataset.state === 'live')")
    page.evaluate("window.untouched = true")


def chain(page: Page) -> list[tuple[str, int]]:
    """(epoch, n) of every frame that the page applied since its snapshot; it must not have been loaded anew."""
    assert page.evaluate("window.untouched"), "the page was loaded anew"
    return [(epoch, n) for epoch, n in page.evaluate("gridwall.state.trace")]


def assert_whole(frames: list[tuple[str, int]]) -> None:
    """Each frame once, in order, of one chain, none left out."""
    assert frames, "no frames at all"
    first_epoch, first = frames[0]
    assert frames == [(first_epoch, first + n) for n in range(len(frames))]


def quick_panels(state: str) -> str:
    """JavaScript: are all panels with a short promise in this state?"""
    return f"""[...document.querySelectorAll('.panel')].every(p => {{
        const frame = gridwall.state.panels[p.dataset.source];
        return (frame && frame.cadence > {QUICK_MS}) || p.dataset.state === '{state}';
    }})"""


def paced(rate: float, things: Iterable[Callable[[], object]]) -> None:
    """Does things at an even rate (a second), however long each takes."""
    begun = time.monotonic()
    for n, thing in enumerate(things):
        time.sleep(max(0.0, begun + n / rate - time.monotonic()))
        thing()


def pick(figures: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path of the figures. An absent code is zero (contract), and so its rates are null."""
    *_, name = keys_of_path = path.split(".")
    here: Any = figures
    for key in keys_of_path:
        if not isinstance(here, Mapping) or key not in here:
            return None if name.endswith("rate") or name in ("quality", "satisfaction") else 0
        here = here[key]
    return here


def now() -> int:
    """The machine's time, epoch ms."""
    return machine_ms()
