"""Machine keys: who an API key in a request belongs to, what he may do, and whether he asks too often."""

import hmac
import time
from typing import Final

from flask import Request

from dashboard.api.ports import Keys
from dashboard.api.problems import Problem
from dashboard.auth.rates import Rates
from dashboard.auth.who import Kind, Principal
from dashboard.offload import offload
from dashboard.store.web.keys import OWN_RIGHTS, SETTINGS_KEY, Grant, Key

REMEMBER_S: Final = 2.0
"""A key found good is not looked up again for so long; one that was removed or changed works no longer as it did."""
REMEMBER_MOST: Final = 1_000


class KeyHolders:
    """Recognises keys for one server. `fixed_key` is the key from the settings, if any."""

    kind: Kind = "key"

    def __init__(self, keys: Keys, fixed_key: str | None = None, rates: Rates | None = None) -> None:
        self._keys = keys
        self._fixed_key = fixed_key
        self._rates = rates or Rates()
        self._good: dict[str, tuple[float, Key]] = {}

    def find(self, asked: Request) -> Principal | None:
        """Whose key the request shows; None if it shows none. Raises Problem: 401 not good, 429 too often."""
        shown = key_of(asked)
        if shown is None:
            return None
        key = self._key(shown)
        if key is None:
            raise Problem(
                401,
                "unknown_key",
                "the API key is not known, or not good any more",
                "check it, or have a new one made",
                {"WWW-Authenticate": 'Bearer realm="Grid Command"'},
            )
        self._count(key)
        return _principal(key)

    def still(self, principal: Principal) -> Principal | None:
        """The holder of the key of that name as it stands now."""
        if principal.name == SETTINGS_KEY:
            return _principal(_OWN) if self._fixed_key is not None else None
        key = offload(self._keys.one, principal.name)
        return None if key is None else _principal(key)

    def _count(self, key: Key) -> None:
        wait = self._rates.wait(key.name, key.grant.rate) if key.grant.rate else 0
        if wait:
            raise Problem(
                429,
                "too_often",
                f"this key may ask {key.grant.rate} times a minute",
                f"ask again in {wait} s, or send more events in one request",
                {"Retry-After": str(wait)},
            )

    def _key(self, shown: str) -> Key | None:
        if self._fixed_key is not None and hmac.compare_digest(shown.encode(), self._fixed_key.encode()):
            return _OWN
        now = time.monotonic()
        known = self._good.get(shown)
        if known is not None and now - known[0] < REMEMBER_S:
            return known[1]
        key = offload(self._keys.recognise, shown)
        if len(self._good) >= REMEMBER_MOST:
            self._good.clear()
        if key is None:
            self._good.pop(shown, None)
        else:
            self._good[shown] = (now, key)
        return key


_OWN: Final = Key(SETTINGS_KEY, Grant(OWN_RIGHTS), disabled=False, created_at=0)


def _principal(key: Key) -> Principal:
    return Principal("key", key.name, key.name, key.grant.rights, key.grant.scope, sources=key.grant.sources)


def key_of(asked: Request) -> str | None:
    """The key that a request shows."""
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return asked.headers.get("X-API-Key") or None
