"""Which producers were heard in the last day, hour by hour; of the log it reads only what is new."""

from __future__ import annotations

from typing import Final, Protocol

from dashboard.domain.instants import DAY_MS, HOUR_MS

OVERLAP: Final = 1_000
"""Lines read once more: projectors that share a log may number a line later than one that is there already."""


class HeardStore(Protocol):
    """What it asks of the store (`dashboard.store.causes.CauseReader`)."""

    def heard(self, after: int | None, since: int) -> tuple[list[tuple[str, int, int]], int]:
        """(producer, hour since 1970, newest event in it) of the lines behind a number, or without one of those dated
        since a moment; and the newest line's number.
        """
        ...


class Hearing:
    """Not for several threads."""

    def __init__(self, store: HeardStore) -> None:
        self._store = store
        self._forget(0)

    def _forget(self, now: int) -> None:
        self._line: int | None = None
        self._now = now
        self._newest: dict[str, dict[int, int]] = {}

    def last(self, now: int) -> dict[str, tuple[int, int]]:
        """Producer → (the moment of its newest event, in how many hours it was heard) in the day before now (ms)."""
        if not self._now <= now < self._now + DAY_MS:
            self._forget(now)  # the clock was set: of that day nothing is known
        rows, line = self._store.heard(None if self._line is None else self._line - OVERLAP, now - DAY_MS)
        self._line, self._now = line, now
        for source, hour, at in rows:
            hours = self._newest.setdefault(source, {})
            hours[hour] = max(at, hours.get(hour, 0))
        return self._within(now)

    def _within(self, now: int) -> dict[str, tuple[int, int]]:
        """What lies in the day; hours that ended before it are let go."""
        for source in list(self._newest):
            hours = {hour: at for hour, at in self._newest[source].items() if (hour + 1) * HOUR_MS > now - DAY_MS}
            self._newest[source] = hours
        heard = {
            source: [min(at, now) for hour, at in hours.items() if hour * HOUR_MS <= now and at >= now - DAY_MS]
            for source, hours in self._newest.items()
        }
        return {source: (max(moments), len(moments)) for source, moments in heard.items() if moments}
