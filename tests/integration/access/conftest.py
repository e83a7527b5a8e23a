"""One running system for all tests of who may pass its doors."""

from collections.abc import Iterator

import pytest

from tests.integration.access.town import Town, running_town


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """The running system, with people and keys of every kind."""
    with running_town() as made:
        yield made
