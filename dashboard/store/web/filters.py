"""The queue filters that each person has saved under a name. Calls block."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from dashboard.errors import RefusedError
from dashboard.store.web.tables import duty_filters

MOST: Final = 20
"""Filters a person: more fit on no screen."""

_c = duty_filters.c


class Saved(NamedTuple):
    """A filter's name and what it lets through (the screen's own words)."""

    name: str
    spec: dict[str, Any]


class FilterStore:
    """Saved filters in the web's own database; `owner` is a principal's kind and id."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def of(self, owner: str) -> list[Saved]:
        """A person's filters, by name."""
        query = sa.select(_c.name, _c.spec).where(_c.owner == owner).order_by(_c.name)
        with self._engine.connect() as connection:
            return [Saved(name, json.loads(spec)) for name, spec in connection.execute(query)]

    def save(self, owner: str, name: str, spec: Mapping[str, Any]) -> None:
        """Keeps a filter; one of the same name gives way. Raises RefusedError where a person has too many."""
        with self._engine.begin() as connection:
            connection.execute(duty_filters.delete().where(_c.owner == owner, _c.name == name))
            count = sa.select(sa.func.count()).select_from(duty_filters).where(_c.owner == owner)
            if connection.execute(count).scalar_one() >= MOST:
                raise RefusedError(f"{owner} has {MOST} saved filters; remove one first.")
            row = {"owner": owner, "name": name, "spec": json.dumps(spec, ensure_ascii=False)}
            connection.execute(duty_filters.insert().values(row))

    def remove(self, owner: str, name: str) -> bool:
        """Forgets a filter; False if there was none."""
        with self._engine.begin() as connection:
            return connection.execute(duty_filters.delete().where(_c.owner == owner, _c.name == name)).rowcount > 0
