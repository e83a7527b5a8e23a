"""What is open on the machine itself without signing in, by the setting GRID_LOOPBACK.

Only on a server that listens on loopback alone, asked directly (not through a proxy) under a loopback name: a page of
another site that has its name point to 127.0.0.1 must not read figures.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from dashboard.auth.who import RIGHTS, Kind, Principal

if TYPE_CHECKING:
    from flask import Request

_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")

ALLOWED: Final = {
    "viewer": Principal("loopback", "loopback", "本机", RIGHTS["viewer"] | {"ops"}, role="viewer"),
    "officer": Principal("loopback", "loopback", "演示值班员", RIGHTS["officer"] | {"ops"}, role="officer"),
    "none": None,
}
"""By the setting's value. The officer is for demonstrations: his acts need no hand."""


class Loopback:
    """Finds out whether somebody at the machine itself asks. `host` is the address that the server listens on."""

    kind: Kind = "loopback"

    def __init__(self, host: str, allowed: str) -> None:
        self._who = ALLOWED[allowed] if is_loopback(host) else None

    def find(self, asked: Request) -> Principal | None:
        """The machine's own principal, if this request is one of those."""
        return self._who if self._who is not None and _asked_directly(asked) else None

    def still(self, _principal: Principal) -> Principal | None:
        """It ends with the server only."""
        return self._who


def is_loopback(host: str) -> bool:
    """Is this address or name the machine itself, and nothing else?"""
    host = host.strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _asked_directly(asked: Request) -> bool:
    name = asked.host.rsplit(":", 1)[0] if not asked.host.endswith("]") else asked.host
    proxied = any(header in asked.headers for header in _FORWARDED)
    return is_loopback(asked.remote_addr or "") and is_loopback(name) and not proxied
