"""What a situation report names beside its figures: whistles of a period. Reads only."""

from __future__ import annotations

import sqlalchemy as sa

from dashboard.domain import whistle
from dashboard.domain.whistle import Whistle
from dashboard.store import log
from dashboard.store import tables as t
from dashboard.store.complaints import Window


def whistles(engine: sa.Engine, asked: Window) -> list[Whistle]:
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
