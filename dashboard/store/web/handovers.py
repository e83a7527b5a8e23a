"""Hand-over sheets: written once, taken once. Calls block."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from dashboard.domain.handover import OpenWork, Sheet
from dashboard.store.web.tables import duty_handovers

_c = duty_handovers.c


class HandoverStore:
    """Sheets in the web's own database. Safe in several threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, sheet: Sheet) -> Sheet:
        """Keeps a sheet; it is returned with its number."""
        work = msgspec.json.encode(sheet.work).decode()
        values = {name: value for name, value in sheet._asdict().items() if name != "no"} | {"work": work}
        with self._engine.begin() as connection:
            no = connection.execute(duty_handovers.insert().values(values).returning(_c.no)).scalar_one()
        return sheet._replace(no=no)

    def get(self, no: int) -> Sheet | None:
        """One sheet."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(duty_handovers).where(_c.no == no)).one_or_none()
        return None if row is None else _sheet(row)

    def newest(self, limit: int) -> list[Sheet]:
        """The last ones written, newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(duty_handovers).order_by(_c.no.desc()).limit(limit)).all()
        return [_sheet(row) for row in rows]

    def take(self, no: int, at_ms: int, by: str) -> bool:
        """Marks a sheet as taken; False if somebody was faster, or there is none of that number."""
        query = duty_handovers.update().where(_c.no == no, _c.taken_at.is_(None)).values(taken_at=at_ms, taken_by=by)
        with self._engine.begin() as connection:
            return connection.execute(query).rowcount == 1


def _sheet(row: Any) -> Sheet:
    values = dict(row._mapping)  # noqa: SLF001 – SQLAlchemy's public name for it begins so
    return Sheet(**{**values, "work": msgspec.json.decode(values["work"], type=OpenWork)})
