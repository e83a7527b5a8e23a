"""Puts acts on the event streams, the same act only once however often it is sent.

Two clicks on one form are one event id, but were decided at two moments. Whoever comes first leaves his event under a
key of that id; the other appends the very same event, which the log then drops as a repeat. Knows no act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import redis

from dashboard.domain.instants import parse, render
from dashboard.errors import StreamError
from streams import keys
from streams.intake import Intake, fields_of

KEEP_S = 86_400
"""How long a form may be sent again."""
TURN_S = 5.0
"""How long one waits for others' acts to be appended, and how long at most an append keeps others waiting."""
_UTC = ZoneInfo("UTC")


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
        try:
            # Two who act on one thing in the same instant: who is appended first is dated first, so that neither is
            # told "done" of what the other's act, dated earlier and applied later, then undoes.
            with self._client.lock(keys.ACT_TURN, timeout=TURN_S, sleep=0.01, blocking_timeout=TURN_S):
                entries = [fields_of(event) for event in self._dated(events)]
                return [Sent(*place) for place in self._intake.append(entries)]
        except redis.exceptions.RedisError as error:
            raise StreamError(f"the event streams cannot be written now: {error}") from error

    def _dated(self, events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """What was kept under an event's id, else the event, dated after the last act on its subject; all are kept."""
        pipe = self._client.pipeline(transaction=False)
        for event in events:
            pipe.get(keys.act(event["id"]))
            pipe.get(keys.act_at(event["subject"]))
        found = pipe.execute()
        last: dict[str, int] = {}
        chosen: list[Mapping[str, Any]] = []
        for event, kept, at in zip(events, found[::2], found[1::2], strict=True):
            if kept is not None:
                chosen.append(msgspec.json.decode(kept))
                continue
            before = last.get(event["subject"], -1 if at is None else int(at))
            last[event["subject"]] = moment = max(parse(event["time"]), before + 1)
            chosen.append({**event, "time": render(moment, _UTC)})
            pipe.set(keys.act(event["id"]), msgspec.json.encode(chosen[-1]), ex=KEEP_S)
            pipe.set(keys.act_at(event["subject"]), moment, ex=KEEP_S)
        pipe.execute()
        return chosen
