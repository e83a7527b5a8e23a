"""What a browser says when it joins, and the newest picture that it may be given. Plain data; asks nobody."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import NamedTuple

from streams.chains import Chain


class Wish(NamedTuple):
    """A browser's own words: it wants to follow this view from (epoch, n); scope None = its own, whichever that is."""

    view: str
    scope: str | None
    epoch: str | None
    n: int


@dataclass(slots=True)
class Join:
    """A socket's wish that was granted and waits for its answer."""

    sid: str
    view: str
    scope: str
    epoch: str | None
    n: int
    asked_at: float = field(default_factory=time.monotonic)


class Picture(NamedTuple):
    """A snapshot as it was read: where in the chain it stands, its JSON, when it was read (monotonic seconds)."""

    epoch: str | None
    n: int
    text: bytes
    read_at: float

    def fits(self, chain: Chain) -> bool:
        """Do the picture and the frames after it make a whole?"""
        if self.epoch != chain.epoch:
            return False
        return self.n >= chain.sent or chain.missing(self.epoch, self.n) is not None


def wish_of(data: object) -> Wish | None:
    """What the browser wants; None if that is no wish."""
    match data:
        case {"view": str(view), "scope": str() | None as scope, "epoch": str(epoch), "n": int(n)}:
            return Wish(view, scope, epoch, n)
        case {"view": str(view), "scope": str() | None as scope}:
            return Wish(view, scope, None, 0)
    return None
