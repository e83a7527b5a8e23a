"""Puts acts on the event streams, the same act only once however often it is sent.

Two clicks on one form are one event id, but were decided at two moments. Whoever comes first leaves his event under a
key of that id; the other appends the very same event, which the log then drops as a repeat. Knows no act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import redis

from dashboard.errors import StreamError
from streams import keys
from streams.intake import Intake, fields_of

KEEP_S = 86_400
"""How long a form may be sent again."""


class Sent(NamedTuple):
    """Where an event stands on the streams."""

    stream: str
    entry: str


class ActStream:
    """Appends the events of acts."""

    def __init__(self, client: redis.Redis, intake: Intake) -> None:
        self._client = client
        self._intake = intake

    def send(self, events: Sequence[Mapping[str, Any]]) -> list[Sent]:
        """Appends each, or what was appended under its id before; where they stand.

        StreamError if they cannot be written now: some may have been, and sending all again does no harm.
        """
        pipe = self._client.pipeline(transaction=False)
        for event in events:
            pipe.set(keys.act(event["id"]), msgspec.json.encode(event), nx=True, ex=KEEP_S)
            pipe.get(keys.act(event["id"]))
        try:
            kept = pipe.execute()[1::2]
            entries = [
                fields_of(event if text is None else msgspec.json.decode(text))
                for event, text in zip(events, kept, strict=True)
            ]
            return [Sent(*place) for place in self._intake.append(entries)]
        except redis.exceptions.RedisError as error:
            raise StreamError(f"the event streams cannot be written now: {error}") from error
