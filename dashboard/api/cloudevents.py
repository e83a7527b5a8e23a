"""The CloudEvents HTTP binding: a request's body and headers become a list of events, or a Problem says why not.

It knows structured mode (one event), batched mode and binary mode (attributes as `ce-` headers), and the limits of
size. What a valid event is, is decided by the codec; anything that is JSON passes here.
"""

from typing import Any
from urllib.parse import unquote

import orjson
from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.api.problems import Problem

MOST_BYTES = 4 * 1024 * 1024
MOST_EVENTS = 2_000
DRAIN_BYTES = 16 * 1024 * 1024

ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
PLAIN = "application/json"


def events_of(request: Request) -> list[Any]:
    """The events in the request, in order; each should be a dict, but may be any JSON. Raises Problem."""
    body = _body(request)
    media = request.mimetype
    if media == PLAIN and "ce-specversion" in request.headers:
        return [_binary(request, body)]
    if media not in (ONE, BATCH, PLAIN):
        raise Problem(
            415,
            "unsupported_media_type",
            f"the body is {media or 'of no type'}",
            f"send {ONE}, {BATCH} or {PLAIN} (an event or a list of events)",
        )
    found = _json(body)
    if media == ONE or (media == PLAIN and not isinstance(found, list)):
        return [found]
    if not isinstance(found, list):
        raise Problem(400, "not_a_list", f"the body of {BATCH} is not a list", f"send one event as {ONE}")
    if len(found) > MOST_EVENTS:
        raise Problem(
            413, "too_many_events", f"{len(found)} events in one request", f"send at most {MOST_EVENTS} at a time"
        )
    return found


def _body(request: Request) -> bytes:
    # One more than is taken: a chunked body does not say its length, and is cut there without a word.
    request.max_content_length = MOST_BYTES + 1
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise _too_large(request) from error
    if len(body) > MOST_BYTES:
        raise _too_large(request)
    return body


def _too_large(request: Request) -> Problem:
    _drain(request)
    return Problem(413, "body_too_large", f"the body has more than {MOST_BYTES} bytes", "send fewer events at a time")


def _drain(request: Request) -> None:
    """Reads on for a while: who is still sending when the connection closes never sees the answer."""
    rest = request.environ["wsgi.input"]
    for _ in range(DRAIN_BYTES // 65536):
        if not rest.read(65536):
            return


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem(
            400, "not_json", f"the body is not JSON: {error}", "send UTF-8 JSON as RFC 8259 has it"
        ) from error


def _binary(request: Request, body: bytes) -> dict[str, Any]:
    """Binary mode: every `ce-` header is an attribute, percent-encoded; the body is `data`."""
    attributes: dict[str, Any] = {
        name[3:].lower(): unquote(value) for name, value in request.headers.items() if name.lower().startswith("ce-")
    }
    return {**attributes, "datacontenttype": PLAIN, "data": _json(body)}
