"""API keys: how they are made, kept (hashed) and recognised; not what a key allows."""

import contextlib
import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dashboard.errors import RefusedError
from dashboard.store.web.tables import api_keys

PREFIX = "grid"
FIRST_KEY = "first"
USED_EVERY_MS = 60_000
"""`last_used_at` is written at most this often per key: a busy producer must not write the store at every call."""


class KeyStore:
    """API keys by name."""

    def __init__(self, engine: sa.Engine, real_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self.engine = engine
        self._real_ms = real_ms

    def add_key(self, name: str) -> str:
        """Makes a key and returns it; only its hash is kept. Raises RefusedError if the name is taken."""
        public = secrets.token_hex(4)
        key = f"{PREFIX}_{public}_{secrets.token_urlsafe(32)}"
        row = {"id": public, "name": name, "hash": _hash(key), "created_at": self._real_ms()}
        try:
            with self.engine.begin() as connection:
                connection.execute(api_keys.insert().values(row))
        except sa.exc.IntegrityError as error:
            raise RefusedError(f"there is an API key named {name!r} already; choose another name") from error
        return key

    def remove_key(self, name: str) -> bool:
        """Forgets a key; False if there is none of that name."""
        with self.engine.begin() as connection:
            return connection.execute(api_keys.delete().where(api_keys.c.name == name)).rowcount > 0

    def recognise(self, key: str) -> str | None:
        """The name of the key, or None if it is not known. Notes that it was used."""
        public = key.split("_")[1] if key.count("_") >= 2 else ""
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(api_keys).where(api_keys.c.id == public)).one_or_none()
        # Compared also when there is no row, so that the time taken tells nothing about which keys exist.
        same = hmac.compare_digest(_hash(key), row.hash if row is not None else "")
        if row is None or not same:
            return None
        self._note_use(row)
        return str(row.name)

    def first_key(self, path: Path) -> str | None:
        """Makes the first key, if there is none yet, and keeps it in `path` (readable by the owner only) for tools."""
        with self.engine.connect() as connection:
            if connection.execute(sa.select(sa.func.count()).select_from(api_keys)).scalar_one():
                return None
        key = self.add_key(FIRST_KEY)
        _write_private(path, key + "\n")
        return key

    def _note_use(self, row: Any) -> None:
        now = self._real_ms()
        if row.last_used_at is not None and now - row.last_used_at < USED_EVERY_MS:
            return
        with self.engine.begin() as connection:
            connection.execute(api_keys.update().where(api_keys.c.id == row.id).values(last_used_at=now))


def _hash(key: str) -> str:
    # A plain hash is enough: the key is 256 random bits, nobody guesses it from a dictionary.
    return hashlib.sha256(key.encode()).hexdigest()


def _write_private(path: Path, text: str) -> None:
    """Writes beside, then renames: the file is never readable by others nor half written."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    beside.replace(path)
