"""The socket server and what makes its websockets dependable under gevent.

It knows the transport: Socket.IO over websocket only, its packets' JSON, and how bytes get onto the wire whole.
It knows no events of its own (`streams.push` registers them).
"""

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

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def send(self, data: bytes) -> int:
        """Writes all of `data`. Raises BrokenPipeError, having closed the socket, if the other end does not take it."""
        try:
            with self._lock, gevent.Timeout(SEND_S, TimeoutError("the other end takes nothing")):
                self._inner.sendall(data)
        except OSError as error:
            log.debug("socket.given_up", error=str(error))
            self._inner.close()
            raise BrokenPipeError(str(error)) from error
        return len(data)
