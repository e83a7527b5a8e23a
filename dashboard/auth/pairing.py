"""The pairing page: what a wall shows that nobody has let in, and how it goes on by itself once somebody has.

    GET  /wall/pair         the page
    GET  /wall/pair/status  {"state": "in" | "out" | "revoked", …}: may this browser see walls?
    POST /wall/pair/code    {"state": "in"} or {"state": "waiting", "code", "expires", "now"}

A page that waits asks again every second. The browser's secret is in a cookie that no script reads; a link's is behind
the # of its address, which no server and no log gets to see.
"""

import time
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Flask, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from dashboard.api.problems import Problem, answer
from dashboard.auth import current, forgery
from dashboard.auth.auditor import Auditor
from dashboard.auth.devices import Devices, give
from dashboard.errors import RefusedError
from dashboard.offload import offload
from dashboard.store.web.pairings import PAGE, PairingStore

COOKIE: Final = "grid-pairing"
KEEP_S: Final = 24 * 3600
WALL: Final = "/wall/"
"""The wall's page, also the name of its endpoint."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """What the doors stand on."""

    devices: Devices
    pairings: PairingStore
    auditor: Auditor
    zone: str


def install(server: Flask, it: Pairing) -> None:
    """Puts the doors on the server."""
    doors = Blueprint("pairing", __name__)

    @doors.get(PAGE)
    def page() -> ResponseReturnValue:
        return redirect(WALL) if _may_watch() else render_template("pairing.html", zone=it.zone)

    @doors.get(f"{PAGE}/status")
    def status() -> Response:
        return answer(_status(it))

    @doors.post(f"{PAGE}/code")
    def code() -> Response:
        if not forgery.own_origin(request):
            raise Problem(403, "foreign_origin", "this comes from another site", "open the wall's own page")
        return answer({"state": "in"}) if _may_watch() else _ask(it)

    server.register_blueprint(doors)
    server.after_request(lambda response: _renewed(it, response))


def ask() -> ResponseReturnValue:
    """Sends a wall that nobody knows to its pairing page."""
    return redirect(PAGE)


def _may_watch() -> bool:
    who = current.principal()
    return who is not None and who.may("wall:see")


def _status(it: Pairing) -> dict[str, Any]:
    if _may_watch():
        return {"state": "in"}
    device = it.devices.of(request)
    if device is None or device.revoked_at is None:
        return {"state": "out"}
    return {"state": "revoked", "name": device.name, "at": device.revoked_at, "by": device.revoked_by}


def _ask(it: Pairing) -> Response:
    body = request.get_json(silent=True)
    link = body.get("link") if isinstance(body, dict) else None
    secret = link if isinstance(link, str) else request.cookies.get(COOKIE)
    try:
        found = offload(it.pairings.ask, secret, request.remote_addr or "")
    except RefusedError as error:
        raise Problem(429, "too_many_wait", str(error), "wait a few minutes", {"Retry-After": "60"}) from error
    if isinstance(found, str):
        it.auditor.here("device.paired", found.partition(".")[0], "done")
        response = give(request, answer({"state": "in"}), found)
        response.delete_cookie(COOKIE, path=PAGE)
        return response
    now = time.time_ns() // 1_000_000
    response = answer({"state": "waiting", "code": found.code, "expires": found.expires_at, "now": now})
    response.set_cookie(
        COOKIE,
        found.secret,
        max_age=KEEP_S,
        secure=forgery.secure_cookies(request),
        httponly=True,
        samesite="Lax",
        path=PAGE,
    )
    return response


def _renewed(it: Pairing, response: Response) -> Response:
    return it.devices.renew(request, response) if request.endpoint == WALL and response.status_code == 200 else response
