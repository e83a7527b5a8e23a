"""What the scheduler has appended and the projector has not applied yet: until it has, nothing is decided anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

Positions = Mapping[str, str]
"""Event stream → id of an entry."""


class Unapplied:
    """Safe in several threads. `reached`: how far the projector is on each stream; `ends`: what stands last on it."""

    def __init__(self, reached: Callable[[], Positions], ends: Callable[[], Positions]) -> None:
        self._reached = reached
        self._ends = ends
        self._sent: dict[str, str] = {}
        self._lock = threading.Lock()

    def add(self, positions: Positions) -> None:
        """These entries were appended."""
        with self._lock:
            self._sent.update(positions)

    def add_everything(self) -> None:
        """All that stands on the streams now, whoever appended it: an earlier leader's last words among it."""
        self.add(self._ends())

    def is_over(self) -> bool:
        """Whether all of it has been applied. Raises what the store raises."""
        with self._lock:
            if not self._sent:
                return True
        reached = self._reached()
        with self._lock:
            self._sent = {
                stream: entry
                for stream, entry in self._sent.items()
                if _place(reached.get(stream, "0-0")) < _place(entry)
            }
            return not self._sent


def _place(entry: str) -> tuple[int, int]:
    ms, _, n = entry.partition("-")
    return int(ms), int(n)
