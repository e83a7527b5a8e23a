"""How far each stream has been applied: kept in the transaction that applies, moved by compare-and-set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from dashboard.errors import AlreadyRunning
from dashboard.store import tables as t

START = "0-0"


def read(connection: sa.Connection, streams: Iterable[str] | None = None) -> dict[str, str]:
    """Stream → id of the last entry applied; streams never read start at 0-0."""
    kept: dict[str, str] = {row.stream: row.last_id for row in connection.execute(sa.select(t.cursors))}
    return kept if streams is None else {stream: kept.get(stream, START) for stream in streams}


def move(connection: sa.Connection, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Moves cursors; AlreadyRunning if another projector moved one of them meanwhile (then nothing must be kept)."""
    for stream, last in after.items():
        where = (t.cursors.c.stream == stream) & (t.cursors.c.last_id == before[stream])
        if connection.execute(sa.update(t.cursors).where(where).values(last_id=last)).rowcount == 1:
            continue
        if before[stream] != START or _exists(connection, stream):
            raise AlreadyRunning(f"Another projector reads {stream} on this store; run one per shard only.")
        connection.execute(sa.insert(t.cursors).values(stream=stream, last_id=last))


def _exists(connection: sa.Connection, stream: str) -> bool:
    return connection.execute(sa.select(t.cursors.c.stream).where(t.cursors.c.stream == stream)).first() is not None
