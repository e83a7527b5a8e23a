"""API keys, one per integrator: what each may do, its secrets (hashed), how they are made, rotated and recognised.

A key may have two secrets: the newest, and the one before until a date, so that an integrator changes over without a
gap. Nobody can read a secret here again. Calls block.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from dashboard.auth.who import CITY, Right, Scope
from dashboard.errors import RefusedError
from dashboard.store.web.tables import key_secrets, keys

PREFIX = "grid"
FIRST_KEY = "first"
SETTINGS_KEY = "settings"
"""The name of the key in GRID_API_KEY, which is not kept here."""
USED_EVERY_MS = 60_000
"""`last_used_at` is written at most this often per key: a busy producer must not write the store at every call."""
NAME_MOST = 200

MACHINE_RIGHTS: Final[frozenset[Right]] = frozenset(
    {
        "events:write",
        "figures:read",
        "cases:read",
        "cases:personal",
        "cases:act",
        "cases:answer",
        "alerts:see",
        "alerts:act",
        "whistles:see",
        "whistles:act",
        "whistles:answer",
        "reports:see",
        "export",
        "ops",
    }
)
"""What a key may be given: everything but a person's desk, a wall and the administration."""

OWN_RIGHTS: Final[frozenset[Right]] = frozenset(
    {"events:write", "figures:read", "cases:read", "cases:personal", "export", "ops"}
)
"""What the installation's own keys may do: the first one, and the one from the settings."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key may do. `sources`: CloudEvents sources that it may write, None = all; `rate`: requests a minute, 0 =
    unlimited; `expires_at` in ms UTC by the machine's clock.
    """

    rights: frozenset[Right] = OWN_RIGHTS
    sources: frozenset[str] | None = None
    scope: Scope = CITY
    rate: int = 0
    expires_at: int | None = None


class Secret(NamedTuple):
    """One secret of a key, without the secret. `until`: when a rotated one ends."""

    id: str
    created_at: int
    until: int | None
    last_used_at: int | None


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it is kept; secrets newest first."""

    name: str
    grant: Grant
    disabled: bool
    created_at: int
    secrets: tuple[Secret, ...] = ()


class KeyStore:
    """API keys by name, in the web's own database. Safe in several threads."""

    def __init__(self, engine: sa.Engine, real_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self.engine = engine
        self._real_ms = real_ms

    def add_key(self, name: str, grant: Grant | None = None) -> str:
        """Makes a key and returns its secret, which is shown once. RefusedError if the name is taken or no name."""
        if not 0 < len(name.strip()) <= NAME_MOST or not name.isprintable() or name == SETTINGS_KEY:
            raise RefusedError(
                f"an API key's name has 1 to {NAME_MOST} printable characters; {SETTINGS_KEY!r} is taken"
            )
        now = self._real_ms()
        row = {"name": name, "disabled": False, "created_at": now, **_columns(grant or Grant())}
        try:
            with self.engine.begin() as connection:
                connection.execute(keys.insert().values(row))
                return self._new_secret(connection, name, now)
        except sa.exc.IntegrityError as error:
            raise RefusedError(f"there is an API key named {name!r} already; choose another name") from error

    def rotate(self, name: str, overlap_ms: int) -> str:
        """A new secret for a key; the newest one before is good for `overlap_ms` more, older ones end now."""
        now = self._real_ms()
        with self.engine.begin() as connection:
            self._must_exist(connection, name)
            mine = key_secrets.c.name == name
            connection.execute(key_secrets.delete().where(mine, key_secrets.c.until.is_not(None)))
            connection.execute(key_secrets.update().where(mine).values(until=now + max(0, overlap_ms)))
            return self._new_secret(connection, name, now)

    def change(self, name: str, grant: Grant) -> None:
        """Gives a key other rights, sources, scope, rate or end. RefusedError if there is none of that name."""
        self._update(name, _columns(grant))

    def set_disabled(self, name: str, *, disabled: bool) -> None:
        """Stops a key, or lets it work again. RefusedError if there is none of that name."""
        self._update(name, {"disabled": disabled})

    def remove_key(self, name: str) -> bool:
        """Forgets a key; False if there is none of that name."""
        with self.engine.begin() as connection:
            connection.execute(key_secrets.delete().where(key_secrets.c.name == name))
            return connection.execute(keys.delete().where(keys.c.name == name)).rowcount > 0

    def listed(self) -> list[Key]:
        """All keys by name."""
        columns = (key_secrets.c.id, key_secrets.c.created_at, key_secrets.c.until, key_secrets.c.last_used_at)
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(keys).order_by(keys.c.name)).mappings().all()
            query = sa.select(key_secrets.c.name, *columns).order_by(key_secrets.c.created_at.desc(), key_secrets.c.id)
            held: dict[str, list[Secret]] = {}
            for name, *rest in connection.execute(query):
                held.setdefault(name, []).append(Secret(*rest))
        return [_key(row, held.get(row["name"], ())) for row in rows]

    def one(self, name: str) -> Key | None:
        """The key of that name, without its secrets; None if there is none, or it is disabled or expired."""
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(keys).where(keys.c.name == name)).mappings().one_or_none()
        return None if row is None else self._usable(_key(row))

    def recognise(self, key: str) -> Key | None:
        """Whose secret this is, or None if it is not known or not good any more. Notes that it was used."""
        public = key.split("_")[1] if key.count("_") >= 2 else ""
        query = sa.select(keys, key_secrets.c.hash, key_secrets.c.until, key_secrets.c.last_used_at, key_secrets.c.id)
        query = query.join(key_secrets, key_secrets.c.name == keys.c.name).where(key_secrets.c.id == public)
        with self.engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        # Compared also when there is no row, so that the time taken tells nothing about which keys exist.
        same = hmac.compare_digest(_hash(key), row["hash"] if row is not None else "")
        if row is None or not same or (row["until"] is not None and row["until"] <= self._real_ms()):
            return None
        found = self._usable(_key(row))
        if found is not None:
            self._note_use(row)
        return found

    def first_key(self, path: Path) -> str | None:
        """Makes the first key, if there is none yet, and keeps it in `path` (readable by the owner only) for tools."""
        with self.engine.connect() as connection:
            if connection.execute(sa.select(sa.func.count()).select_from(keys)).scalar_one():
                return None
        key = self.add_key(FIRST_KEY)
        write_private(path, key + "\n")
        return key

    def _usable(self, key: Key) -> Key | None:
        ended = key.grant.expires_at is not None and key.grant.expires_at <= self._real_ms()
        return None if key.disabled or ended else key

    def _new_secret(self, connection: sa.Connection, name: str, now: int) -> str:
        public = secrets.token_hex(4)
        key = f"{PREFIX}_{public}_{secrets.token_urlsafe(32)}"
        row = {"id": public, "name": name, "hash": _hash(key), "created_at": now}
        connection.execute(key_secrets.insert().values(row))
        return key

    def _update(self, name: str, values: Mapping[str, Any]) -> None:
        with self.engine.begin() as connection:
            self._must_exist(connection, name)
            connection.execute(keys.update().where(keys.c.name == name).values(values))

    def _must_exist(self, connection: sa.Connection, name: str) -> None:
        if connection.execute(sa.select(keys.c.name).where(keys.c.name == name)).first() is None:
            raise RefusedError(f"there is no API key named {name!r}; `python app.py key list` shows all")

    def _note_use(self, row: sa.RowMapping) -> None:
        now = self._real_ms()
        if row["last_used_at"] is not None and now - row["last_used_at"] < USED_EVERY_MS:
            return
        with self.engine.begin() as connection:
            connection.execute(key_secrets.update().where(key_secrets.c.id == row["id"]).values(last_used_at=now))


def _key(row: sa.RowMapping, held: Iterable[Secret] = ()) -> Key:
    scope = Scope(_set(row["areas"]), _set(row["units"]))
    rights: Any = _set(row["rights"])
    grant = Grant(rights, _set(row["sources"]), scope, row["rate"], row["expires_at"])
    return Key(row["name"], grant, row["disabled"], row["created_at"], tuple(held))


def _columns(grant: Grant) -> dict[str, Any]:
    beyond = grant.rights - MACHINE_RIGHTS
    if beyond:
        raise RefusedError(f"an API key cannot have {', '.join(sorted(beyond))}")
    return {
        "rights": json.dumps(sorted(grant.rights)),
        "sources": _text(grant.sources),
        "areas": _text(grant.scope.areas),
        "units": _text(grant.scope.units),
        "rate": grant.rate,
        "expires_at": grant.expires_at,
    }


def _text(names: frozenset[str] | None) -> str | None:
    return None if names is None else json.dumps(sorted(names), ensure_ascii=False)


def _set(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(json.loads(text))


def _hash(key: str) -> str:
    # A plain hash is enough: the key is 256 random bits, nobody guesses it from a dictionary.
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def write_private(path: Path, text: str) -> None:
    """Writes beside, then renames: the file is never readable by others nor half written."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    beside.replace(path)
