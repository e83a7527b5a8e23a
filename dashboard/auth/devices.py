"""Recognises wall devices by the token in their cookie. A wall may see walls of its scope, and nothing else.

All devices are held in memory and read anew every second: hundreds of walls that come at once ask the store once, and
one that is revoked is out within that second, its sockets too.
"""

import threading
import time
from typing import Final

from flask import Request, Response

from dashboard.auth.forgery import secure_cookies
from dashboard.auth.who import DEVICE_RIGHTS, Kind, Principal
from dashboard.offload import offload
from dashboard.store.web.devices import ROTATE_MS, Device, DeviceStore

COOKIE: Final = "grid-device"
KEEP_S: Final = 400 * 24 * 3600
"""The longest that browsers keep a cookie; it begins anew whenever the wall loads its page."""
REMEMBER_S: Final = 1.0
ANEW_S: Final = 0.1
"""A token that is not known may be new: all are read again for it, but no more often than this."""
CONTACT_EVERY_S: Final = 60.0


class Devices:
    """The wall devices as one worker knows them."""

    kind: Kind = "device"

    def __init__(self, store: DeviceStore) -> None:
        self._store = store
        self._reading = threading.Lock()
        self._known: dict[str, Device] = {}
        self._read_at = float("-inf")
        self._noted = float("-inf")

    def find(self, asked: Request) -> Principal | None:
        """The device that asks, if it is not revoked."""
        device = self.of(asked)
        if device is None or device.revoked_at is not None:
            return None
        token = asked.cookies[COOKIE]
        if device.is_new(token):
            offload(self._store.shown, device, token)
            self._read_at = float("-inf")
        return _principal(device)

    def still(self, principal: Principal) -> Principal | None:
        """The same device as it stands now."""
        device = self._all().get(principal.id)
        return None if device is None or device.revoked_at is not None else _principal(device)

    def of(self, asked: Request) -> Device | None:
        """The device whose token this browser holds, also if it is revoked."""
        token = asked.cookies.get(COOKIE, "")
        device_id = token.partition(".")[0]
        if not device_id:
            return None
        device = self._all().get(device_id)
        if device is None or not device.holds(token):
            # It may have got its token within this second.
            device = self._all(anew=True).get(device_id)
        return device if device is not None and device.holds(token) else None

    def renew(self, asked: Request, response: Response) -> Response:
        """The wall loads its page: its cookie begins anew, and an old token is followed by another."""
        device = self.of(asked)
        if device is None or device.revoked_at is not None:
            return response
        token = asked.cookies[COOKIE]
        if device.hash_at is not None and self._store.real_ms() - device.hash_at >= ROTATE_MS:
            token = offload(self._store.follow_up, device.id)
        return give(asked, response, token)

    def in_contact(self, ids: set[str]) -> None:
        """These have sockets now; the store hears of it once a minute."""
        now = time.monotonic()
        if ids and now - self._noted >= CONTACT_EVERY_S:
            self._noted = now
            offload(self._store.touch, ids)

    def _all(self, *, anew: bool = False) -> dict[str, Device]:
        # Whoever comes while they are read waits for it: half a picture would show out who has just been let in.
        with self._reading:
            if time.monotonic() - self._read_at >= (ANEW_S if anew else REMEMBER_S):
                self._known = {device.id: device for device in offload(self._store.listed)}
                self._read_at = time.monotonic()
            return self._known


def give(asked: Request, response: Response, token: str) -> Response:
    """Puts a token into the browser's keeping, where no script can read it."""
    response.set_cookie(
        COOKIE, token, max_age=KEEP_S, secure=secure_cookies(asked), httponly=True, samesite="Lax", path="/"
    )
    return response


def _principal(device: Device) -> Principal:
    return Principal("device", device.id, device.name, DEVICE_RIGHTS, device.scope)
