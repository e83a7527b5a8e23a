"""A wall without pixels: speaks the protocol of docs/frames.md over a real websocket, and remembers what it saw.

It uses python-socketio's own packets; the websocket is wsproto's, so that no further library is needed.
"""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self
from urllib.parse import urlsplit

import orjson
from socketio.packet import ACK, CONNECT, CONNECT_ERROR, EVENT, Packet  # type: ignore[import-untyped]
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Ping, Request, TextMessage

WAIT_S = 30.0


class Line:
    """One websocket: `send` and `receive` texts, until the connection ends (OSError). `headers` go with its request."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self._ws = WSConnection(ConnectionType.CLIENT)
        self._part = ""
        self._socket = socket.create_connection((parts.hostname, parts.port or 80), timeout=WAIT_S)
        target = "/socket.io/?EIO=4&transport=websocket"
        extra = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        self._socket.sendall(self._ws.send(Request(host=parts.netloc, target=target, extra_headers=extra)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets it go."""
        self._socket.close()

    def cut(self) -> None:
        """Ends it from any thread."""
        with contextlib.suppress(OSError):  # already gone
            self._socket.shutdown(socket.SHUT_RDWR)

    def send(self, text: str) -> None:
        """One message."""
        self._socket.sendall(self._ws.send(TextMessage(text)))

    def receive(self) -> Iterator[str]:
        """The messages, as they come."""
        while data := self._socket.recv(65536):
            self._ws.receive_data(data)
            for event in self._ws.events():
                if isinstance(event, TextMessage):
                    self._part += event.data
                    if event.message_finished:
                        text, self._part = self._part, ""
                        yield text
                elif isinstance(event, Ping):
                    self._socket.sendall(self._ws.send(event.response()))
                elif not isinstance(event, AcceptConnection):
                    raise ConnectionError(f"ended by {event}")


class WallClient:
    """Connects, joins, applies frames; reconnects and joins again with what it holds, until `close`.

    `applied` lists (epoch, n) of every frame applied, `snapshots` those of every snapshot taken. `state` is what a wall
    would show: panels by name, rows by (case, type, at). `raw` has every message with an event as it came, `refused`
    and `ended` count what the server said to one who may not watch. `scope` None = its own.
    """

    def __init__(self, url: str, view: str = "wall", scope: str | None = "city", cookie: str = "") -> None:
        self.url = url
        self.view, self.scope = view, scope
        self.headers = {"Cookie": cookie} if cookie else {}
        self.raw: list[str] = []
        self.refused = self.ended = 0
        self.epoch: str | None = None
        self.n = 0
        self.applied: list[tuple[str, int]] = []
        self.snapshots: list[tuple[str | None, int]] = []
        self.sizes: list[int] = []
        self.batches: list[float] = []
        self.delays: list[float] = []
        self.acks: list[Any] = []
        self.panels: dict[str, Any] = {}
        self.rows: dict[tuple[Any, ...], Any] = {}
        self.connects = 0
        self._line: Line | None = None
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends for good."""
        self._closed = True
        self.drop()
        self._thread.join(WAIT_S)

    def drop(self) -> None:
        """Loses the connection, as a cable that is pulled."""
        if (line := self._line) is not None:
            line.cut()

    def say(self, event: str, data: Any) -> None:
        """Sends an event; its answer comes among `acks`."""
        assert self._line is not None
        self._line.send("4" + Packet(EVENT, data=[event, data], id=1_000).encode())

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Waits until `holds()`."""
        with self._changed:
            assert self._changed.wait_for(holds, WAIT_S), f"never: {what}; at {self.epoch}, {self.n}"

    def until_more(self, frames: int) -> None:
        """Waits for so many further frames."""
        aim = len(self.applied) + frames
        self.until(lambda: len(self.applied) >= aim, f"{frames} further frames")

    def until_at(self, epoch: str, n: int) -> None:
        """Waits until frame n of the epoch is held."""
        self.until(lambda: self.epoch == epoch and self.n >= n, f"frame {n} of {epoch}")

    def _run(self) -> None:
        while not self._closed:
            try:
                with Line(self.url, self.headers) as self._line:
                    for text in self._line.receive():
                        self._take(self._line, text)
            except OSError:
                pass  # the server is away, or the connection was cut
            time.sleep(random.uniform(0.02, 0.1))

    def _take(self, line: Line, text: str) -> None:
        kind, rest = text[0], text[1:]
        if kind == "0":
            line.send("4" + Packet(CONNECT).encode())
        elif kind == "2":
            line.send("3")
        elif kind == "4":
            packet = Packet(encoded_packet=rest)
            with self._changed:
                if packet.packet_type == EVENT:
                    self.raw.append(text)
                self._packet(line, packet, len(text))
                self._changed.notify_all()

    def _packet(self, line: Line, packet: Packet, size: int) -> None:
        if packet.packet_type == CONNECT:
            self.connects += 1
            self._join(line)
        elif packet.packet_type == EVENT:
            name, data = packet.data
            self.sizes.append(size)
            if name == "snapshot":
                self._snapshot(data)
            elif name == "frames":
                self._frames(line, data)
            else:
                self.ended += 1
        elif packet.packet_type == CONNECT_ERROR:
            self.refused += 1
        elif packet.packet_type == ACK:
            self.acks.append(packet.data[0])

    def _join(self, line: Line) -> None:
        wish = {"view": self.view, "scope": self.scope, "epoch": self.epoch, "n": self.n}
        line.send("4" + Packet(EVENT, data=["join", wish], id=self.connects).encode())

    def _snapshot(self, data: dict[str, Any]) -> None:
        self.epoch, self.n = data["epoch"], data["n"]
        self.panels, self.rows = dict(data["panels"]), {_key(row): row for row in data["cases"]}
        self.snapshots.append((self.epoch, self.n))

    def _frames(self, line: Line, frames: list[dict[str, Any]]) -> None:
        self.batches.append(time.monotonic())
        for frame in frames:
            if frame["epoch"] == self.epoch and frame["n"] <= self.n:
                continue
            if frame["epoch"] != self.epoch or frame["n"] != self.n + 1:
                self._join(line)
                return
            self.n = frame["n"]
            self.delays.append(time.time() - frame["at"] / 1000)
            self.applied.append((frame["epoch"], frame["n"]))
            self.panels.update(frame["panels"])
            for row in frame["cases"]:
                self.rows.pop(_key(row), None)
                self.rows[_key(row)] = row


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["case"], row["type"], row["at"])


def same(one: object, other: object) -> bool:
    """Equal as JSON."""
    return orjson.dumps(one, option=orjson.OPT_SORT_KEYS) == orjson.dumps(other, option=orjson.OPT_SORT_KEYS)
