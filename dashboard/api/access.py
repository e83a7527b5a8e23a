"""Who may use a machine door: API keys, and what is open without one.

Writing always takes a key. Reading is open to the machine itself: on a server that listens on loopback only, asked
directly (not through a proxy) under a loopback name; from anywhere else it takes a key too. Scopes, rates and users
are not known here yet: `require` is the one place where they will be.
"""

import hmac
import ipaddress
import time
from typing import Literal

from flask import Request, g, request

from dashboard.api.ports import Keys
from dashboard.api.problems import Problem
from dashboard.offload import offload

Right = Literal["events:write", "figures:read"]

REMEMBER_S = 5.0
"""A key found good is not looked up again for so long; a removed one works no longer than that."""
REMEMBER_MOST = 1_000

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


class Access:
    """Decides for one server. `host` is the address it listens on, `fixed_key` the key from the settings, if any."""

    def __init__(self, keys: Keys, host: str, fixed_key: str | None = None) -> None:
        self._keys = keys
        self._local = is_loopback(host)
        self._fixed_key = fixed_key
        self._good: dict[str, tuple[float, str]] = {}

    def require(self, right: Right) -> None:
        """Lets the current request pass (the caller's name is `g.caller`) or raises Problem 401."""
        key = _key_of(request)
        if key is not None:
            name = self._name(key)
            if name is None:
                raise _unauthorised("unknown_key", "the API key is not known", "check it, or have a new one made")
            g.caller = name
        elif right == "figures:read" and self._local and _asked_directly(request):
            g.caller = "loopback"
        else:
            raise _unauthorised(
                "key_required",
                "this needs an API key",
                "send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'; the first one is in the data "
                "directory's file api-key",
            )

    def permits(self, right: Right) -> bool:
        """Would `require` let the current request pass?"""
        try:
            self.require(right)
        except Problem:
            return False
        return True

    def _name(self, key: str) -> str | None:
        if self._fixed_key is not None and hmac.compare_digest(key.encode(), self._fixed_key.encode()):
            return "settings"
        now = time.monotonic()
        known = self._good.get(key)
        if known is not None and now - known[0] < REMEMBER_S:
            return known[1]
        name = offload(self._keys.recognise, key)
        if len(self._good) >= REMEMBER_MOST:
            self._good.clear()
        if name is None:
            self._good.pop(key, None)
        else:
            self._good[key] = (now, name)
        return name


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
    # The Host header too: a page of another site that has its name point to 127.0.0.1 must not read figures.
    name = asked.host.rsplit(":", 1)[0] if not asked.host.endswith("]") else asked.host
    proxied = any(header in asked.headers for header in _FORWARDED)
    return is_loopback(asked.remote_addr or "") and is_loopback(name) and not proxied


def _key_of(asked: Request) -> str | None:
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return asked.headers.get("X-API-Key") or None


def _unauthorised(code: str, message: str, hint: str) -> Problem:
    return Problem(401, code, message, hint, {"WWW-Authenticate": 'Bearer realm="Grid Command"'})
