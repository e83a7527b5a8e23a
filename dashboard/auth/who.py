"""Who asks, what he may do, and of which part of the city: roles, rights and scopes as plain data. PURE.

It knows no request, session or store. The gate (`dashboard.auth.gate`) finds out who asks; every door then asks this.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Role = Literal["viewer", "officer", "department", "analyst", "admin"]
"""Leader · duty officer · a responsible unit's own desk · analyst · administrator."""

Kind = Literal["user", "device", "key", "loopback"]
"""A person signed in · a paired wall · a machine's API key · somebody at the machine itself, without either."""

Right = Literal[
    "wall:see",  # walls and their frames
    "figures:read",  # figures, rankings, definitions behind a number
    "cases:read",  # case lists, case pages, the cases behind a number; personal fields masked
    "cases:personal",  # citizens' and reporters' names, telephones, house numbers
    "cases:act",  # dispatch, return, extend, suspend, supervise, designate, amend, void, verify, close
    "cases:answer",  # a responsible unit's own acts: handled, reported back, returned
    "alerts:see",
    "alerts:act",  # acknowledge, assign, snooze, note, resolve, escalate; rosters and hand-over
    "whistles:see",
    "whistles:act",  # blow, number, raise, verify, rate, close, withdraw
    "whistles:answer",  # a summoned department's own acts: sign, contact, check in, note, handled
    "reports:see",
    "reports:write",  # edit, seal and send the situation report
    "export",  # tables as files
    "events:write",  # machine door: append events
    "admin",  # users, devices, keys, audit, reference data, rules
    "ops",  # /metrics and the details of /readyz
]

_SEE: Final[frozenset[Right]] = frozenset(
    {"wall:see", "figures:read", "cases:read", "alerts:see", "whistles:see", "reports:see", "export"}
)
_OFFICER: Final[frozenset[Right]] = _SEE | {"cases:personal", "cases:act", "alerts:act", "whistles:act"}

RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    "viewer": _SEE,
    "officer": _OFFICER,
    "department": frozenset(
        {"figures:read", "cases:read", "cases:personal", "cases:answer", "whistles:see", "whistles:answer", "export"}
    ),
    "analyst": _SEE | {"reports:write"},
    "admin": _OFFICER | {"reports:write", "admin", "ops"},
}
"""What each role may do. A handling unit can neither verify nor close (监管分离): it has no `cases:act`."""

ROLE_NAMES: Final[Mapping[Role, str]] = {
    "viewer": "领导",
    "officer": "值班员",
    "department": "责任单位",
    "analyst": "分析员",
    "admin": "管理员",
}
"""The roles as screens print them."""

DEVICE_RIGHTS: Final[frozenset[Right]] = frozenset({"wall:see"})


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the city that someone sees: all of it, or some reporting areas, or some responsible units.

    `areas` are codes of reporting units, `units` are units as cases are dispatched to. None = not limited by it.
    A case is inside when it passes every limit that is set.
    """

    areas: frozenset[str] | None = None
    units: frozenset[str] | None = None

    @property
    def whole_city(self) -> bool:
        """Nothing is hidden."""
        return self.areas is None and self.units is None

    def holds(self, area: str | None, unit: str | None) -> bool:
        """Is a case of this area, last dispatched to this unit, inside?"""
        inside = self.areas is None or area in self.areas
        return inside and (self.units is None or unit in self.units)

    def holds_whistle(self, area: str, departments: Collection[str]) -> bool:
        """Is a whistle inside? It belongs to its area and to every department that it calls."""
        called = self.units is None or not self.units.isdisjoint(departments)
        return called and (self.areas is None or area in self.areas)

    def narrow(self, filters: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]] | None:
        """Figures' and lists' filters, cut to the scope; None when what is asked for lies wholly outside."""
        narrowed = dict(filters)
        for key, limit in (("area", self.areas), ("unit", self.units)):
            if limit is None:
                continue
            asked = narrowed.get(key)
            kept = tuple(sorted(limit if asked is None else limit.intersection(asked)))
            if not kept:
                return None
            narrowed[key] = kept
        return narrowed

    @property
    def name(self) -> str:
        """Names its chain of frames: `city`, `area:530102+530103`, `unit:…`; equal scopes, equal names."""
        parts = [
            f"{key}:{'+'.join(sorted(limit))}"
            for key, limit in (("area", self.areas), ("unit", self.units))
            if limit is not None
        ]
        return ";".join(parts) or "city"

    @classmethod
    def named(cls, name: str) -> Scope | None:
        """The scope of this name; None if no scope has it."""
        limits: dict[str, frozenset[str]] = {}
        for part in name.split(";") if name != "city" else ():
            key, _, codes = part.partition(":")
            limits[key] = frozenset(codes.split("+"))
        found = cls(limits.get("area"), limits.get("unit"))
        return found if found.name == name and all(all(limit) for limit in limits.values()) else None

    def covers(self, other: Scope) -> bool:
        """Does all that the other holds lie inside this one?"""
        pairs = ((self.areas, other.areas), (self.units, other.units))
        return all(mine is None or (theirs is not None and theirs <= mine) for mine, theirs in pairs)


CITY: Final = Scope()


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. `id` is unique within its kind, `name` is what events (`by`), audit and screens print.

    `ticket` names what he was let in by, where one principal may have several (a person's sessions). `sources` are the
    CloudEvents sources that he may write; None = all.
    """

    kind: Kind
    id: str
    name: str
    rights: frozenset[Right]
    scope: Scope = CITY
    role: Role | None = None
    ticket: str = ""
    sources: frozenset[str] | None = None

    def may(self, right: Right) -> bool:
        """Has he this right, for what lies inside his scope?"""
        return right in self.rights
