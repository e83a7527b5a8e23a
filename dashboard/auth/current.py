"""Who asks, in the request (or socket event) at hand. For doors and callbacks; who it is, the gate finds out."""

from typing import TYPE_CHECKING

from flask import current_app, g, request

from dashboard.api.problems import Problem
from dashboard.auth.who import Principal, Right

if TYPE_CHECKING:
    from dashboard.auth.gate import Gate

GATE = "grid_gate"


def gate() -> "Gate":
    """The server's gate."""
    found: Gate = current_app.extensions[GATE]
    return found


def principal() -> Principal | None:
    """Who asks; None = nobody we know. Raises Problem 401 when he shows a key that is not good."""
    if "principal" not in g:
        g.principal = gate().find(request)
    who: Principal | None = g.principal
    return who


def known() -> Principal:
    """Who asks; raises Problem 401 where that is nobody we know."""
    who = principal()
    if who is None:
        raise unknown()
    return who


def require(right: Right) -> Principal:
    """Who asks, if he has this right; else raises Problem 401 or 403. His scope is for the caller to keep to."""
    who = known()
    if not who.may(right):
        raise not_allowed(right)
    return who


def unknown() -> Problem:
    """401: it takes to be known."""
    return Problem(
        401,
        "key_required",
        "this needs an API key, or somebody who has signed in",
        "send 'Authorization: Bearer KEY' or 'X-API-Key: KEY' (the first one is in the data directory's file api-key), "
        "or sign in at /sign-in",
        {"WWW-Authenticate": 'Bearer realm="Grid Command"'},
    )


def not_allowed(right: str) -> Problem:
    """403: known, but not for this."""
    return Problem(403, "not_allowed", f"this takes the right {right!r}", "docs/access.md says who has which right")
