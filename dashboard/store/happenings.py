"""What a situation report names beside its figures: whistles of a period, and where citizens complained. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.domain import whistle
from dashboard.domain.case import Rules
from dashboard.domain.catalogue import APPEAL_SOURCES
from dashboard.domain.facts import Facts
from dashboard.domain.payloads import Attributes
from dashboard.domain.privacy import mask_address
from dashboard.domain.whistle import Whistle
from dashboard.store import log
from dashboard.store import tables as t
from dashboard.store.moved import moved_since

_c = t.cases.c


class Asked(NamedTuple):
    """A period (ms UTC, [start, end)) as of a moment, of some areas and units or of all (None)."""

    start: int
    end: int
    as_of: int
    areas: Collection[str] | None = None
    units: Collection[str] | None = None

    @property
    def cut(self) -> int:
        """The period's end, cut to the moment it is asked as of."""
        return min(self.end, self.as_of)

    def holds(self, row: Facts) -> bool:
        """Is this a complaint filed within the period, of these areas and units?"""
        filed = row.filed_at is not None and self.start <= row.filed_at < self.cut and row.source in APPEAL_SOURCES
        inside = self.areas is None or row.area in self.areas
        return filed and inside and (self.units is None or row.unit in self.units)


def whistles(engine: sa.Engine, asked: Asked) -> list[Whistle]:
    """Whistles blown within the period, oldest first, as they stood at the moment asked; none of limited units."""
    if asked.units is not None:
        return []
    w = t.whistles.c
    with engine.connect() as connection:
        among = sa.select(w.subject).where(w.blown_at >= asked.start, w.blown_at < asked.cut)
        events = log.events_of(connection, connection.execute(among).scalars().all(), "whistle.")
    folded = [whistle.fold(subject, [e for e in those if e.at < asked.as_of]) for subject, those in events.items()]
    inside = [one for one in folded if asked.areas is None or one.area in asked.areas]
    return sorted(inside, key=lambda one: (one.blown_at or 0, one.subject))


def complaints(engine: sa.Engine, rules: Rules, asked: Asked, least: int) -> list[tuple[str, str, str, int]]:
    """(area, place, category, how many) of citizens' complaints filed within the period, as they stood at the moment
    asked, where at least so many are of one place; most first. A place is the road or landmark of the case's address,
    without its number; cases without an address have their street.
    """
    with engine.connect() as connection:
        rows = _filed(connection, rules, asked)
        # Only where a street has enough of a category can one of its places have.
        crowded = Counter((row.area, row.street, row.category) for row in rows)
        rows = [row for row in rows if crowded[row.area, row.street, row.category] >= least]
        named = _places(connection, [row.subject for row in rows], asked.as_of)
    found = Counter((row.area, named.get(row.subject) or row.street, row.category) for row in rows)
    many = [(*place, n) for place, n in found.items() if n >= least]
    return sorted(many, key=lambda one: (-one[3], one[:3]))


class _Complaint(NamedTuple):
    subject: str
    area: str
    category: str
    street: str


def _filed(connection: sa.Connection, rules: Rules, asked: Asked) -> list[_Complaint]:
    """Complaints filed within the period; what moved since the moment asked is read as it was then."""
    conditions = [_c.filed_at >= asked.start, _c.filed_at < asked.cut, _c.source.in_(sorted(APPEAL_SOURCES))]
    conditions += [_c.area.in_(sorted(asked.areas))] if asked.areas is not None else []
    conditions += [_c.unit.in_(sorted(asked.units))] if asked.units is not None else []
    query = sa.select(_c.subject, _c.area, _c.category, _c.street).where(*conditions, _c.last_at < asked.as_of)
    still = [_Complaint(*row) for row in connection.execute(query)]
    then = {name: row for name, (row, _) in moved_since(connection, asked.as_of, rules).cases.items()}
    inside = {name: row for name, row in then.items() if asked.holds(row)}
    return still + [_Complaint(name, row.area, row.category, row.street) for name, row in inside.items()]


def _places(connection: sa.Connection, subjects: Collection[str], as_of: int) -> dict[str, str]:
    """Subject → road or landmark by the last address that was given."""
    found: dict[str, str] = {}
    for subject, events in log.events_of(connection, subjects, "case.").items():
        for event in sorted(events, key=lambda event: event[:4]):
            data = event.data
            if event.at < as_of and isinstance(data, Attributes) and data.address:
                found[subject] = mask_address(data.address).partition("*")[0].strip()
    return found
