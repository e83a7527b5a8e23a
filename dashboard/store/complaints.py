"""Citizens' complaints as they stood at a moment: where they were, when they came and closed, and at which road.

What counts as a complaint is said here once, for hotspots and for the report. Reads only.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

import sqlalchemy as sa

from dashboard.domain.case import Case, Rules
from dashboard.domain.catalogue import APPEAL_SOURCES
from dashboard.domain.facts import facts
from dashboard.domain.hotspots import Complaint
from dashboard.domain.payloads import Attributes
from dashboard.domain.privacy import mask_address
from dashboard.store import log
from dashboard.store import tables as t
from dashboard.store.moved import cases_before

_c, _l = t.cases.c, t.log.c
_COMPLAINED: Final = sa.text(t.COMPLAINED)
"""Word for word the condition of the index."""


class Window(NamedTuple):
    """What happened in [start, end), as of a moment (ms UTC), in some areas and units or in all (None)."""

    start: int
    end: int
    as_of: int
    areas: Collection[str] | None = None
    units: Collection[str] | None = None

    @property
    def cut(self) -> int:
        """The end, cut to the moment it is asked as of."""
        return min(self.end, self.as_of)


def complaints(connection: sa.Connection, rules: Rules, asked: Window) -> list[Complaint]:
    """Those with a place, accepted within the window, in no order."""
    columns = (_c.subject, _c.area, _c.category, _c.lon, _c.lat, _c.accepted_at, _c.closed_at, _c.street, _c.reporter)
    conditions = [_c.accepted_at >= asked.start, _c.accepted_at < asked.cut, _c.lon.is_not(None), _c.lat.is_not(None)]
    conditions += [_c.area.in_(sorted(asked.areas))] if asked.areas is not None else []
    conditions += [_c.unit.in_(sorted(asked.units))] if asked.units is not None else []
    query = sa.select(*columns).where(_COMPLAINED, *conditions, _c.last_at < asked.as_of)
    still = [Complaint(*row) for row in connection.execute(query)]
    # What moved since may have been a complaint then: those that are one now, and those amended since.
    amended = sa.select(_l.subject).where(_l.at >= asked.as_of, _l.type == "case.amended")
    among = sa.or_(_c.source.in_(sorted(APPEAL_SOURCES)), _c.subject.in_(amended))
    then = (_complaint(one, asked) for one in cases_before(connection, asked.as_of, rules, among))
    return still + [one for one in then if one is not None]


def _complaint(case: Case, asked: Window) -> Complaint | None:
    row = facts(case)
    inside = row.accepted_at is not None and asked.start <= row.accepted_at < asked.cut
    inside = inside and row.source in APPEAL_SOURCES and (asked.areas is None or row.area in asked.areas)
    if row.accepted_at is None or case.lon is None or case.lat is None or not inside:
        return None
    if asked.units is not None and row.unit not in asked.units:
        return None
    place = (case.lon, case.lat, row.accepted_at, row.closed_at)
    return Complaint(case.subject, row.area, row.category, *place, row.street, row.reporter)


def roads(connection: sa.Connection, subjects: Collection[str], as_of: int) -> dict[str, str]:
    """Subject → road or landmark of the last address that was given before the moment, without its number."""
    found: dict[str, str] = {}
    for subject, events in log.events_of(connection, subjects, "case.").items():
        for event in sorted(events, key=lambda event: event[:4]):
            data = event.data
            if event.at < as_of and isinstance(data, Attributes) and data.address:
                found[subject] = mask_address(data.address).partition("*")[0].strip()
    return found
