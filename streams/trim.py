"""Keeps the event streams short: entries go once they are applied and old enough; the SQL log keeps the facts.

It knows how to cut a stream without ever cutting what is not yet applied; not where cursors are kept.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import redis

HOUR_MS = 3_600_000
MOST_CALLS = 1_000
"""Calls per stream and run. One removes up to 100 nodes: this is a limit against a hang, not on a day's work."""


class CursorReader(Protocol):
    """What trimming asks of the store."""

    def cursors(self) -> Mapping[str, str]:
        """Event stream → id of its last applied entry; a stream never read is absent or at "0-0"."""
        ...


def trim(client: "redis.Redis", cursors: Mapping[str, str], keep_hours: int) -> int:
    """Cuts each stream in `cursors` before min(its cursor, the server's now − `keep_hours`); returns entries removed.

    The entry at the cursor stays, so that a stream which has lost unapplied entries can be told from a short one.
    """
    seconds, _ = _server_time(client)
    oldest = (seconds * 1000 - keep_hours * HOUR_MS, 0)
    return sum(_cut(client, stream, min(_parsed(last), oldest)) for stream, last in cursors.items())


def _cut(client: "redis.Redis", stream: str, before: tuple[int, int]) -> int:
    """An approximate trim removes whole nodes and is capped per call: it is done when it removes nothing more."""
    removed = 0
    if before[0] <= 0:
        return removed
    for _ in range(MOST_CALLS):
        now: Any = client.xtrim(stream, minid=f"{before[0]}-{before[1]}", approximate=True)
        removed += int(now)
        if not now:
            break
    return removed


def _server_time(client: "redis.Redis") -> tuple[int, int]:
    # The server's clock made the ids, so its clock says how old they are.
    time: Any = client.time()
    return time[0], time[1]


def _parsed(entry_id: str) -> tuple[int, int]:
    milliseconds, _, number = entry_id.partition("-")
    return int(milliseconds), int(number or 0)
