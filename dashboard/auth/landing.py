"""Where somebody goes: after signing in, from the root, and on his way to the sign-in page."""

import time
from typing import Final
from urllib.parse import urlencode, urlsplit

from flask import Request, current_app

from dashboard.auth.who import Principal, Right, Role

_HOMES: Final[dict[Role, tuple[str, ...]]] = {
    "viewer": ("rankings",),
    "officer": ("duty",),
    "department": ("whistles", "cases"),
    "analyst": ("bulletin", "rankings"),
    "admin": ("admin",),
}
_WALL: Final[Right] = "wall:see"


def home(who: Principal) -> str:
    """The first page of his role that this server has; else the wall, else his account."""
    names = _HOMES[who.role] if who.role is not None and who.kind == "user" else ()
    for name in names:
        if f"desk_{name}" in current_app.view_functions:
            return f"/{name}"
    return "/wall" if who.may(_WALL) else "/account"


def after_sign_in(who: Principal, wanted: str) -> str:
    """The page that somebody wanted before he was sent to sign in, if it is one of ours."""
    return wanted if is_own_path(wanted) else home(who)


def is_own_path(text: str) -> bool:
    """Is it a path on this server, and not an address elsewhere that looks like one?"""
    parts = urlsplit(text)
    plain = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return plain and not parts.scheme and not parts.netloc


def sign_in_address(asked: Request) -> str:
    """The sign-in page with the way back."""
    path = asked.full_path.rstrip("?")
    return "/sign-in" if path == "/" else f"/sign-in?{urlencode({'next': path})}"


def real_s() -> int:
    """The machine's clock, seconds."""
    return int(time.time())
