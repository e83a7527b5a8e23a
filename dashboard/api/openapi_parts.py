"""What several doors of the OpenAPI description share: parameters, refusals, keys, schemas of our own types. PURE."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from dashboard.domain.figures import FILTERS
from dashboard.domain.instants import Instant
from dashboard.domain.payloads import MAX_WEIGHT, Weight

Json = dict[str, Any]

TEXT: Final[Json] = {"type": "string"}

SECURITY: Final[Json] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key"},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key"},
}

_REFUSALS: Final = {
    400: "The question cannot be understood",
    401: "Takes an API key, or somebody who has signed in",
    403: "Known, but not for this, or not for this part of the city",
    404: "There is no such thing, or not for who asks",
    413: "Too large",
    415: "Another type of content",
    429: "Too often; `Retry-After` says when",
    503: "A part that this needs does not answer; `Retry-After` says when to try again",
}
ANSWERS: Final[Json] = {
    f"E{status}": {
        "description": what,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, what in _REFUSALS.items()
}


def ref(name: str) -> Json:
    """A schema by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def ok(what: str, schema: Json) -> Json:
    """The answer 200 with JSON."""
    return {"200": {"description": what, "content": {"application/json": {"schema": schema}}}}


def refusals(*statuses: int) -> Json:
    """The answers of these statuses: a Problem each."""
    return {str(status): {"$ref": f"#/components/responses/E{status}"} for status in statuses}


def parameter(name: str, schema: Json, what: str) -> Json:
    """A parameter of the query; lists are written with commas."""
    return {"name": name, "in": "query", "description": what, "schema": schema, "style": "form", "explode": False}


_BOUND: Final[Json] = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
ONCE: Final[dict[str, list[Json]]] = {
    "from": [parameter("from", _BOUND, "Beginning of the period, a day or a moment with an offset")],
    "to": [parameter("to", _BOUND, "Its end, excluded")],
    "as_of": [parameter("as_of", _BOUND, "As things stood then")],
}
FILTER_PARAMETERS: Final = [
    parameter(name, {"type": "array", "items": {"type": "string"}}, "Any of these") for name in FILTERS
]


def components(*types: Any) -> Json:
    """The schemas of our structs, by name, as msgspec reads them."""
    _, found = msgspec.json.schema_components(types, schema_hook=_custom, ref_template="#/components/schemas/{name}")
    return {name: _portable(schema) for name, schema in found.items()}


def _custom(kind: type) -> Json:
    if kind is Instant:
        return {"type": "string", "format": "date-time"}
    if kind is Weight:
        return {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_WEIGHT}
    raise NotImplementedError(kind)


def _portable(schema: Any) -> Any:
    """Patterns as ECMAScript has them, where `$` is the end and nothing else."""
    if isinstance(schema, dict):
        return {
            name: value.replace("\\Z", "$") if name == "pattern" else _portable(value) for name, value in schema.items()
        }
    return [_portable(one) for one in schema] if isinstance(schema, list) else schema
