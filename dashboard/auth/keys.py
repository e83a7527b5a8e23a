"""Machine keys: who an API key in a request belongs to."""

import hmac
import time
from typing import Final

from flask import Request

from dashboard.api.ports import Keys
from dashboard.api.problems import Problem
from dashboard.auth.who import Kind, Principal, Right
from dashboard.offload import offload

REMEMBER_S = 2.0
"""A key found good is not looked up again for so long; a removed one works no longer than that."""
REMEMBER_MOST = 1_000

KEY_RIGHTS: Final[frozenset[Right]] = frozenset({"events:write", "figures:read", "cases:read", "ops"})


class KeyHolders:
    """Recognises keys for one server. `fixed_key` is the key from the settings, if any."""

    kind: Kind = "key"

    def __init__(self, keys: Keys, fixed_key: str | None = None) -> None:
        self._keys = keys
        self._fixed_key = fixed_key
        self._good: dict[str, tuple[float, str]] = {}

    def find(self, asked: Request) -> Principal | None:
        """Whose key the request shows; None if it shows none. Raises Problem 401 if it is not good."""
        key = key_of(asked)
        if key is None:
            return None
        name = self._name(key)
        if name is None:
            raise Problem(
                401,
                "unknown_key",
                "the API key is not known",
                "check it, or have a new one made",
                {"WWW-Authenticate": 'Bearer realm="Grid Command"'},
            )
        return Principal("key", name, name, KEY_RIGHTS)

    def still(self, principal: Principal) -> Principal | None:
        """Keys open no sockets that could outlive them."""
        return principal

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


def key_of(asked: Request) -> str | None:
    """The key that a request shows."""
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return asked.headers.get("X-API-Key") or None
