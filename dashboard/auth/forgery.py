"""Requests that another site's page makes a browser send: refused by where they come from and by a token.

A browser says in `Origin` which site a request comes from, and only our own pages can read the token, which belongs to
the session. Dash sends it by itself: it copies the cookie `_csrf_token` into the header `X-CSRFToken`.
"""

from typing import Final
from urllib.parse import urlsplit

from flask import Request, Response, current_app, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from dashboard.api.problems import Problem

COOKIE: Final = "_csrf_token"
HEADER: Final = "X-CSRFToken"


def refuse(asked: Request) -> None:
    """Raises Problem 403 unless the request comes from one of our own pages."""
    if not own_origin(asked):
        raise Problem(403, "foreign_origin", "this comes from another site", "use our own pages, or an API key")
    try:
        validate_csrf(asked.headers.get(HEADER) or asked.form.get("csrf_token"))
    except ValidationError as error:
        raise Problem(403, "bad_token", str(error), "load the page anew") from error


def own_origin(asked: Request) -> bool:
    """Does the request come from a page of ours, as far as its browser says?"""
    origin = asked.headers.get("Origin")
    if origin is None:
        return asked.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    public = current_app.config.get("GRID_PUBLIC_URL")
    hosts = {asked.host, urlsplit(public).netloc if public else asked.host}
    return urlsplit(origin).netloc in hosts


def give_token(response: Response) -> Response:
    """Puts the session's token beside a desk's page, where the page's own script can read it."""
    of_desk = (request.endpoint or "").startswith(("desk_", "/desk/"))
    if of_desk and response.mimetype == "text/html" and response.status_code == 200:
        secure = secure_cookies(request)
        response.set_cookie(COOKIE, generate_csrf(), secure=secure, samesite="Lax", httponly=False, path="/")
    return response


def secure_cookies(asked: Request) -> bool:
    """Shall cookies travel encrypted only?"""
    public: str | None = current_app.config.get("GRID_PUBLIC_URL")
    return asked.is_secure or (public is not None and public.startswith("https:"))
