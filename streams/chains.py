"""What one web worker holds of each chain: its newest frames, how far they are sent, and what a client misses.

Pure: it knows numbers, epochs and how frames of one batch are merged, not Redis nor sockets.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import orjson

from streams.frames import Frame

KEEP_BYTES = 16 * 1024 * 1024
"""Bodies that one chain holds to bridge gaps; older frames fall out."""

BRIDGE_FRAMES = 5_000
"""A client that misses more than this gets a snapshot: it is smaller."""


class Chain:
    """The newest frames of one (view, scope) in order, without gaps."""

    def __init__(self, view: str, scope: str, keep_bytes: int = KEEP_BYTES) -> None:
        self.view = view
        self.scope = scope
        self.epoch: str | None = None
        self.last = 0
        self.sent = 0
        self._frames: deque[Frame] = deque()
        self._bytes = 0
        self._keep_bytes = keep_bytes

    @property
    def unsent(self) -> bool:
        """Are there frames that the room has not got yet?"""
        return self.sent < self.last

    def add(self, frame: Frame) -> bool:
        """Takes the next frame. False if it does not follow the last one (new epoch, a hole): the chain begins anew."""
        follows = frame.epoch == self.epoch and frame.n == self.last + 1
        if not follows:
            self._frames.clear()
            self._bytes = 0
            self.epoch, self.sent = frame.epoch, frame.n - 1
        self._frames.append(frame)
        self._bytes += len(frame.body)
        self.last = frame.n
        while self._bytes > self._keep_bytes and len(self._frames) > 1:
            self._bytes -= len(self._frames.popleft().body)
        return follows

    def take(self) -> list[Frame]:
        """The frames that the room has not got yet; they count as sent now."""
        frames = self._after(self.sent)
        self.sent = self.last
        return frames

    def missing(self, epoch: str | None, n: int) -> list[Frame] | None:
        """What a client at (epoch, n) lacks of the sent frames; None if that cannot be told, or is too much."""
        if epoch is None or epoch != self.epoch or n > self.last or not self._frames or n < self._frames[0].n - 1:
            return None
        if self.sent - n > BRIDGE_FRAMES:
            return None
        return [frame for frame in self._after(n) if frame.n <= self.sent]

    def ahead(self, epoch: str | None, n: int) -> bool:
        """Is a client further than this worker has read (another worker read faster)?"""
        return epoch is not None and epoch == self.epoch and n > self.last

    def _after(self, n: int) -> list[Frame]:
        if not self._frames:
            return []
        return list(islice(self._frames, max(n + 1 - self._frames[0].n, 0), None))


def wire(frames: Sequence[Frame]) -> orjson.Fragment:
    """The JSON list that a client gets: every frame with its number, panels only in the last frame that has them."""
    if len(frames) == 1:
        return orjson.Fragment(b"[" + _headed(frames[0], frames[0].body) + b"]")
    return orjson.Fragment(b"[" + b",".join(_merged(frames)) + b"]")


def _merged(frames: Sequence[Frame]) -> Iterable[bytes]:
    newer: set[str] = set()
    merged: list[bytes] = []
    for frame in reversed(frames):
        body: dict[str, Any] = orjson.loads(frame.body)
        panels: dict[str, Any] = body.get("panels", {})
        body["panels"] = {name: panel for name, panel in panels.items() if name not in newer}
        newer.update(panels)
        merged.append(_headed(frame, orjson.dumps(body)))
    return reversed(merged)


def _headed(frame: Frame, body: bytes) -> bytes:
    head = orjson.dumps({"view": frame.view, "scope": frame.scope, "epoch": frame.epoch, "n": frame.n})
    return head[:-1] + b"," + body[1:] if len(body) > 2 else head
