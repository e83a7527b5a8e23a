"""Entries that a stream lost before they were applied: finds such a gap, and steps over it when a person says so.

A gap comes of restoring one of store and server to an earlier moment. What still stands on the stream is not given up.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import redis
import sqlalchemy as sa

from dashboard.errors import UsageError
from dashboard.store import cursors
from dashboard.store.engine import WRITING


class Gap(NamedTuple):
    """Entries went between `after` (the last one applied) and `until`; `most` = all that ever went from the stream."""

    stream: str
    after: str
    until: str
    most: int


def find(client: redis.Redis, stream: str, last: str) -> Gap | None:
    """The gap behind the cursor `last`, or None. A stream never read, or not there, has none.

    Trimming leaves the entry at the cursor (`streams.trim`), so if the oldest lies behind it, some between are gone.
    """
    if last == cursors.START or not client.exists(stream):
        return None
    info: Any = client.xinfo_stream(stream)
    gone = info.get("entries-added", info["length"]) - info["length"]
    oldest = info["first-entry"][0] if info["first-entry"] else info["last-generated-id"]
    until = max(info.get("max-deleted-entry-id", b"0-0"), oldest if gone else b"0-0", key=parsed)
    return Gap(stream, last, until.decode(), gone) if parsed(until) > parsed(last) else None


def skip(client: redis.Redis, engine: sa.Engine, stream: str, *, sure: bool) -> str:
    """Moves the stream's cursor over its gap, if it has one and the caller is `sure`; says what was lost.

    UsageError if this is no stream that was read, or not sure; AlreadyRunning if a projector moves it meanwhile.
    """
    with engine.connect() as connection:
        last = cursors.read(connection).get(stream)
    if last is None:
        raise UsageError(f"{stream} has never been read here; the projector names the stream that it stops at.")
    gap = find(client, stream, last)
    if gap is None:
        return f"{stream} has lost nothing that was not applied; there is nothing to skip."
    lost = f"{stream}: entries after {gap.after} are gone, at most {gap.most} (trimmed, applied ones included)"
    if not sure:
        raise UsageError(f"{lost}. Restore the server's data, or say --yes to go on without them.")
    kept = _step_over(client, engine, gap)
    return f"{lost}. The projector goes on after {gap.until}; {kept} that still stood between were put at the end."


def _step_over(client: redis.Redis, engine: sa.Engine, gap: Gap) -> int:
    """Appends anew what still stands in the gap, then moves the cursor. Done twice, the log drops the repeats."""
    found: Any = client.xrange(gap.stream, min=f"({gap.after}", max=gap.until)
    kept = [fields for _, fields in found if fields]
    for fields in kept:
        client.xadd(gap.stream, fields)
    with engine.execution_options(**WRITING).begin() as connection:
        cursors.move(connection, {gap.stream: gap.after}, {gap.stream: gap.until})
    return len(kept)


def parsed(entry: bytes | str) -> tuple[int, int]:
    """An entry's id as numbers, for comparing."""
    text = entry.decode() if isinstance(entry, bytes) else entry
    first, _, second = text.partition("-")
    return int(first), int(second or 0)
