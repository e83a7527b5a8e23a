"""The duty roster: watches, kept until they are over for good. Calls block."""

from __future__ import annotations

import sqlalchemy as sa

from dashboard.domain.roster import Watch
from dashboard.store.web.tables import duty_watches

_c = duty_watches.c
_COLUMNS = (_c.no, _c.person, _c.post, _c.start, _c.end, _c.phone)


class RosterStore:
    """Watches in the web's own database. Safe in several threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def within(self, start_ms: int, end_ms: int) -> list[Watch]:
        """The watches that touch [start, end), by beginning."""
        query = sa.select(*_COLUMNS).where(_c.start < end_ms, _c.end > start_ms).order_by(_c.start, _c.no)
        with self._engine.connect() as connection:
            return [Watch(*row) for row in connection.execute(query)]

    def add(self, watch: Watch) -> Watch:
        """Keeps a watch; it is returned with its number."""
        values = {name: value for name, value in watch._asdict().items() if name != "no"}
        with self._engine.begin() as connection:
            no = connection.execute(duty_watches.insert().values(values).returning(_c.no)).scalar_one()
        return watch._replace(no=no)

    def remove(self, no: int) -> Watch | None:
        """Takes a watch off the roster and returns it; None if it is not there (any more)."""
        with self._engine.begin() as connection:
            row = connection.execute(sa.select(*_COLUMNS).where(_c.no == no)).one_or_none()
            gone = connection.execute(duty_watches.delete().where(_c.no == no)).rowcount
        return Watch(*row) if row is not None and gone else None
