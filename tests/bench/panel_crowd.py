"""So many visitors of a Panel page, as `tests/bench/crowd.py` is of ours.

    python -m tests.bench.panel_crowd panel URL VISITORS

Each speaks Bokeh's own protocol over a websocket: asks for the document once, then lets the changes come.
"""

import asyncio
import json
import re
import sys
import threading
import time
import urllib.request
from typing import Any

from bokeh.protocol import Protocol  # type: ignore[import-not-found, unused-ignore]
from tornado.httpclient import HTTPRequest  # type: ignore[import-not-found, unused-ignore]
from tornado.websocket import websocket_connect  # type: ignore[import-not-found, unused-ignore]

_TOKEN = re.compile(rb'"token":"([^"]+)"')


class Visitors:
    """What they heard."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.there = self.heard = 0
        self.noting = False
        self._few = asyncio.Semaphore(4)

    def _page(self) -> bytes:
        with urllib.request.urlopen(self.url, timeout=60) as answer:  # noqa: S310 – the measurement's own server
            found: bytes = answer.read()
        return found

    async def visit(self) -> None:
        """One visitor."""
        async with self._few:
            line = await self._connected()
        self.there += 1
        while await line.read_message() is not None:
            self.heard += self.noting

    async def _connected(self) -> Any:
        """A line on which the page's changes come. A page takes its server a while, so few are asked for at a time."""
        page = await asyncio.to_thread(self._page)
        found = _TOKEN.search(page)
        assert found is not None, "the page has no token"
        address = self.url.replace("http", "ws") + "ws"
        request = HTTPRequest(address, connect_timeout=60)
        line = await websocket_connect(request, subprotocols=["bokeh", found[1].decode()])
        ask = Protocol().create("PULL-DOC-REQ")
        for part in (ask.header_json, ask.metadata_json, ask.content_json):
            await line.write_message(part)
        return line


async def _run(visitors: Visitors, count: int, ended: threading.Event) -> None:
    tasks = [asyncio.create_task(visitors.visit()) for _ in range(count)]
    while visitors.there < count:
        for task in tasks:
            if task.done():
                task.result()
        await asyncio.sleep(0.05)
    visitors.noting = True
    wall_s, cpu_s = time.monotonic(), time.process_time()
    print("ready", flush=True)
    await asyncio.to_thread(ended.wait)
    share = (time.process_time() - cpu_s) / (time.monotonic() - wall_s)
    lost = sum(task.done() for task in tasks)
    print(json.dumps({"delays": [], "seen": visitors.heard, "lost": lost, "cpu": share, "back": []}), flush=True)


def _until_told(ended: threading.Event) -> None:
    sys.stdin.readline()
    ended.set()


def main() -> None:
    """Runs until a line comes."""
    visitors, ended = Visitors(sys.argv[2]), threading.Event()
    threading.Thread(target=_until_told, args=(ended,), daemon=True).start()
    asyncio.run(_run(visitors, int(sys.argv[3]), ended))


if __name__ == "__main__":
    main()
