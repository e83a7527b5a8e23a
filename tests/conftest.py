"""What every test may ask for: real servers, a real browser, a clock that it sets itself.

Also forbids the network to `tests/unit`, and gives Hypothesis its profiles.
"""

import os
import socket
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from tests.builders import ms
from tests.fakes import SettableClock
from tests.fixtures.browser import chromium, new_page, page, page_complaints, playwright_driver
from tests.fixtures.servers import (
    database_url,
    postgres_socket_dir,
    postgres_url,
    valkey,
    valkey_socket,
    valkey_url,
)

__all__ = [
    "chromium",
    "database_url",
    "new_page",
    "page",
    "page_complaints",
    "playwright_driver",
    "postgres_socket_dir",
    "postgres_url",
    "valkey",
    "valkey_socket",
    "valkey_url",
]

# No deadline: two cores shared with servers and a browser make single examples slow without meaning anything.
settings.register_profile("test", deadline=None, max_examples=60, print_blob=True)
settings.register_profile("soak", deadline=None, max_examples=5_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

UNIT = Path(__file__).parent / "unit"
LONGEST = ("test_november.py", "test_kill.py", "test_live_wall.py")
"""They begin first: two processes share the files out as they come, and none should wait for the other at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first; the others keep their order."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture
def clock() -> SettableClock:
    """A machine's clock that stands at 10:00 on a working day, 14 November 2024, until the test moves it."""
    return SettableClock(ms("2024-11-14T10:00"))


@pytest.fixture(autouse=True)
def _unit_tests_stay_off_the_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if UNIT in request.path.parents:

        def refuse(*_args: object) -> NoReturn:
            raise AssertionError("a unit test opened a connection; a test that needs a server belongs in integration/")

        monkeypatch.setattr(socket.socket, "connect", refuse)
