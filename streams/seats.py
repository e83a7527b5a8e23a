"""Who sits at each socket of one worker, and what its wall devices tell of themselves.

Knows sockets by their ids; who somebody is and may see, `Audience` is asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
import orjson
import redis
import sqlalchemy as sa

from dashboard.auth.who import Principal
from dashboard.offload import offload
from dashboard.store.web import devices
from dashboard.store.web.devices import DeviceStore
from streams import keys
from streams.clock import machine_ms

REPORT_EVERY_S = 8.0
"""A device says how it is every ten seconds; what comes sooner is not kept."""

SPREAD_PER_SCREEN_MS, SHORTEST_SPREAD_MS, LONGEST_SPREAD_MS = 40, 1_000, 20_000


class Audience(Protocol):
    """The questions about those who watch (`dashboard.auth.audience`)."""

    def enter(self) -> Principal:
        """Who connects; within the request."""
        ...

    def may_stay(self, who: Principal) -> bool:
        """Would he be let in now? Blocks."""
        ...

    def in_contact(self, devices: set[str]) -> None:
        """These wall devices have sockets now. Blocks."""
        ...

    def scope_of(self, who: Principal, view: str, asked: str | None) -> str | None:
        """The scope whose frames he gets; None = he may not."""
        ...


class Report(msgspec.Struct, frozen=True):
    """How a wall is: its page, panels by freshness, memory (bytes), build, and how old its last frame and its last
    painted picture are (ms).
    """

    page: str = msgspec.field(default="")
    live: int = 0
    stale: int = 0
    down: int = 0
    heap: int = 0
    build: str = ""
    lag: int = 0
    painted: int = 0

    def __post_init__(self) -> None:
        if len(self.page) > 40 or len(self.build) > 40:
            raise ValueError("too long")


def reports(client: redis.Redis) -> dict[str, dict[str, Any]]:
    """What each device last told of itself, by its id: a `Report`, and `at` (real ms). Raises redis' errors."""
    kept: Any = client.hgetall(keys.DEVICES)
    return {device.decode(): orjson.loads(text) for device, text in kept.items()}


def by_state(engine: sa.Engine, client: redis.Redis) -> dict[str, int]:
    """How many wall devices are in which state. Raises redis' and SQLAlchemy's errors."""
    return devices.by_state(offload(DeviceStore(engine).listed), reports(client), machine_ms())


def spread_ms(screens: int) -> int:
    """Within how long so many screens of one worker should come back, should it go: each at a moment of its own choice.

    Enough that no second sees a tenth of them, and not longer than a hall would wait.
    """
    return min(LONGEST_SPREAD_MS, max(SHORTEST_SPREAD_MS, screens * SPREAD_PER_SCREEN_MS))


def screens(engine: sa.Engine, client: redis.Redis) -> dict[str, dict[str, Any]]:
    """What each wall device that may watch last told of itself, by its name. Raises redis' and SQLAlchemy's errors."""
    told = reports(client)
    known = [one for one in offload(DeviceStore(engine).listed) if one.revoked_at is None]
    return {one.name: told[one.id] for one in known if one.id in told}


class Seats:
    """The sockets of one worker with their principals."""

    def __init__(self, client: redis.Redis, real_ms: Callable[[], int] = machine_ms) -> None:
        self._client = client
        self._real_ms = real_ms
        self._who: dict[str, Principal] = {}
        self._reported: dict[str, float] = {}

    def take(self, sid: str, who: Principal) -> None:
        """Somebody connected."""
        self._who[sid] = who

    def leave(self, sid: str) -> None:
        """He is gone, or has to go."""
        self._who.pop(sid, None)
        self._reported.pop(sid, None)

    def who(self, sid: str) -> Principal | None:
        """Who sits there; None = nobody who may."""
        return self._who.get(sid)

    def taken(self) -> list[str]:
        """The sockets at which somebody sits."""
        return list(self._who)

    def ended(self, may_stay: Callable[[Principal], bool]) -> list[str]:
        """The sockets of those who may not stay. Each is asked about once, however many sockets he has."""
        stays = {who: may_stay(who) for who in dict.fromkeys(self._who.values())}
        return [sid for sid, who in list(self._who.items()) if not stays.get(who, True)]

    def devices(self) -> set[str]:
        """The ids of the wall devices that sit here."""
        return {who.id for who in self._who.values() if who.kind == "device"}

    def report(self, sid: str, data: Any) -> bool:
        """Keeps what a device says of itself; False if that makes no sense, or comes too soon. Raises redis' errors."""
        who, now = self._who.get(sid), time.monotonic()
        if who is None or who.kind != "device" or now - self._reported.get(sid, float("-inf")) < REPORT_EVERY_S:
            return False
        try:
            told = msgspec.convert(data, Report)
        except msgspec.ValidationError:
            return False
        self._reported[sid] = now
        self._client.hset(keys.DEVICES, who.id, orjson.dumps({"at": self._real_ms(), **msgspec.structs.asdict(told)}))
        return True
