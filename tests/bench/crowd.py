"""Many screens in one process, light enough not to be what is measured.

    python -m tests.bench.crowd walls URL SOCKETS     join the wall's chain and note when each event's row arrives
    python -m tests.bench.crowd echo URL SOCKETS      one of them speaks eight times a second, all note when it arrives
    python -m tests.bench.crowd storm URL SOCKETS     join, and come back by the wall's rule whenever the line is lost
    python -m tests.bench.crowd poll URL CLIENTS      each asks a Dash callback once a second

It says `ready` once all are there, and for each line that comes on stdin what it saw since, as one line of JSON:
`{"delays": [ms, …], "seen": n, "lost": screens that gave up, "cpu": share of a core, "back": [epoch ms]}`. An event's
delay runs from its own time, which is that of its XADD, to the millisecond. Equal frames are read once, however many
screens they come to. `back` are the moments at which screens that had lost their line were served again.
"""

from gevent import monkey

if __name__ == "__main__":
    # Before all other imports, as the product's web does.
    monkey.patch_all()

import http.client
import itertools
import json
import random
import socket
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import gevent
import gevent.socket
import orjson
from wsproto import ConnectionType, WSConnection
from wsproto.events import Request, TextMessage

ECHO_S = 0.125
"""As often as the product sends frames at most."""
SOON_S, LONGEST_S = 0.3, 8.0
"""As in `assets/shared/live.js`."""
ECHO_BYTES = 2_000
"""About a batch of frames at fifty events a second."""
_HANDSHAKE_END = b"\r\n\r\n"


class Line:
    """One websocket of Socket.IO's: what comes is cut into messages here, with as little work as that takes."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._ws = WSConnection(ConnectionType.CLIENT)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=60)
        target = "/socket.io/?EIO=4&transport=websocket"
        self._socket.sendall(self._ws.send(Request(host=parts.netloc, target=target)))
        self._held = b""
        while _HANDSHAKE_END not in self._held:
            self._held += self._more()
        head, _, self._held = self._held.partition(_HANDSHAKE_END)
        self._ws.receive_data(head + _HANDSHAKE_END)
        list(self._ws.events())
        self._socket.settimeout(None)

    def send(self, text: str) -> None:
        """One message."""
        self._socket.sendall(self._ws.send(TextMessage(text)))

    def close(self) -> None:
        """Lets it go."""
        self._socket.close()

    def receive(self) -> Iterator[bytes]:
        """The text messages, as they come (RFC 6455 §5.2; servers send without masks). OSError when it ends."""
        while True:
            code, size, start = self._head()
            while len(self._held) < start + size:
                self._held += self._more()
            payload, self._held = self._held[start : start + size], self._held[start + size :]
            if code == 1:
                yield payload
            elif code == 8:
                raise ConnectionError("the server closed")

    def _head(self) -> tuple[int, int, int]:
        while len(self._held) < 2 or len(self._held) < (start := {126: 4, 127: 10}.get(self._held[1], 2)):
            self._held += self._more()
        size = self._held[1] if start == 2 else int.from_bytes(self._held[2:start])
        return self._held[0] & 15, size, start

    def _more(self) -> bytes:
        data = self._socket.recv(262_144)
        if not data:
            raise ConnectionError("the server is gone")
        return data


class Crowd:
    """So many screens of one server; `delays` has the ms of each event at each screen."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.delays: list[float] = []
        self.back: list[float] = []
        self.there = 0
        self.noting = False
        self._read: dict[bytes, list[int]] = {}

    def told(self) -> dict[str, Any]:
        """What was seen since the last time, and forgets it."""
        delays, self.delays = sorted(round(delay, 1) for delay in self.delays), []
        back, self.back = self.back, []
        return {"delays": delays[:: max(1, len(delays) // 20_000)], "seen": len(delays), "back": back}

    def wall(self) -> None:
        """One wall: joins, then notes when rows arrive."""
        line = Line(self.url)
        joined = False
        for text in line.receive():
            if text[:1] == b"0":
                line.send("40")
            elif text[:1] == b"2":
                line.send("3")
            elif text[:2] == b"40":
                line.send('42["join",{"view":"wall","scope":"city","epoch":null,"n":null}]')
            elif text[:12] == b'42["snapshot' and not joined:
                joined = True
                self.there += 1
            elif text[:10] == b'42["frames' and self.noting:
                self._note(text)

    def storm(self) -> None:
        """One wall that comes back."""
        spread, attempts, been = 1.0, 0, False
        while True:
            try:
                for wanted in self._visit(spread, been):
                    spread, attempts, been = wanted, 0, True
            except OSError:
                attempts += 1
            most = max(spread, min(LONGEST_S, spread * 1.5**attempts))
            gevent.sleep(SOON_S + random.random() * most)

    def _visit(self, spread: float, been: bool) -> Iterator[float]:
        """One connection's life; yields the spread that the server wants once it is served. OSError at its end."""
        line = Line(self.url)
        served = False
        for text in line.receive():
            if text[:1] == b"0":
                line.send("40")
            elif text[:1] == b"2":
                line.send("3")
            elif text[:2] == b"40":
                line.send('42["join",{"view":"wall","scope":"city","epoch":null,"n":null}]')
            elif text[:2] == b"42" and not served:
                served = True
                self.there += not been
                self.back += [time.time() * 1000] * been
                line.send('421["report",{"page":"overview","live":1,"stale":0,"down":0,"heap":0,"build":"","lag":0}]')
                yield spread
            elif text[:3] == b"431":
                yield orjson.loads(text[3:])[0]["spread"] / 1000

    def _note(self, text: bytes) -> None:
        now = time.time() * 1000
        moments = self._read.get(text)
        if moments is None:
            if len(self._read) > 64:
                self._read.clear()
            rows = [row for frame in orjson.loads(text[2:])[1] for row in frame["cases"]]
            moments = self._read[text] = [row["at"] for row in rows if row["case"].startswith("push-")]
        self.delays += [now - at for at in moments]

    def echo(self, speaks: bool) -> None:
        """One screen of the echo; the first speaks."""
        line = Line(self.url)
        for text in line.receive():
            if text[:1] == b"0":
                line.send("40")
            elif text[:1] == b"2":
                line.send("3")
            elif text[:2] == b"40":
                self.there += 1
                if speaks:
                    gevent.spawn(self._speak, line)
            elif text[:2] == b"42" and self.noting:
                self.delays.append(time.time() * 1000 - orjson.loads(text[2:])[1]["at"])

    @staticmethod
    def _speak(line: Line) -> None:
        filler = "x" * ECHO_BYTES
        while True:
            line.send("42" + json.dumps(["echo", {"at": time.time() * 1000, "filler": filler}]))
            gevent.sleep(ECHO_S)

    def poll(self, number: int) -> None:
        """One page of Dash's whose `dcc.Interval` fires each second."""
        parts = urlsplit(self.url)
        body = json.dumps(
            {
                "output": "shown.children",
                "outputs": {"id": "shown", "property": "children"},
                "inputs": [{"id": "beat", "property": "n_intervals", "value": number}],
                "changedPropIds": ["beat.n_intervals"],
            }
        )
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        gevent.sleep(number % 100 / 100)  # a hall of pages does not ask at one beat
        line = http.client.HTTPConnection(parts.hostname or "", parts.port)
        due = time.monotonic()
        for turn in itertools.count():
            asked = time.monotonic()
            line.request("POST", "/_dash-update-component", body, headers)
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                raise ConnectionError(f"the page answers {answer.status}")
            self.there += turn == 0
            if self.noting:
                self.delays.append((time.monotonic() - asked) * 1000)
            due += 1
            gevent.sleep(max(0.0, due - time.monotonic()))


def main() -> None:
    """Answers lines until there are no more."""
    kind, url, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    crowd = Crowd(url)
    starts: dict[str, Callable[[int], Any]] = {
        "walls": lambda _n: gevent.spawn(crowd.wall),
        "storm": lambda _n: gevent.spawn(crowd.storm),
        "echo": lambda n: gevent.spawn(crowd.echo, n == 0),
        "poll": lambda n: gevent.spawn(crowd.poll, n),
    }
    screens = [starts[kind](number) for number in range(count)]
    while crowd.there < count:
        _look(screens)
        gevent.sleep(0.02)
    crowd.noting = True
    print("ready", flush=True)
    wall_s, cpu_s = time.monotonic(), time.process_time()
    while _asked():
        share = (time.process_time() - cpu_s) / (time.monotonic() - wall_s)
        print(json.dumps({**crowd.told(), "lost": sum(map(_ended, screens)), "cpu": share}), flush=True)
        wall_s, cpu_s = time.monotonic(), time.process_time()


def _asked() -> bool:
    """Waits for a line, and lets the screens go on meanwhile; False when there will be none."""
    gevent.socket.wait_read(sys.stdin.fileno())
    return bool(sys.stdin.readline())


def _look(screens: list[Any]) -> None:
    """Raises what ended a screen, if something did."""
    for screen in filter(_ended, screens):
        screen.get()


def _ended(screen: Any) -> bool:
    return bool(screen.ready())


if __name__ == "__main__":
    main()
