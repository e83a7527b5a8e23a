"""The dead letters: entries that are no events, kept whole with the reason, so that nothing is lost."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.store import tables as t
from dashboard.store.statements import insert, run_many

_INSERT = insert(
    t.dead_letters,
    ("stream", "entry", "reason", "detail", "fields", "received"),
    "ON CONFLICT (stream, entry) DO NOTHING",
)


class DeadLetter(NamedTuple):
    """One bad entry: where it stood, why it is dead, and its fields as they came."""

    stream: str
    entry: str
    reason: str
    detail: str
    fields: Mapping[bytes, bytes]
    received: int
    feed: bytes | None


class Origin(NamedTuple):
    """Where an entry stood, its fields as they came ([name, value, …]), and the feed that it belongs to, if any."""

    stream: str
    entry: bytes
    flat: Sequence[bytes]
    feed: bytes | None = None

    @property
    def fields(self) -> dict[bytes, bytes]:
        """The fields by name."""
        return dict(zip(self.flat[::2], self.flat[1::2], strict=True))

    @property
    def received(self) -> int:
        """When the server took it, ms: the first half of its id."""
        return int(self.entry[:13]) if self.entry[13:14] == b"-" else int(self.entry.split(b"-")[0])

    def letter(self, reason: str, detail: str) -> DeadLetter:
        """The dead letter of this entry."""
        return DeadLetter(self.stream, self.entry.decode(), reason, detail, self.fields, self.received, self.feed)


def add(connection: sa.Connection, letters: Sequence[DeadLetter]) -> None:
    """Keeps these letters; one that is kept already stays as it is."""
    run_many(
        connection,
        _INSERT,
        [
            (one.stream, one.entry, one.reason, one.detail.replace("\x00", "␀"), _pack(one.fields), one.received)
            for one in letters
        ],
    )


def count(connection: sa.Connection) -> int:
    """How many there are so far."""
    return connection.execute(sa.select(sa.func.count()).select_from(t.dead_letters)).scalar_one()


def listed(connection: sa.Connection, after: int = 0, limit: int = 100) -> list[dict[str, Any]]:
    """Letters with a number above `after`: no, stream, entry, reason, detail, received, and their fields as text."""
    query = sa.select(t.dead_letters).where(t.dead_letters.c.no > after).order_by(t.dead_letters.c.no).limit(limit)
    return [{**row, "fields": _readable(row["fields"])} for row in connection.execute(query).mappings()]


def fields_of(connection: sa.Connection, no: int) -> dict[bytes, bytes] | None:
    """The fields of one letter exactly as they came, to be fed again; None if there is no such letter."""
    packed = connection.execute(sa.select(t.dead_letters.c.fields).where(t.dead_letters.c.no == no)).scalar()
    return None if packed is None else _unpack(packed)


def forget_content(connection: sa.Connection, before: int, after_no: int, limit: int) -> int | None:
    """Takes out what letters received before a moment (ms) said, leaving whose and which; the last number looked at."""
    c = t.dead_letters.c
    query = sa.select(c.no, c.fields).where(c.no > after_no, c.received < before).order_by(c.no).limit(limit)
    last = None
    for last, packed in connection.execute(query).all():
        kept = {name: value for name, value in _unpack(packed).items() if name in _NAMING}
        change = sa.update(t.dead_letters).where(c.no == last).values(fields=_pack(kept), detail=FORGOTTEN)
        connection.execute(change)
    return last


_NAMING = frozenset({b"specversion", b"id", b"source", b"type", b"subject", b"time", b"datacontenttype"})
FORGOTTEN = "its content was removed by GRID_KEEP_PERSONAL_DAYS"


def _pack(fields: Mapping[bytes, bytes]) -> str:
    return json.dumps([[base64.b64encode(part).decode() for part in pair] for pair in fields.items()])


def _unpack(packed: str) -> dict[bytes, bytes]:
    return {base64.b64decode(key): base64.b64decode(value) for key, value in json.loads(packed)}


def _readable(packed: str) -> dict[str, str]:
    return {k.decode(errors="replace"): v.decode(errors="replace") for k, v in _unpack(packed).items()}
