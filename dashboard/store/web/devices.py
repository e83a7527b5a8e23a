"""Wall devices: screens without a keyboard, each with a token of its own. Not how one is paired, nor what it may see.

A device's token is random and kept hashed: it outlives restarts, upgrades and rotated secrets, until somebody revokes
it. Calls block.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import sqlalchemy as sa

from dashboard.auth.who import CITY, Scope
from dashboard.errors import RefusedError
from dashboard.store.web.tables import devices, pairings

ROTATE_MS = 7 * 24 * 3_600_000
"""A token older than this is followed by a new one when the device loads its page."""
SILENT_MS = 30_000
"""A wall reports every ten seconds; one that did not for so long is silent."""
NAME_MOST = 80
_c = devices.c

State = Literal["live", "late", "silent", "revoked"]
"""`late`: a panel of it is not live; `silent`: not heard of lately."""


@dataclass(frozen=True, slots=True)
class Device:
    """One wall. Times are epoch ms by the machine's clock; `contact_at` is accurate to a minute, None = never yet."""

    id: str
    name: str
    scope: Scope
    made_at: int
    made_by: str
    contact_at: int | None
    revoked_at: int | None
    revoked_by: str | None
    hashes: tuple[str, ...]
    hash_at: int | None

    def holds(self, token: str) -> bool:
        """Is this its token, or the one that follows it?"""
        return any(hmac.compare_digest(hashed(token), each) for each in self.hashes)

    def is_new(self, token: str) -> bool:
        """Has the store to hear that this token, one of its own, was shown?"""
        return self.contact_at is None or not hmac.compare_digest(hashed(token), self.hashes[0])


class DeviceStore:
    """Devices in the web's own database. Safe in several threads."""

    def __init__(self, engine: sa.Engine, real_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self.engine = engine
        self.real_ms = real_ms

    def listed(self) -> list[Device]:
        """All, revoked ones too, by name."""
        with self.engine.connect() as connection:
            return [_device(row) for row in connection.execute(sa.select(devices).order_by(_c.name))]

    def named(self, name: str) -> Device:
        """The device of this name. RefusedError if there is none."""
        for device in self.listed():
            if device.name == name:
                return device
        raise RefusedError(f"there is no device named {name!r}; `python app.py device list` lists them")

    def revoke(self, device_id: str, by: str) -> bool:
        """Ends its rights, at once and for good; False if they had ended."""
        ended = {"revoked_at": self.real_ms(), "revoked_by": by, "next_hash": None}
        with self.engine.begin() as connection:
            connection.execute(pairings.delete().where(pairings.c.device_id == device_id))
            query = devices.update().where(_c.id == device_id, _c.revoked_at.is_(None))
            return connection.execute(query.values(ended)).rowcount > 0

    def forget(self, device_id: str) -> bool:
        """Takes a revoked device off the list; False if there is none."""
        with self.engine.begin() as connection:
            query = devices.delete().where(_c.id == device_id, _c.revoked_at.is_not(None))
            return connection.execute(query).rowcount > 0

    def rebind(self, device_id: str, scope: Scope) -> bool:
        """Gives it another scope; False if there is no such device."""
        with self.engine.begin() as connection:
            query = devices.update().where(_c.id == device_id)
            return connection.execute(query.values(areas=_areas(scope))).rowcount > 0

    def follow_up(self, device_id: str) -> str:
        """The token that follows the present one as soon as the device shows it; until then both are good."""
        token = new_token(device_id)
        with self.engine.begin() as connection:
            connection.execute(devices.update().where(_c.id == device_id).values(next_hash=hashed(token)))
        return token

    def shown(self, device: Device, token: str) -> None:
        """The device showed this token: pairing is over, and a token that follows takes the other's place."""
        now = self.real_ms()
        with self.engine.begin() as connection:
            if device.contact_at is None:
                connection.execute(pairings.delete().where(pairings.c.device_id == device.id))
                connection.execute(devices.update().where(_c.id == device.id).values(contact_at=now))
            query = devices.update().where(_c.id == device.id, _c.next_hash == hashed(token))
            connection.execute(query.values(hash=_c.next_hash, next_hash=None, hash_at=now))

    def touch(self, ids: Iterable[str]) -> None:
        """These are in contact now."""
        with self.engine.begin() as connection:
            connection.execute(devices.update().where(_c.id.in_(list(ids))).values(contact_at=self.real_ms()))


def by_state(devices_known: Iterable[Device], reports: Mapping[str, Mapping[str, Any]], now_ms: int) -> dict[str, int]:
    """How many devices are in which state."""
    counts: dict[str, int] = dict.fromkeys(get_args(State), 0)
    for device in devices_known:
        counts[state_of(device, reports.get(device.id, {}), now_ms)] += 1
    return counts


def state_of(device: Device, told: Mapping[str, Any], now_ms: int) -> State:
    """How a device is, by what it last told of itself."""
    if device.revoked_at is not None:
        return "revoked"
    if now_ms - told.get("at", 0) > SILENT_MS:
        return "silent"
    return "late" if told.get("stale") or told.get("down") else "live"


def add(connection: sa.Connection, name: str, scope: Scope, by: str, now: int) -> str:
    """Adds a device that has no token yet; its id. RefusedError for a name that is taken or none."""
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > NAME_MOST:
        raise RefusedError(f"a device's name has 1 to {NAME_MOST} characters")
    if scope.units is not None or scope.areas == frozenset():
        raise RefusedError("a wall shows the whole city or some of its areas")
    if connection.execute(sa.select(_c.id).where(_c.name == cleaned)).one_or_none() is not None:
        raise RefusedError(f"there is a device named {cleaned!r} already; choose another name")
    device_id = secrets.token_hex(8)
    row = {"id": device_id, "name": cleaned, "areas": _areas(scope), "made_at": now, "made_by": by}
    connection.execute(devices.insert().values(row))
    return device_id


def give_token(connection: sa.Connection, device_id: str, now: int) -> str:
    """A new token, in place of any other."""
    token = new_token(device_id)
    change = {"hash": hashed(token), "next_hash": None, "hash_at": now}
    connection.execute(devices.update().where(_c.id == device_id).values(change))
    return token


def new_token(device_id: str) -> str:
    """A token that begins with the device's id."""
    return f"{device_id}.{secrets.token_urlsafe(32)}"


def hashed(token: str) -> str:
    """What is kept of a token: it is 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _areas(scope: Scope) -> str | None:
    return None if scope.areas is None else json.dumps(sorted(scope.areas))


def _device(row: Any) -> Device:
    scope = CITY if row.areas is None else Scope(areas=frozenset(json.loads(row.areas)))
    hashes = tuple(each for each in (row.hash, row.next_hash) if each is not None)
    times = (row.made_at, row.made_by, row.contact_at, row.revoked_at, row.revoked_by)
    return Device(row.id, row.name, scope, *times, hashes, row.hash_at)
