"""The folded whistles: a row each, made anew from the log whenever one of its events comes. They are few."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from dashboard.domain import whistle, whistle_limits
from dashboard.domain.whistle_limits import WhistleRules
from dashboard.store import log
from dashboard.store import tables as t


def fold(connection: sa.Connection, subject: str, rules: WhistleRules) -> None:
    """Writes what the log says of a whistle."""
    folded = whistle.fold(subject, log.events_of(connection, [subject], "whistle.").get(subject, []))
    whistle_limits.judge(folded, rules)
    row = {
        "area": folded.area,
        "level": folded.level,
        "stage": folded.stage,
        "blown_at": folded.blown_at,
        "ended_at": folded.ended_at,
        "number": folded.number,
        "watch_at": whistle_limits.watch_at(folded, rules),
        "state": msgspec.json.encode(folded).decode(),
    }
    connection.execute(sa.delete(t.whistles).where(t.whistles.c.subject == subject))
    connection.execute(sa.insert(t.whistles).values(subject=subject, **row))
