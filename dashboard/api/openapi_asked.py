"""The doors of asked numbers in the OpenAPI description. PURE."""

from __future__ import annotations

from typing import Any, Final

from dashboard.api.asked import MOST, USUAL
from dashboard.api.openapi_parts import FILTER_PARAMETERS, ONCE, TEXT, ok, parameter, ref, refusals
from dashboard.api.tables import MEDIA
from dashboard.domain.definitions import DEFINITIONS

Json = dict[str, Any]

_NUMBER: Final[Json] = {"type": ["number", "null"]}
_TOLD: Final[Json] = {"figure": TEXT, "name": TEXT, "value": _NUMBER, "printed": TEXT, "of": TEXT}
_PLAIN: Final = [one.pattern for one in DEFINITIONS if "{" not in one.pattern]


def asked_paths() -> Json:
    """By address."""
    files = {f"/api/v1/asked.{form}": {"get": _file(form, media)} for form, media in MEDIA.items()}
    return {"/api/v1/asked": {"get": _get()}, **files}


def _question() -> list[Json]:
    path = TEXT | {"minLength": 1, "examples": _PLAIN}
    return [
        parameter("figure", path, "A path of the figures' JSON (docs/ask.md)") | {"required": True},
        parameter("part", TEXT, "Whose rows: one of `parts` of the answer"),
        *ONCE["from"],
        *ONCE["to"],
        *ONCE["as_of"],
        *FILTER_PARAMETERS,
        parameter("lang", {"type": "string", "enum": ["zh", "en"]}, "In which language"),
    ]


def _get() -> Json:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    paging = [parameter("limit", limit, "Rows a page"), parameter("cursor", TEXT, "`next` of the page before")]
    return {
        "summary": "A number: its definition, its formula with numbers, and the rows behind it",
        "description": "Takes `figures:read` or `wall:see`; rows take a right to what they are, else `cases: null`.",
        "parameters": [*_question(), *paging],
        "responses": ok("The number, asked", ref("Asked")) | refusals(400, 401, 403, 429, 503),
    }


def _file(form: str, media: str) -> Json:
    content = {media: {"schema": {"type": "string"}}}
    return {
        "summary": f"All rows behind a number, as {form}",
        "description": "Takes `export` and the right to what the rows are.",
        "parameters": _question(),
        "responses": {"200": {"description": "The file", "content": content}} | refusals(400, 401, 403, 429, 503),
    }


def asked_schemas() -> Json:
    """By name."""
    number = {"type": "object", "properties": _TOLD, "required": list(_TOLD)}
    page = {
        "figure": TEXT,
        "of": TEXT,
        "count": {"type": "integer", "minimum": 0},
        "sum": {"type": "number"},
        "text": TEXT,
        "rows": {"type": "array", "items": {"type": "object"}},
        "next": {"type": ["string", "null"]},
    }
    formula = {"text": TEXT, "terms": {"type": "array", "items": number}}
    asked = _TOLD | {
        "definition": TEXT,
        "formula": {"type": ["object", "null"], "properties": formula, "required": list(formula)},
        "period": {"type": "object"},
        "parts": {"type": "array", "items": number},
        "cases": {"type": ["object", "null"], "properties": page, "required": list(page)},
    }
    return {"Asked": {"type": "object", "properties": asked, "required": list(asked)}}
