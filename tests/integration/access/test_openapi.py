"""The published OpenAPI: it names every machine door, and whatever is made of its schemas is answered as it says.

Against the running program: never a 5xx, never an answer of another form than published, never data without a right.
"""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
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
from dashboard.auth.passwords import hashed
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.users import UserStore
from tests import builders as b
from tests.integration.pipeline.system import System, awaited

KEY: Final = "a-key-for-the-fuzz"
PASSWORD: Final = "a long word of the administrator 7"
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
def url() -> Iterator[str]:
    """The whole program, with one case in it."""
    with tempfile.TemporaryDirectory(prefix="grid-") as folder:
        system = System(Path(folder) / "data", GRID_API_KEY=KEY, GRID_LOG_LEVEL="error")
        users = UserStore(open_web_engine(system.settings.web_database_url))
        boss = users.add("boss", "admin", None)
        users.set_password(boss.id, hashed(PASSWORD), must_change=False)
        with system.running() as _:
            port = system.folder / "web.port"
            awaited(port.exists, "the web listens")
            base = f"http://127.0.0.1:{port.read_text().strip()}"
            awaited(lambda: answers(f"{base}/healthz"), "the web answers")
            life = b.a_life("c-1", "2024-11-14T09:00")
            sent = requests.post(f"{base}/api/v1/events", json=life, headers={"X-API-Key": KEY}, timeout=10)
            assert sent.status_code == 202
            system.await_applied()
            yield base


def answers(url: str) -> bool:
    """Is somebody there?"""
    try:
        return requests.get(url, timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="module")
def schema(url: str) -> Any:
    """The description as the running program publishes it."""
    return schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json")


@pytest.fixture(scope="module")
def boss(url: str) -> Iterator[requests.Session]:
    """An administrator who has signed in: he may do all but write events."""
    with requests.Session() as session:
        page = session.get(f"{url}/sign-in", timeout=10).text
        (token,) = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        form = {"name": "boss", "password": PASSWORD, "csrf_token": token}
        assert session.post(f"{url}/sign-in", data=form, timeout=10).status_code == 200
        session.get(f"{url}/admin", timeout=10)
        session.headers["X-CSRFToken"] = session.cookies["_csrf_token"]
        yield session


def fuzz(schema: Any, url: str, method: str, path: str, mode: GenerationMode, session: requests.Session) -> set[int]:
    """The statuses of the answers to requests made of an operation's schema, each held against it."""
    operation = schema[path][method]
    statuses: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        for name in ("Authorization", "X-API-Key"):  # made up, too, and then a key that is not known
            case.headers.pop(name, None)
        answer = case.call(base_url=url, session=session)
        case.validate_response(answer, checks=CHECKS)
        statuses.add(answer.status_code)

    ask()
    return statuses


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_fits_the_schema_is_answered_as_published(
    schema: Any, url: str, boss: requests.Session, method: str, path: str
) -> None:
    """Whatever the status: it is one of those published, in its form, and none is a 5xx."""
    with as_key() if path == "/api/v1/events" else contextlib.nullcontext(boss) as session:
        statuses = fuzz(schema, url, method, path, GenerationMode.POSITIVE, session)
    assert not statuses & {401, 403}


@pytest.mark.parametrize(("method", "path"), ASKING)
def test_so_is_what_does_not(schema: Any, url: str, boss: requests.Session, method: str, path: str) -> None:
    """Too long, of another type, twice, missing."""
    with as_key() if path == "/api/v1/events" else contextlib.nullcontext(boss) as session:
        fuzz(schema, url, method, path, GenerationMode.NEGATIVE, session)


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_nobody_gets_anything(schema: Any, url: str, method: str, path: str) -> None:
    """Through a proxy and without a key: 401 whatever is asked, and nothing said."""
    with requests.Session() as session:
        session.headers["X-Forwarded-For"] = "203.0.113.9"
        assert fuzz(schema, url, method, path, GenerationMode.POSITIVE, session) == {401}


def as_key() -> requests.Session:
    """Somebody with the key of the settings."""
    session = requests.Session()
    session.headers["X-API-Key"] = KEY
    return session


def test_every_machine_door_is_described() -> None:
    """As many operations as the table has endpoints of machine doors."""
    assert len(OPERATIONS) == len([endpoint for endpoint in ROUTES if endpoint.startswith("api_")])
