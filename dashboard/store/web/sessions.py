"""Sessions of people who have signed in. What is kept of a session's token is its hash; who holds the token is in.

They live on the server, so that one can be ended from here at once: a cookie that was copied is worth nothing after
that. Calls block.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.store.web.tables import users, web_sessions
from dashboard.store.web.users import User, user_of

SEEN_EVERY_MS = 60_000
"""`seen_at` is written at most this often per session, and at least four times within the idle time."""
_c = web_sessions.c


class Limits(NamedTuple):
    """How long a session lives: without a request, and at most. Milliseconds."""

    idle_ms: int
    whole_ms: int


class SessionStore:
    """Sessions in the web's own database. Safe in several threads."""

    def __init__(
        self, engine: sa.Engine, limits: Limits, real_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    ) -> None:
        self._engine = engine
        self._limits = limits
        self._real_ms = real_ms

    def begin(self, user_id: str, address: str) -> str:
        """Begins a session and returns its token. Sessions that are over are swept out on the way."""
        token, now = secrets.token_urlsafe(32), self._real_ms()
        row = {"id": hashed(token), "user_id": user_id, "made_at": now, "seen_at": now, "address": address[:64]}
        with self._engine.begin() as connection:
            connection.execute(web_sessions.delete().where(sa.not_(self._alive(now))))
            connection.execute(web_sessions.insert().values(row))
        return token

    def user_of(self, session_id: str) -> User | None:
        """Whose session this is; None if it is over, or he is locked out. Notes that it was used."""
        now = self._real_ms()
        found = sa.select(users, _c.seen_at).join(web_sessions, _c.user_id == users.c.id)
        with self._engine.connect() as connection:
            row = connection.execute(found.where(_c.id == session_id, self._alive(now))).mappings().one_or_none()
        if row is None or row["disabled"]:
            return None
        if now - row["seen_at"] >= min(SEEN_EVERY_MS, self._limits.idle_ms // 4):
            with self._engine.begin() as connection:
                connection.execute(web_sessions.update().where(_c.id == session_id).values(seen_at=now))
        return user_of(row)

    def end(self, session_id: str) -> None:
        """Ends one."""
        with self._engine.begin() as connection:
            connection.execute(web_sessions.delete().where(_c.id == session_id))

    def _alive(self, now: int) -> sa.ColumnElement[bool]:
        return sa.and_(_c.seen_at > now - self._limits.idle_ms, _c.made_at > now - self._limits.whole_ms)


def hashed(token: str) -> str:
    """A token's hash, which is the session's id. A plain hash is enough: the token is 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
