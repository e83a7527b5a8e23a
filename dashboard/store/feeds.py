"""What became of the entries of one feed (a file, a replay), counted in the transaction that applied them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

import sqlalchemy as sa

from dashboard.store import tables as t
from dashboard.store.statements import insert, run_many

FEED = b"gridfeed"
"""CloudEvents extension attribute that names an entry's feed."""


class Outcome(NamedTuple):
    """Counts of one feed so far."""

    applied: int
    repeated: int
    dead: int

    @property
    def total(self) -> int:
        """Entries that have been dealt with."""
        return sum(self)


def count(
    connection: sa.Connection, what: Literal["applied", "repeated", "dead"], entries: Iterable[bytes | None]
) -> None:
    """Adds one for each of these entries, given by its feed, to that; those of no feed count nowhere."""
    found = Counter(feed for feed in entries if feed)
    tail = f"ON CONFLICT (feed) DO UPDATE SET {what} = feeds.{what} + excluded.{what}"
    add = insert(t.feeds, ("feed", *Outcome._fields), tail)
    rows = [
        (feed.decode(errors="replace").replace("\x00", ""), *(n if what == name else 0 for name in Outcome._fields))
        for feed, n in found.items()
    ]
    run_many(connection, add, rows)


def read(connection: sa.Connection, feed: str) -> Outcome:
    """What became of a feed so far."""
    c = t.feeds.c
    row = connection.execute(sa.select(c.applied, c.repeated, c.dead).where(c.feed == feed)).first()
    return Outcome(*row) if row else Outcome(0, 0, 0)
