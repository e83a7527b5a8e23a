"""Reads the frame stream for one process and holds what it read, chain by chain.

Plain XREAD, no group: every follower sees every frame. It starts at the oldest frame kept, so that what a client missed
before this process began can be bridged like anything else. It knows Redis and positions, not who wants the frames.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

import redis
import structlog

from streams import keys
from streams.chains import KEEP_BYTES, Chain
from streams.clock import machine_ms
from streams.frames import frame_of

log = structlog.get_logger(__name__)

PART_BYTES = KEEP_BYTES // 8
"""Kept of a chain of a part of the city: there may be two dozen of them."""

READ_COUNT = 200
BLOCK_MS = 2_000

Room = tuple[str, str]
"""View and scope."""


class Follower:
    """Call `step` for ever; `changed` is called when there is something new.

    `broken` names the chains that began anew (new epoch, a hole) since the caller last emptied it.
    """

    def __init__(self, client: "redis.Redis", changed: Callable[[], object]) -> None:
        self._client = client
        self._changed = changed
        self._cursor = b"0-0"
        self._read_at = float("-inf")
        self.chains: dict[Room, Chain] = {}
        self.broken: set[Room] = set()
        self.caught_up = False
        self.lag_ms = 0
        self.frames = 0
        self.malformed = 0

    @property
    def following(self) -> bool:
        """Has it read everything there is, and looked lately?"""
        return self.caught_up and time.monotonic() - self._read_at < 2 * BLOCK_MS / 1000

    def step(self) -> None:
        """One XREAD; when nothing came, looks whether the stream is still the one that the cursor belongs to.

        Raises redis' errors.
        """
        block = BLOCK_MS if self.caught_up else None
        reply: Any = self._client.xread({keys.FRAMES: self._cursor}, count=READ_COUNT, block=block)
        self._read_at = time.monotonic()
        entries: list[tuple[bytes, Mapping[bytes, bytes]]] = reply[0][1] if reply else []
        for entry_id, fields in entries:
            self._take(entry_id, fields)
            self._cursor = entry_id
        if entries:
            self.lag_ms = max(machine_ms() - int(self._cursor.split(b"-")[0]), 0)
            self._changed()
        elif not self.caught_up:
            self.caught_up = True
            self._changed()
        else:
            self._reposition()

    def _take(self, entry_id: bytes, fields: Mapping[bytes, bytes]) -> None:
        try:
            frame = frame_of(fields)
        except ValueError as error:
            self.malformed += 1
            log.warning("frames.malformed", id=entry_id.decode(), error=str(error))
            return
        self.frames += 1
        room = (frame.view, frame.scope)
        chain = self.chains.get(room)
        if chain is None:
            chain = self.chains[room] = Chain(*room, KEEP_BYTES if frame.scope == "city" else PART_BYTES)
            chain.add(frame)
        elif not chain.add(frame):
            self.broken.add(room)

    def _reposition(self) -> None:
        """After a loss of data the server's ids may begin below the cursor: read from the start then."""
        try:
            info: Any = self._client.xinfo_stream(keys.FRAMES)
            newest = info["last-generated-id"]
        except redis.exceptions.ResponseError:  # there is no stream (any more)
            newest = b"0-0"
        if _order(newest) < _order(self._cursor):
            log.warning("frames.stream_replaced", cursor=self._cursor.decode(), newest=newest.decode())
            self._cursor = b"0-0"


def _order(stream_id: bytes) -> tuple[int, ...]:
    return tuple(int(part) for part in stream_id.split(b"-"))
