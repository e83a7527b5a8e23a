"""Keyed hashes of what retention takes away: of an event's data, to know a repeat; of names, to tell persons apart.

The key is made once and kept in the store. Who has the store can try names, so these are pseudonyms, not oblivion.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import msgspec
import sqlalchemy as sa

from dashboard.store import tables as t

_SECRET = "secret"  # noqa: S105 – the row's name, not the secret
PSEUDONYM = "p-"


def secret_of(connection: sa.Connection) -> str:
    """The key of this store; "" while none was needed."""
    found = connection.execute(sa.select(t.retention.c.value).where(t.retention.c.name == _SECRET)).scalar()
    return str(found or "")


def make_secret(connection: sa.Connection) -> str:
    """The key of this store, made if there is none; of two that make one, the first wins."""
    row = {"name": _SECRET, "value": secrets.token_hex(32)}
    insert = sa.text("INSERT INTO retention (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING")
    connection.execute(insert, row)
    return secret_of(connection)


def digest(text: str, secret: str) -> str:
    """Of a JSON text: equal for texts that say the same."""
    said = json.dumps(_plain(msgspec.json.decode(text)), sort_keys=True, ensure_ascii=False)
    return _keyed(said, secret)


def pseudonym(label: str, secret: str) -> str:
    """A code in a person's place."""
    return PSEUDONYM + _keyed(label, secret)[:12]


def _keyed(said: str, secret: str) -> str:
    return hashlib.blake2b(said.encode(), key=bytes.fromhex(secret), digest_size=16).hexdigest()


def _plain(value: Any) -> Any:
    """1.0 and 1 are one number."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
