"""One case, whistle or alert as it stands, and what became of an event: what acting needs of the store. Reads only."""

from __future__ import annotations

from typing import Literal

import msgspec
import sqlalchemy as sa

from dashboard.domain import alert, case, whistle
from dashboard.domain.alert import Alert
from dashboard.domain.case import Case, Rules
from dashboard.domain.events import Event
from dashboard.domain.whistle import Whistle
from dashboard.store import cases, cursors, log
from dashboard.store import tables as t

About = Literal["case", "whistle", "alert"]
UNKNOWN = "unknown"
"""The verdict on an event that the log does not hold."""


class States:
    """Asks by subject. Safe in several threads; every call blocks."""

    def __init__(self, engine: sa.Engine, rules: Rules) -> None:
        self._engine = engine
        self._rules = rules

    def state(self, about: About, subject: str) -> Case | Whistle | Alert | None:
        """The folded state, or None if nothing of that id is known."""
        with self._engine.connect() as connection:
            if about == "case":
                return cases.load(connection, [subject]).get(subject)
            table = t.whistles if about == "whistle" else t.alerts
            text = connection.execute(sa.select(table.c.state).where(table.c.subject == subject)).scalar()
        if text is None:
            return None
        return msgspec.json.decode(text, type=Whistle) if about == "whistle" else msgspec.json.decode(text, type=Alert)

    def positions(self) -> dict[str, str]:
        """Event stream → id of the last entry applied."""
        with self._engine.connect() as connection:
            return cursors.read(connection)

    def verdict(self, about: About, subject: str, source: str, event_id: str) -> str | None:
        """Why the fold did not allow a logged event; None if it did, UNKNOWN if it is not in the log."""
        with self._engine.connect() as connection:
            events = log.events_of(connection, [subject], f"{about}.").get(subject, [])
        if not any((event.source, event.id) == (source, event_id) for event in events):
            return UNKNOWN
        found: list[str] = []

        def note(event: Event, reason: str) -> None:
            if (event.source, event.id) == (source, event_id):
                found.append(reason)

        if about == "case":
            case.fold(subject, events, self._rules, note)
        elif about == "whistle":
            whistle.fold(subject, events, note)
        else:
            alert.fold(subject, events, note)
        return found[0] if found else None
