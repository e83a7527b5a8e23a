"""Errors of the machine doors: every one is JSON {"error": {"code", "message", "hint"}} with a fitting status.

It knows the form and the errors that no door has for itself (404, 405, 413, 500); not the doors.
"""

from typing import Any

import orjson
import structlog
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from dashboard.errors import GridError, UsageError

log = structlog.get_logger(__name__)

MACHINE_PATHS = ("/api/", "/healthz", "/readyz", "/metrics")


class Problem(Exception):
    """Ends a request: `code` is for programs and never changes, `message` says what is wrong, `hint` what to do."""

    def __init__(self, status: int, code: str, message: str, hint: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint
        self.headers = headers or {}


def answer(body: Any, status: int = 200) -> Response:
    """`body` as a JSON response that no cache keeps."""
    response = Response(orjson.dumps(body) + b"\n", status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def install(server: Flask) -> None:
    """Registers the error handlers; errors of screens stay Flask's."""
    server.register_error_handler(Problem, _problem)
    server.register_error_handler(HTTPException, _http)
    server.register_error_handler(GridError, _grid)
    server.register_error_handler(SQLAlchemyError, _store)
    server.register_error_handler(Exception, _unexpected)


def _problem(problem: Problem) -> ResponseReturnValue:
    body = {"error": {"code": problem.code, "message": problem.message, "hint": problem.hint}}
    response = answer(body, problem.status)
    response.headers.update(problem.headers)
    return response


_HINTS = {
    404: ("not_found", "docs/api.md lists the addresses"),
    405: ("method_not_allowed", "docs/api.md says which method each address takes"),
}


def _http(error: HTTPException) -> ResponseReturnValue:
    if not request.path.startswith(MACHINE_PATHS):
        return error.get_response()
    status = error.code or 500
    code, hint = _HINTS.get(status, ("bad_request" if status < 500 else "server_error", "see docs/api.md"))
    return _problem(Problem(status, code, error.description or error.name, hint))


def _grid(error: GridError) -> ResponseReturnValue:
    """The project's own errors: a question that cannot be understood, or a part that cannot answer now."""
    if isinstance(error, UsageError):
        return _problem(Problem(400, "bad_request", str(error), "see docs/api.md"))
    return _away(error)


def _store(error: SQLAlchemyError) -> ResponseReturnValue:
    return _away(error)


def _away(error: Exception) -> ResponseReturnValue:
    log.warning("request.part_away", path=request.path, error=str(error))
    return _problem(
        Problem(503, "unavailable", "a part that this needs does not answer", "see /readyz", {"Retry-After": "2"})
    )


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("request.failed", path=request.path, method=request.method, exc_info=error)
    if not request.path.startswith(MACHINE_PATHS):
        return "Internal Server Error", 500
    return _problem(Problem(500, "server_error", "the request failed here", "the server's log says why; try again"))
