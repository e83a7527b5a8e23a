"""Notes pinned to a day of the city, for all who read trends: 考核暂停, a festival, a flood. Calls block."""

from __future__ import annotations

from typing import Final, NamedTuple

import sqlalchemy as sa

from dashboard.store.web.tables import notes as t

MOST: Final = 1_000
"""The newest days' notes that are read: nobody reads more on one trend."""


class Note(NamedTuple):
    """One note. `day` is a date (2024-11-15), `made_at` the machine's ms; 0 is no number yet."""

    no: int
    day: str
    text: str
    by: str
    made_at: int


class NoteStore:
    """Notes in the web's own database; one taken away stays there, with who did it. Safe in several threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, note: Note) -> None:
        """Keeps a note."""
        values = {name: value for name, value in note._asdict().items() if name != "no"}
        with self._engine.begin() as connection:
            connection.execute(t.insert().values(values))

    def remove(self, no: int, by: str, at_ms: int) -> None:
        """Takes one away; it is remembered who did."""
        query = t.update().where(t.c.no == no, t.c.removed_at.is_(None)).values(removed_at=at_ms, removed_by=by)
        with self._engine.begin() as connection:
            connection.execute(query)

    def all(self) -> list[Note]:
        """Those that stand, by day."""
        columns = [t.c[name] for name in Note._fields]
        query = sa.select(*columns).where(t.c.removed_at.is_(None)).order_by(t.c.day.desc(), t.c.no.desc()).limit(MOST)
        with self._engine.connect() as connection:
            return [Note(*row) for row in reversed(connection.execute(query).all())]
