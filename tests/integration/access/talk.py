"""A conversation over a websocket in Socket.IO's words, for tests that say what no browser of ours would."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Self

from tests.integration.push.client import Line


class Refused(Exception):
    """The server let nobody in."""


class Talk:
    """One connection. Raises Refused where it is not let in, ConnectionError where the transport is not even opened."""

    def __init__(self, base: str, headers: Mapping[str, str] | None = None) -> None:
        self.line = Line(base, headers)
        self._texts: Iterator[str] = self.line.receive()
        self._acknowledged = 0
        try:
            self._enter()
        except (OSError, Refused):
            self.line.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def ask(self, event: str, *values: Any) -> Any:
        """Sends an event; the acknowledgement."""
        self._acknowledged += 1
        self.line.send(f"42{self._acknowledged}{json.dumps([event, *values])}")
        head = f"43{self._acknowledged}["
        return json.loads(self._next(lambda text: text.startswith(head)).removeprefix(head[:-1]))[0]

    def events(self) -> Iterator[tuple[str, Any]]:
        """(name, data) of what the server sends, until it hangs up."""
        while True:
            try:
                name, data = json.loads(self._next(lambda text: text.startswith("42")).removeprefix("42"))
            except ConnectionError:
                return
            yield name, data

    def _enter(self) -> None:
        self._next(lambda text: text.startswith("0"))
        self.line.send("40")
        answer = self._next(lambda text: text.startswith(("40", "44")))
        if answer.startswith("44"):
            raise Refused(answer)

    def _next(self, wanted: Any) -> str:
        """The next text of interest; pings are answered on the way."""
        for text in self._texts:
            if text == "2":
                self.line.send("3")
            elif text in ("1", "41"):
                raise ConnectionError("the server has hung up")
            elif wanted(text):
                return text
        raise ConnectionError("the connection has ended")
