"""Who may follow which frames: asked when a socket connects and joins, and again and again while it stays open."""

from __future__ import annotations

from typing import Final

from dashboard.auth import current
from dashboard.auth.devices import Devices
from dashboard.auth.doors import VIEWS
from dashboard.auth.gate import Gate, allowed
from dashboard.auth.who import CITY, Kind, Principal, Scope

PEOPLE: Final[frozenset[Kind]] = frozenset({"user", "loopback"})
"""Who has a desk to be nudged at."""


class Audience:
    """The push's questions about those who watch, answered by one server's gate."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def enter(self) -> Principal:
        """Who connects, in that request's context; the gate has let him pass."""
        return current.known()

    def may_stay(self, who: Principal) -> bool:
        """Would he be let in now, with the same rights and scope? Not older than 2 s; blocks."""
        return self._gate.still_valid(who)

    def in_contact(self, devices: set[str]) -> None:
        """These wall devices have sockets now. Blocks."""
        walls = self._gate.resolver("device")
        if isinstance(walls, Devices):
            walls.in_contact(devices)

    @staticmethod
    def scope_of(who: Principal, view: str, asked: str | None) -> str | None:
        """The scope whose frames he gets of a view; None = he may not. `asked`: a scope's name, or None for his own.

        Frames there are of the city and of some of its areas, not of units.
        """
        door = VIEWS.get(view)
        if door is None or not allowed(door.need, who) or not (door.scoped or who.kind in PEOPLE):
            return None
        own = who.scope if door.scoped else CITY
        scope = own if asked is None else Scope.named(asked)
        if scope is None or scope.units is not None or not own.covers(scope):
            return None
        if Scope.named(scope.name) != scope:  # no area at all, or a code that reads as several
            return None
        return scope.name if door.scoped or scope == CITY else None
