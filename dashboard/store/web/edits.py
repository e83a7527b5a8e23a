"""Changes of the tables that people edit (catalogue, limits, areas, responsibility, rules): every version is kept.

Only ever added to; the database itself refuses a change (a trigger). Which version holds when, and what a table may
say, the domain knows (`revisions`, `edited_tables`). Calls block.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from dashboard.auth.who import Principal
from dashboard.domain.revisions import Revision, Row, content
from dashboard.errors import RefusedError, StoreError
from dashboard.store.web.tables import edits as t


class EditStore:
    """The versions by kind, in the web's own database. Safe in several threads."""

    def __init__(self, engine: sa.Engine, real_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self._engine = engine
        self._real_ms = real_ms

    def add(self, revision: Revision, who: Principal) -> Revision:
        """Keeps a new version; its `no` must follow the newest one's. RefusedError if somebody was faster."""
        rows = content(revision.rows)
        kept = {
            "kind": revision.kind,
            "no": revision.no,
            "valid_from": revision.valid_from,
            "made_at": self._real_ms(),
            "by_id": who.id,
            "by_name": who.name,
            "reason": revision.reason,
            "content": rows,
            "checksum": revision.checksum,
        }
        try:
            with self._engine.begin() as connection:
                newest = connection.execute(sa.select(sa.func.max(t.c.no)).where(t.c.kind == revision.kind)).scalar()
                if (newest or 0) + 1 != revision.no:
                    raise _faster(revision)
                connection.execute(sa.insert(t).values(kept))
        except sa.exc.IntegrityError as error:
            raise _faster(revision) from error
        return _revision({**kept, "content": rows})

    def stamp(self) -> int:
        """Changes whenever a version is added; cheap enough to be asked every few seconds."""
        with self._engine.connect() as connection:
            return int(connection.execute(sa.select(sa.func.max(t.c.seq))).scalar() or 0)

    def revisions(self, kinds: Sequence[str] | None = None) -> list[Revision]:
        """All versions of these kinds (default: all) in the order they were made. StoreError where one was tampered."""
        query = sa.select(t).order_by(t.c.seq)
        if kinds is not None:
            query = query.where(t.c.kind.in_(list(kinds)))
        with self._engine.connect() as connection:
            return [_revision(dict(row)) for row in connection.execute(query).mappings()]


def _faster(revision: Revision) -> RefusedError:
    return RefusedError(f"somebody saved version {revision.no} of {revision.kind} meanwhile; look at it and try again")


def _revision(row: dict[str, Any]) -> Revision:
    rows: list[Row] = json.loads(row["content"])
    revision = Revision(
        row["kind"],
        row["no"],
        row["valid_from"],
        tuple(rows),
        row["made_at"],
        row["by_name"],
        row["reason"],
    )
    if revision.checksum != row["checksum"]:
        raise StoreError(f"version {revision.no} of {revision.kind} is not what was saved; restore the web's store")
    return revision
