"""Reads the event streams from the cursors kept in SQL and applies what it reads, batch by batch.

One process reads all shards, or several processes some each. Plain XREAD, no group: the cursor moves in the transaction
that applies, so killing this or the server at any instant loses nothing and applies nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

import redis
import sqlalchemy as sa

from dashboard.domain.events import Event
from dashboard.errors import StreamError
from dashboard.store import cursors
from dashboard.store.deadletters import DeadLetter, Origin
from dashboard.store.feeds import FEED
from dashboard.store.ledger import Applied, Batch, Ledger
from streams import gaps, keys
from streams.clock import machine_ms
from streams.codec import Rejected, decode_values
from streams.entries import SUBJECT, Places
from streams.intake import Intake

COUNT = 2000
"""Entries a stream and read. Only catching up fills it: 16 shards then give 32,000 events a batch, a second of work,
in which a case's stages come together and are written once."""


class Step(NamedTuple):
    """One turn: entries read, what became of them, and how old the truth is (real ms: all added before is in)."""

    read: int
    applied: Applied | None
    true_at: int


class Projector:
    """Applies the streams of some shards. Not for several threads."""

    def __init__(
        self, client: redis.Redis, engine: sa.Engine, ledger: Ledger, shards: int, own: Sequence[int] | None = None
    ) -> None:
        self._client = client
        # redis-py's own reading of XREAD's answer costs as much again as getting it; what is needed of it is one line.
        client.set_response_callback("XREAD", _as_it_came)
        self._ledger = ledger
        self._shards = shards
        self._intake = Intake(client, shards)
        self._places = Places(FEED)
        mine = range(shards) if own is None else own
        self._shard_of = {keys.events(shard): shard for shard in mine}
        self._streams = [keys.events(shard) for shard in mine]
        if 0 in mine:
            # One process moves on what producers could not hash.
            self._streams.append(keys.EVENTS_IN)
        with engine.connect() as connection:
            self._cursors = cursors.read(connection, self._streams)

    @property
    def streams(self) -> tuple[str, ...]:
        """The streams it reads."""
        return tuple(self._streams)

    def step(self, block_ms: int) -> Step:
        """Reads once, waiting up to `block_ms` for something, and applies it. Raises what Redis and SQL raise."""
        asked = machine_ms()
        answer: Any = self._client.execute_command(  # type: ignore[no-untyped-call] # redis-py leaves it untyped
            "XREAD", "COUNT", COUNT, "BLOCK", block_ms, "STREAMS", *self._cursors, *self._cursors.values()
        )
        if not answer:
            return Step(0, None, asked)
        batch = self._batch(answer)
        applied = self._ledger.apply(batch)
        self._cursors.update(batch.after)
        read = sum(len(entries) for _, entries in answer)
        return Step(read, applied, _true_at(answer, asked))

    def _batch(self, answer: list[Any]) -> Batch:
        now = machine_ms()
        events: list[tuple[Event, Origin]] = []
        letters: list[DeadLetter] = []
        astray: list[Mapping[bytes, bytes]] = []
        after: dict[str, str] = {}
        for raw_stream, entries in answer:
            stream = raw_stream.decode()
            shard = self._shard_of.get(stream)
            for raw_id, flat in entries:
                if flat is None:
                    # Deleted between its append and this read, which only a person at the server can do.
                    continue
                values = self._places.values(flat)
                origin = Origin(stream, raw_id, flat, values[-1])
                # The shard of a readable subject; `stream_of` has the last word on all others.
                if crc32(values[SUBJECT] or b"") % self._shards != shard and self._is_astray(origin):
                    astray.append(origin.fields)
                    continue
                found = decode_values(values, now)
                if isinstance(found, Rejected):
                    letters.append(origin.letter(found.reason, found.detail))
                else:
                    events.append((found, origin))
            after[stream] = entries[-1][0].decode()
        if astray:
            # Before the cursor moves past them: rather twice than never; the log drops the second.
            self._intake.append(astray)
        return Batch(events, letters, {stream: self._cursors[stream] for stream in after}, after)

    def _is_astray(self, origin: Origin) -> bool:
        return self._intake.stream_of(origin.fields) != origin.stream


def _as_it_came(answer: Any, **_options: Any) -> Any:
    """[[stream, [[id, [name, value, name, value, …]], …]], …], or None when nothing came in time."""
    return answer


def _true_at(answer: list[Any], asked: int) -> int:
    """Streams that gave less than they may are read up to the moment of asking, the others up to their last entry."""
    return min([asked, *(int(entries[-1][0].split(b"-")[0]) for _, entries in answer if len(entries) >= COUNT)])


def check_streams(client: redis.Redis, kept: Mapping[str, str]) -> None:
    """Holds streams against cursors after a restore of either. StreamError where entries were lost unapplied.

    A server that came back with less than was applied gets its ids moved on, or new entries would never be read.
    """
    for stream, last in kept.items():
        if last == cursors.START:
            continue
        if not client.exists(stream):
            # A group is the only way to make an empty stream; an entry deleted again would look like one lost.
            client.xgroup_create(stream, "restored", mkstream=True)
            client.xgroup_destroy(stream, "restored")
        info: Any = client.xinfo_stream(stream)
        if gaps.parsed(info["last-generated-id"]) < gaps.parsed(last):
            client.execute_command("XSETID", stream, last)  # type: ignore[no-untyped-call] # redis-py lacks a method
        elif gaps.find(client, stream, last):
            raise StreamError(
                f"{stream} has lost entries after {last} that were not applied yet. Restore the server's data; or "
                f"accept the loss with `python app.py skip {stream}` and feed the missing events again."
            )
