"""What every answer tells the browser: load nothing from elsewhere, run no script that is not ours, be in no frame."""

from collections.abc import Callable, Sequence
from typing import Final

from flask import Flask, Response, request

from dashboard.auth import forgery

_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS: Final = "max-age=31536000"


def policy(script_hashes: Sequence[str]) -> str:
    """The Content-Security-Policy. `script_hashes` are those of Dash's own inline scripts (`app.csp_hashes()`)."""
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *sorted(set(script_hashes))],
        # React, Plotly and AG Grid set styles from scripts, by elements whose text is not known beforehand.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


def install(server: Flask, script_hashes: Sequence[str]) -> None:
    """Sets the headers on every answer; nothing that takes a right is kept by caches on the way."""
    server.after_request(_setter(policy(script_hashes)))


def _setter(csp: str) -> Callable[[Response], Response]:
    def put(response: Response) -> Response:
        response.headers.update(_FIXED)
        response.headers["Content-Security-Policy"] = csp
        if forgery.secure_cookies(request):
            response.headers["Strict-Transport-Security"] = HSTS
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return put
