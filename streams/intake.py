"""The doors in: a CloudEvent becomes the fields of an entry, and entries go to the shard of their subject.

Every producer inside the system uses this; a stranger may XADD by himself (contract §1). Decides nothing about content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import redis

from streams import keys
from streams.clock import machine_ms
from streams.codec import Rejected, decode

Fields = Mapping[bytes, bytes]


def fields_of(event: Mapping[str, Any]) -> dict[bytes, bytes]:
    """The entry of a CloudEvent given as JSON attributes. `datacontenttype` may be left out, as CloudEvents allows.

    An attribute that is no text is written as JSON, so that the codec can say what is wrong with it.
    """
    whole = {"datacontenttype": "application/json", **event}
    return {name.encode(): _text(name, value) for name, value in whole.items()}


def _text(name: str, value: Any) -> bytes:
    if name != "data" and isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return msgspec.json.encode(value)


class Intake:
    """Judges CloudEvents at the door and appends entries to the event streams."""

    def __init__(self, client: redis.Redis, shards: int) -> None:
        self._client = client
        self._shards = shards

    def judge(self, event: Mapping[str, Any]) -> dict[bytes, bytes] | Rejected:
        """The entry of a CloudEvent, or why the projector would refuse it."""
        fields = fields_of(event)
        found = decode(fields, machine_ms())
        return found if isinstance(found, Rejected) else fields

    def append(self, entries: Sequence[Mapping[bytes, bytes]]) -> list[tuple[str, str]]:
        """XADDs each entry to its shard (one without a usable subject to the catch-all); where each now stands."""
        streams = [self.stream_of(fields) for fields in entries]
        # One transaction, which a server that syncs every write to the disk syncs once; else a long pipeline would be
        # synced piece by piece, as it arrives.
        pipe = self._client.pipeline(transaction=True)
        for stream, fields in zip(streams, entries, strict=True):
            pipe.xadd(stream, dict(fields))  # type: ignore[arg-type] # invariant dict of what XADD takes
        return [(stream, entry.decode()) for stream, entry in zip(streams, pipe.execute(), strict=True)]

    def append_texts(self, entries: Iterable[Mapping[str, str]]) -> None:
        """The same for entries given as text."""
        self.append([{key.encode(): value.encode() for key, value in fields.items()} for fields in entries])

    def stream_of(self, fields: Fields) -> str:
        """The stream an entry belongs on."""
        try:
            subject = fields.get(b"subject", b"").decode()
        except UnicodeDecodeError:
            return keys.EVENTS_IN
        return keys.events(keys.shard_of(subject, self._shards)) if subject else keys.EVENTS_IN
