"""When the projector brings the index of words up with the log: between batches, a little at a time.

Applying events goes first: while they come without end, the index falls behind (and a search says so).
"""

from __future__ import annotations

import time
from typing import Final, Protocol

BUSY_EVERY_S: Final = 5.0
"""A projector that never rests does a piece this often all the same."""


class Index(Protocol):
    """What is brought up (`dashboard.store.words.WordIndex`)."""

    def step(self) -> bool:
        """Does a piece; is there more to do?"""
        ...


class Indexing:
    """Takes turns with applying."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._next = 0.0

    def turn(self, *, idle: bool) -> bool:
        """A piece of work, if it is time. `idle`: few events come. True: there is more, so do not wait long."""
        if not idle and time.monotonic() < self._next:
            return False
        more = self._index.step()
        self._next = time.monotonic() + BUSY_EVERY_S
        return more and idle
