"""The doors of whistles in the OpenAPI description. PURE."""

from __future__ import annotations

from typing import Any, Final

from dashboard.api.openapi_parts import ONCE, TEXT, ok, parameter, ref, refusals
from dashboard.api.tables import MEDIA
from dashboard.api.whistle_files import MOST_FILES
from dashboard.api.whistles import MOST
from dashboard.domain.payloads import LEVELS
from dashboard.domain.whistle_kinds import STEPS

Json = dict[str, Any]

_COUNT: Final[Json] = {"type": "integer", "minimum": 0}
_RATE: Final[Json] = {"type": ["number", "null"]}
_ID: Final = parameter("id", TEXT | {"minLength": 1}, "The `subject` of its events") | {"in": "path", "required": True}


def whistle_paths() -> Json:
    """By address."""
    found = {"/api/v1/whistles": {"get": _list()}, "/api/v1/whistles/statistics": {"get": _statistics()}}
    for form, media in MEDIA.items():
        found[f"/api/v1/whistles.{form}"] = {"get": _table("The archive", form, media)}
        found[f"/api/v1/whistles/statistics.{form}"] = {"get": _table("The statistics", form, media)}
    number = parameter("n", _COUNT, "One of the list's") | {"in": "path", "required": True}
    return found | {
        "/api/v1/whistles/{id}/files": {"get": _files(), "post": _post_files()},
        "/api/v1/whistles/{id}/files/{n}": {"get": _file(number)},
    }


def _question() -> list[Json]:
    level = {"type": "array", "items": {"type": "string", "enum": list(LEVELS)}}
    many = {"type": "array", "items": TEXT}
    words = [parameter(name, many, "Any of these") for name in ("area", "kind", "department")]
    text = parameter("q", TEXT, "Words in title or number")
    return [*ONCE["from"], *ONCE["to"], *ONCE["as_of"], parameter("level", level, "Any of these"), *words, text]


def _list() -> Json:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": 100}
    return {
        "summary": "Whistles, the newest first; `from` and `to` speak of when they were blown",
        "description": "Takes `whistles:see`; titles are masked without `cases:personal`.",
        "parameters": [*_question(), parameter("limit", limit, "So many at most")],
        "responses": ok("The whistles", ref("Whistles")) | refusals(400, 401, 403, 429, 503),
    }


def _statistics() -> Json:
    return {
        "summary": "Who signed, made contact, turned up and solved in time; ratings; what recurs",
        "description": "Takes `whistles:see`. docs/whistles.md says what counts.",
        "parameters": _question(),
        "responses": ok("In total, by level, area, kind and department", ref("WhistleStatistics"))
        | refusals(400, 401, 403, 429, 503),
    }


def _table(what: str, form: str, media: str) -> Json:
    content = {media: {"schema": {"type": "string"}}}
    return {
        "summary": f"{what} of whistles, as {form}",
        "description": "Takes `whistles:see` and `export`.",
        "parameters": _question(),
        "responses": {"200": {"description": "The file", "content": content}} | refusals(400, 401, 403, 429, 503),
    }


def _files() -> Json:
    return {
        "summary": "The files of a whistle's log",
        "description": "Takes `whistles:see`.",
        "parameters": [_ID],
        "responses": ok("The files", ref("WhistleFiles")) | refusals(401, 403, 404, 429, 503),
    }


def _post_files() -> Json:
    binary = {"type": "string", "contentMediaType": "application/octet-stream"}
    form = {
        "file": {"type": "array", "items": binary, "minItems": 1, "maxItems": MOST_FILES},
        "token": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"},
        "note": TEXT,
    }
    content = {"multipart/form-data": {"schema": {"type": "object", "properties": form, "required": ["file", "token"]}}}
    told = {"200": "Done", "202": "Under way", "409": "The state does not allow it", "422": "Not filled in rightly"}
    body = {"application/json": {"schema": {"anyOf": [ref("Problem"), ref("ActResults")]}}}
    return {
        "summary": "Photos and papers, as a note of the whistle's log",
        "description": "Takes `whistles:act` or `whistles:answer`. The same token acts once.",
        "parameters": [_ID],
        "requestBody": {"required": True, "content": content},
        "responses": {code: {"description": what, "content": body} for code, what in told.items()}
        | refusals(400, 401, 413, 415, 429)
        | {code: {"description": "Not allowed, or not there", "content": body} for code in ("403", "404", "503")},
    }


def _file(number: Json) -> Json:
    content = {"application/octet-stream": {"schema": {"type": "string"}}}
    return {
        "summary": "One file, as a download",
        "description": "Takes `whistles:see` and `cases:personal`.",
        "parameters": [_ID, number],
        "responses": {"200": {"description": "The file", "content": content}} | refusals(401, 403, 404, 429, 503),
    }


def whistle_schemas() -> Json:
    """By name."""
    file = {"n": _COUNT, "name": TEXT, "type": TEXT, "size": _COUNT, "sha256": TEXT}
    step = {"due": _COUNT, "on_time": _COUNT, "rate": _RATE}
    counts = dict.fromkeys(("blown", "closed", "withdrawn", "repeats", "rated"), _COUNT)
    count = _object(**counts, **dict.fromkeys(STEPS, _object(**step)), score=_RATE)
    groups = {f"by_{key}": {"type": "object"} for key in ("level", "area", "kind", "department")}
    whistle = _object(id=TEXT, title=TEXT, level=TEXT, area=TEXT, stage=TEXT, departments={"type": "array"})
    return {
        "Whistles": _object(total=_COUNT, whistles={"type": "array", "items": whistle}),
        "WhistleStatistics": _object(total=count, **groups),
        "WhistleFiles": _object(files={"type": "array", "items": _object(**file)}),
    }


def _object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}
