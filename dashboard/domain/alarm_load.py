"""How many announcements an officer gets, and when there are too many to listen to (flood). PURE.

An announcement is an alert newly raised or escalated. The measure is that of control rooms: announcements per officer
in ten minutes; one on average is the aim, more than ten is a flood: groups stand on the screen, and nothing sounds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from dashboard.domain.instants import HOUR_MS, MINUTE_MS

WINDOW_MS: Final = 10 * MINUTE_MS
AIM: Final = 1.0
"""Announcements per officer and window that are meant to be the mean, at most."""
FLOOD: Final = 10.0
"""More than so many per officer in one window are a flood."""
NEEDED_MS: Final = HOUR_MS
"""How far back announcements must be known."""


class Load(NamedTuple):
    """`last` announcements in the window that ends now; `mean` per officer and window over the last hour."""

    last: int
    officers: int
    mean: float
    flood: bool

    @property
    def per_officer(self) -> float:
        """Announcements per officer in the window that ends now."""
        return self.last / self.officers


def load(moments: Iterable[int], officers: int, now: int) -> Load:
    """The load at `now` of announcements made at these moments (ms), shared by the officers on duty (at least one).

    A flood lasts until a window has passed in which there was none, so that it does not come and go by the minute.
    """
    shared = max(1, officers)
    known = sorted(at for at in moments if now - NEEDED_MS < at <= now)
    windows = NEEDED_MS / WINDOW_MS
    recent = known[bisect_left(known, now - WINDOW_MS) :]
    flood = any(_until(known, at) > FLOOD * shared for at in (*recent, now))
    return Load(_until(known, now), shared, len(known) / windows / shared, flood)


def by_hour(moments: Iterable[int], officers: int) -> dict[int, float]:
    """Per hour since 1970 that has any: announcements per officer and window."""
    hours = Counter(at // HOUR_MS for at in moments)
    windows = HOUR_MS / WINDOW_MS
    return {hour: count / windows / max(1, officers) for hour, count in sorted(hours.items())}


def floods(moments: Iterable[int], officers: int) -> list[tuple[int, int]]:
    """The stretches [start, end) in which there was a flood, in order."""
    known, limit = sorted(moments), FLOOD * max(1, officers)
    found: list[tuple[int, int]] = []
    for at in known:
        if _until(known, at) <= limit:
            continue
        if found and at <= found[-1][1]:
            found[-1] = (found[-1][0], at + WINDOW_MS)
        else:
            found.append((at, at + WINDOW_MS))
    return found


def _until(known: Sequence[int], at: int) -> int:
    """How many of the ordered moments lie in the window that ends with `at`."""
    return bisect_right(known, at) - bisect_right(known, at - WINDOW_MS)
