"""Bytes get onto the wire whole, under gevent, whoever else is writing."""

from collections.abc import Iterator

import gevent
import orjson
import pytest
from gevent import socket
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, TextMessage

from dashboard.sockets import WholeSocket, WireJson, text_frame

Pair = tuple[WholeSocket, socket.socket]
HELLO = (
    b"GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A writing end with a small buffer, and the other end."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    yield WholeSocket(ours), theirs
    ours.close()
    theirs.close()


def test_plain_send_writes_a_part_only(pair: Pair) -> None:
    """The reason for WholeSocket: were it gone, so could that be."""
    whole, _theirs = pair
    assert whole._inner.send(b"x" * 1_000_000) < 1_000_000


def test_two_writers_do_not_tear_each_other(pair: Pair) -> None:
    whole, theirs = pair
    size, count = 300_000, 5
    writers = [
        gevent.spawn(lambda letter: [whole.send(letter * size) for _ in range(count)], letter)
        for letter in (b"a", b"b")
    ]
    got = bytearray()
    while len(got) < 2 * count * size:
        got += theirs.recv(65_536)
    gevent.joinall(writers, raise_error=True)
    messages = [got[at : at + size] for at in range(0, len(got), size)]
    assert all(len(set(message)) == 1 for message in messages)


def test_an_end_that_takes_nothing_is_given_up(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """And so is what is written after it."""
    monkeypatch.setattr("dashboard.sockets.SEND_S", 0.05)
    whole, _theirs = pair
    for _ in range(2):
        with pytest.raises(BrokenPipeError):
            whole.send(b"x" * 1_000_000)
    assert whole.fileno() == -1


def test_ready_made_json_passes_as_it_is() -> None:
    assert WireJson.dumps(["frames", orjson.Fragment(b'[{"n":1}]')], separators=(",", ":")) == '["frames",[{"n":1}]]'
    assert WireJson.loads('["昆"]') == ["昆"]


def test_what_is_offered_comes_whole_and_in_order(pair: Pair) -> None:
    """Offered and sent, with a reader that is slow: nothing torn, nothing overtaken, nothing lost or twice."""
    whole, theirs = pair
    wanted = bytearray()
    refused = 0
    got = bytearray()

    def read() -> None:
        while data := theirs.recv(5_000):
            got.extend(data)

    reader = gevent.spawn(read)
    for number in range(200):
        message = bytes([number]) * 3_000
        if not whole.offer(message):
            refused += 1
            whole.send(message)
        wanted += message
        if number % 7 == 0:
            gevent.sleep(0)
    whole.send(b"")
    whole.close()
    reader.join()
    assert 0 < refused < 200, "both ways were gone"
    assert got == wanted


@pytest.mark.parametrize("size", [0, 5, 125, 126, 65_535, 65_536])
def test_a_frame_is_what_the_library_makes(size: int) -> None:
    text = "x" * size
    server = WSConnection(ConnectionType.SERVER)
    server.receive_data(HELLO)
    list(server.events())
    server.send(AcceptConnection())
    assert text_frame(text.encode()) == server.send(TextMessage(text))
