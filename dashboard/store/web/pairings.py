"""How a screen without a keyboard becomes a wall device: it shows a code that an administrator types in, or it opens a
link that an administrator made.

Either way it holds a secret of its own, and asks with it until somebody has said what it may become. Calls block.
"""

from __future__ import annotations

import contextlib
import secrets
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.auth.who import CITY, Scope
from dashboard.errors import RefusedError
from dashboard.store.web.devices import DeviceStore, add, give_token, hashed
from dashboard.store.web.tables import pairings

ALPHABET = "ADEFGHJKMNPQRTUWXY3479"
"""Letters and digits that nobody takes for each other from eight metres (no 0 O, 1 I L, 2 Z, 5 S, 6 C, 8 B, V)."""
LENGTH = 6
PAGE = "/wall/pair"
"""Where a screen shows its code, and where a link leads."""
CODE_MS = 10 * 60_000
LINK_MS = 7 * 24 * 3_600_000

MOST = 2_000
MOST_OF_ADDRESS = 600
"""Browsers that may wait at a time, in all and behind one address: a hall of 500 may be set up at once."""
_c = pairings.c


class Waiting(NamedTuple):
    """A browser shows `code` until `expires_at` (epoch ms), and asks again with `secret`."""

    secret: str
    code: str
    expires_at: int


class PairingStore:
    """Browsers that wait, in the web's own database. Safe in several threads."""

    def __init__(self, store: DeviceStore) -> None:
        self._engine = store.engine
        self._real_ms = store.real_ms

    def ask(self, secret: str | None, address: str) -> Waiting | str:
        """A code to be shown, for a browser that comes (again) with its secret; or the token of what it became.

        A code that is over is followed by another. RefusedError when too many wait.
        """
        for _ in range(3):
            with contextlib.suppress(sa.exc.IntegrityError):  # somebody else drew this code at the same moment
                return self._ask(secret, address)
        raise RefusedError("no code is free; try again")

    def _ask(self, secret: str | None, address: str) -> Waiting | str:
        now = self._real_ms()
        with self._engine.begin() as connection:
            query = sa.select(pairings).where(_c.hash == hashed(secret or ""))
            row = connection.execute(query).one_or_none()
            if row is not None and row.device_id is not None and row.expires_at > now:
                return give_token(connection, row.device_id, now)
            if row is not None and row.code is not None and row.device_id is None:
                assert secret is not None
                if row.expires_at > now:
                    return Waiting(secret, row.code, row.expires_at)
                connection.execute(pairings.delete().where(_c.hash == row.hash))
                return self._wait(connection, secret, address, now)
            return self._wait(connection, secrets.token_urlsafe(32), address, now)

    def approve(self, code: str, name: str, scope: Scope = CITY, by: str = "") -> str:
        """The browser that shows this code becomes a device; its id. RefusedError if no browser shows it any more."""
        typed = "".join(letter for letter in code.upper() if letter.isalnum())
        now = self._real_ms()
        with self._engine.begin() as connection:
            shown = (_c.code == typed, _c.expires_at > now, _c.device_id.is_(None))
            if connection.execute(sa.select(_c.hash).where(*shown)).one_or_none() is None:
                raise RefusedError(f"no screen shows the code {typed!r}; it changes every ten minutes")
            device_id = add(connection, name, scope, by, now)
            connection.execute(pairings.update().where(*shown).values(device_id=device_id))
        return device_id

    def link(self, name: str, scope: Scope = CITY, by: str = "") -> tuple[str, str]:
        """A device's id and the secret of a link: the first screen that opens it becomes the device, within a week."""
        secret, now = secrets.token_urlsafe(24), self._real_ms()
        with self._engine.begin() as connection:
            device_id = add(connection, name, scope, by, now)
            row = {"hash": hashed(secret), "address": "", "expires_at": now + LINK_MS, "device_id": device_id}
            connection.execute(pairings.insert().values(row))
        return device_id, secret

    def _wait(self, connection: sa.Connection, secret: str, address: str, now: int) -> Waiting:
        connection.execute(pairings.delete().where(_c.expires_at < now - CODE_MS))
        for limit, where in ((MOST, sa.true()), (MOST_OF_ADDRESS, _c.address == address[:64])):
            if (
                connection.execute(sa.select(sa.func.count()).where(_c.device_id.is_(None), where)).scalar_one()
                >= limit
            ):
                raise RefusedError("too many screens wait to be paired; try again in some minutes")
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        row = {"hash": hashed(secret), "code": code, "address": address[:64], "expires_at": now + CODE_MS}
        connection.execute(pairings.insert().values(row))
        return Waiting(secret, code, now + CODE_MS)
