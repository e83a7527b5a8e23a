"""The socket server and what makes its websockets dependable, and many of them cheap, under gevent.

It knows the transport: Socket.IO over websocket only, its packets' JSON, and how bytes get onto the wire whole.
It knows no events of its own (`streams.push` registers them).
"""

import contextlib
import os
import struct
from collections.abc import Callable, Iterable
from typing import Any

import gevent
import orjson
import structlog
from flask import Flask
from flask_socketio import SocketIO
from gevent.lock import RLock
from gevent.socket import socket as GeventSocket  # noqa: N812 – it is a class

log = structlog.get_logger(__name__)

JOIN_BYTES = 16 * 1024
"""Largest message from a browser: they only join."""
SEND_S = 20.0
"""A browser that takes nothing for so long is given up; it comes back when it can."""

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


Handler = Callable[..., Any]


class GatedSockets(SocketIO):  # type: ignore[misc] # the library has no types
    """A socket server on which every event passes `guard(name, handler)` first."""

    def __init__(self, server: Flask, guard: Callable[[str, Handler], Handler], **options: Any) -> None:
        super().__init__(server, **options)
        self._guard = guard

    def on_event(self, message: str, handler: Handler, namespace: str | None = None) -> None:
        """Registers a handler."""
        super().on_event(message, self._guard(message, handler), namespace)


def sockets_of(server: Flask, guard: Callable[[str, Handler], Handler]) -> SocketIO:
    """The socket server on `server`. Without long polling no client needs to meet the same worker twice."""
    sockets = GatedSockets(
        server,
        guard,
        async_mode="gevent",
        transports=["websocket"],
        json=WireJson,
        manage_session=False,
        ping_interval=10,  # a wall notices within 20 s that the other end is gone, though nobody said so
        ping_timeout=10,
        max_http_buffer_size=JOIN_BYTES,
    )
    server.wsgi_app = _whole(server.wsgi_app)  # type: ignore[method-assign,assignment]  # the way Flask documents
    return sockets


class WireJson:
    """JSON of the socket packets by orjson, which takes ready-made JSON (`orjson.Fragment`) as it is."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        """Compact JSON."""
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        """Any JSON."""
        return orjson.loads(text)


def _whole(inner: Wsgi) -> Wsgi:
    """Gives every websocket a socket that writes messages whole, and declines compression.

    A worker would compress each message anew for each of its clients, with half a megabyte of memory for each.
    """

    def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "gunicorn.socket" in environ and environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            environ["gunicorn.socket"] = WholeSocket(environ["gunicorn.socket"])
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return inner(environ, start_response)

    return application


class WholeSocket:
    """A gevent socket whose `send` writes everything, one caller at a time.

    simple-websocket (1.1.0) calls `send` and ignores that it may write a part only, and writes from two greenlets:
    a snapshot larger than the kernel's buffer arrives torn, and the browser hangs up.
    """

    def __init__(self, inner: GeventSocket) -> None:
        self._inner = inner
        self._lock = RLock()
        self._owed = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def send(self, data: bytes) -> int:
        """Writes all of `data`. Raises BrokenPipeError, having closed the socket, if the other end does not take it."""
        try:
            with self._lock, gevent.Timeout(SEND_S, TimeoutError("the other end takes nothing")):
                owed, self._owed = self._owed, b""
                self._inner.sendall(owed + data)
        except OSError as error:
            log.debug("socket.given_up", error=str(error))
            self._inner.close()
            raise BrokenPipeError(str(error)) from error
        return len(data)

    def offer(self, data: bytes) -> bool:
        """Writes `data` without waiting; what the kernel has no room for follows. False = not now, and nothing done."""
        if self._owed or self._lock.locked():
            return False
        try:
            written = os.write(self._inner.fileno(), data)
        except OSError:  # no room at all, or gone: who sends it the long way finds out
            return False
        if written < len(data):
            self._owed = data[written:]
            gevent.spawn(self._pay)
        return True

    def _pay(self) -> None:
        with contextlib.suppress(BrokenPipeError):  # closed; its reader ends the rest
            self.send(b"")


def to_room(server: Any, room: str, event: str, data: orjson.Fragment) -> None:
    """Emits an event to a room of the default namespace. `server` is python-socketio's.

    The message is made once, not once for each socket, and written at once where nothing waits before it: a hall of
    walls costs a quarter of what it costs through every socket's queue and writer. The others get it by that way.
    """
    message = None
    for sid, line in list(server.manager.get_participants("/", room)):
        socket, engine = server.environ.get(line, {}).get("gunicorn.socket"), server.eio.sockets.get(line)
        free = isinstance(socket, WholeSocket) and engine is not None and engine.queue.empty() and not engine.closing
        if free and message is None:
            message = text_frame(b"42" + orjson.dumps([event, data]))
        if not (free and socket.offer(message)):
            server.emit(event, data, to=sid, namespace="/")


def text_frame(text: bytes) -> bytes:
    """A websocket message of a server's (RFC 6455 §5.2): whole, unmasked."""
    size = len(text)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + text
    if size < 1 << 16:
        return struct.pack("!BBH", 0x81, 126, size) + text
    return struct.pack("!BBQ", 0x81, 127, size) + text
