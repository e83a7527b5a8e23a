"""The outbox: what is to leave the building, each thing once a channel, until it is taken or given up. Calls block."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from dashboard.store.web.tables import outbox as t

PAUSES_S: Final = (5, 15, 60, 300, 900, 3_600)
"""After so many seconds a notice that was not taken is tried again; after the last it is dead."""
_c = t.c


class Notice(NamedTuple):
    """One notice for one channel. `hold_until` (city ms): not before; `next_at`, `made_at` by the machine's clock."""

    key: str
    channel: str
    alert: str
    said: dict[str, Any]
    state: str
    tries: int
    hold_until: int
    next_at: int
    made_at: int
    error: str


class Outbox:
    """Notices in the web's own database. Safe in several threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, key: str, channel: str, alert: str, said: Mapping[str, Any], hold_until: int, now_ms: int) -> bool:
        """Puts a notice in, unless one of this key has ever been in; whether it did."""
        row = {
            "key": key,
            "channel": channel,
            "alert": alert,
            "said": json.dumps(said, ensure_ascii=False),
            "state": "waiting",
            "tries": 0,
            "hold_until": hold_until,
            "next_at": now_ms,
            "made_at": now_ms,
            "error": "",
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(t).values(row))
        except sa.exc.IntegrityError:
            return False
        return True

    def known(self, keys: list[str]) -> set[str]:
        """Those of these keys that have ever been in."""
        with self._engine.connect() as connection:
            return set(connection.execute(sa.select(_c.key).where(_c.key.in_(keys))).scalars())

    def states(self, keys: list[str]) -> dict[str, str]:
        """What became of those of these keys that have ever been in."""
        with self._engine.connect() as connection:
            return {
                row.key: row.state for row in connection.execute(sa.select(_c.key, _c.state).where(_c.key.in_(keys)))
            }

    def due(self, now_ms: int, city_ms: int, limit: int) -> list[Notice]:
        """What is to be sent now, the longest waiting first."""
        query = sa.select(t).where(_c.state == "waiting", _c.next_at <= now_ms, _c.hold_until <= city_ms)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(_c.next_at).limit(limit)).mappings()
            return [_notice(dict(row)) for row in rows]

    def settle(self, key: str, state: str) -> None:
        """It was `sent`, or `dropped` because there is nothing to be told any more."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(t).where(_c.key == key).values(state=state, error=""))

    def failed(self, notice: Notice, error: str, now_ms: int) -> None:
        """It was not taken: later again, or, after the last pause, dead."""
        again = notice.tries < len(PAUSES_S)
        values = {
            "tries": notice.tries + 1,
            "error": error,
            "state": "waiting" if again else "dead",
            "next_at": now_ms + PAUSES_S[min(notice.tries, len(PAUSES_S) - 1)] * 1_000,
        }
        with self._engine.begin() as connection:
            connection.execute(sa.update(t).where(_c.key == notice.key).values(values))

    def listed(self, state: str | None = None, limit: int = 200) -> list[Notice]:
        """The newest, of one state or all."""
        query = sa.select(t).order_by(_c.made_at.desc(), _c.key).limit(limit)
        with self._engine.connect() as connection:
            rows = connection.execute(query if state is None else query.where(_c.state == state)).mappings()
            return [_notice(dict(row)) for row in rows]

    def retry(self, now_ms: int) -> int:
        """Brings the dead back into waiting; how many."""
        values = {"state": "waiting", "tries": 0, "next_at": now_ms}
        with self._engine.begin() as connection:
            return connection.execute(sa.update(t).where(_c.state == "dead").values(values)).rowcount


def _notice(row: dict[str, Any]) -> Notice:
    return Notice(**{**row, "said": json.loads(row["said"])})
