"""The published OpenAPI: it names every machine door, and whatever is made of its schemas is answered as it says.

Against the running program: never a 5xx, never an answer of another form than published, never data without a right.
"""

from typing import Any, Final

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dashboard.api.openapi import document
from dashboard.auth.doors import ROUTES
from tests.integration.access.town import Town

EXAMPLES: Final = 15
CHECKS: Final = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
OPEN: Final = ("/healthz", "/readyz", "/api/v1/openapi.json")
PATHS: Final = document()["paths"]
OPERATIONS: Final = [(method, path) for path, item in PATHS.items() for method in item]
ASKING: Final = [(m, p) for m, p in OPERATIONS if {"parameters", "requestBody"} & PATHS[p][m].keys()]
"""What can be asked wrongly."""
CLOSED: Final = [(m, p) for m, p in OPERATIONS if p not in OPEN]


@pytest.fixture(scope="module")
def schema(town: Town) -> Any:
    """The description as the running program publishes it."""
    return schemathesis.openapi.from_url(f"{town.base}/api/v1/openapi.json")


def asker(town: Town, path: str) -> requests.Session:
    """Who may use a door: an administrator, who may do all but write events, or a key for that."""
    client = town.who["gateway" if path == "/api/v1/events" else "admin"]
    client.http.headers["X-CSRFToken"] = client.http.cookies.get("_csrf_token") or ""
    return client.http


def fuzz(schema: Any, operation: tuple[str, str], mode: GenerationMode, session: requests.Session) -> set[int]:
    """The statuses of the answers to requests made of an operation's schema, each held against it."""
    method, path = operation
    statuses: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        for name in ("Authorization", "X-API-Key"):  # made up, too, and then a key that is not known
            case.headers.pop(name, None)
        answer = case.call(session=session)
        case.validate_response(answer, checks=CHECKS)
        statuses.add(answer.status_code)

    ask()
    return statuses


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_what_fits_the_schema_is_answered_as_published(schema: Any, town: Town, operation: tuple[str, str]) -> None:
    """Whatever the status: it is one of those published, in its form, and none is a 5xx."""
    statuses = fuzz(schema, operation, GenerationMode.POSITIVE, asker(town, operation[1]))
    assert 401 not in statuses


@pytest.mark.parametrize("operation", ASKING, ids=" ".join)
def test_so_is_what_does_not(schema: Any, town: Town, operation: tuple[str, str]) -> None:
    """Too long, of another type, twice, missing."""
    fuzz(schema, operation, GenerationMode.NEGATIVE, asker(town, operation[1]))


@pytest.mark.parametrize("operation", CLOSED, ids=" ".join)
def test_nobody_gets_anything(schema: Any, town: Town, operation: tuple[str, str]) -> None:
    """401 whatever is asked, and nothing said."""
    assert fuzz(schema, operation, GenerationMode.POSITIVE, town.who["stranger"].http) == {401}


def test_every_machine_door_is_described() -> None:
    """As many operations as the table has endpoints of machine doors."""
    assert len(OPERATIONS) == len([endpoint for endpoint in ROUTES if endpoint.startswith("api_")])
