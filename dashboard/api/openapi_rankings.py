"""The doors of rankings in the OpenAPI description. PURE."""

from __future__ import annotations

from typing import Any, Final, get_args

from dashboard.api.openapi_parts import ONCE, TEXT, parameter, refusals
from dashboard.api.tables import MEDIA
from dashboard.domain.payloads import CLASSES
from dashboard.domain.ranking_periods import Name
from dashboard.views.rankings.asked import TABS
from dashboard.views.rankings.metrics import BY_NAME

Json = dict[str, Any]

_DAY: Final[Json] = {"type": "string", "format": "date"}


def rankings_paths() -> Json:
    """By address."""
    return {f"/api/v1/rankings.{form}": {"get": _table(form, media)} for form, media in MEDIA.items()}


def _table(form: str, media: str) -> Json:
    return {
        "summary": f"A ranking, as .{form}: by a figure, of a named period or of the days from `from` to `to`",
        "description": "Takes `figures:read` and `export`. What is not understood is as if it were not said.",
        "parameters": [
            parameter("by", _one_of(TABS), "Who is ranked"),
            parameter("figure", _one_of(BY_NAME), "The figure that is ranked by"),
            parameter("period", _one_of(get_args(Name)), "A named period"),
            parameter("from", _DAY, "The first day"),
            parameter("to", _DAY, "The last day"),
            parameter("class", _one_of(CLASSES), "Of one class only"),
            parameter("area", TEXT, "Of one area only"),
            *[one | {"name": "at"} for one in ONCE["as_of"]],
        ],
        "responses": {"200": {"description": "The file", "content": {media: {"schema": {"type": "string"}}}}}
        | refusals(400, 401, 403, 429, 503),
    }


def _one_of(names: Any) -> Json:
    return {"type": "string", "enum": list(names)}
