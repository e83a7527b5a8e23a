"""One running system for a module's tests: starting one takes seconds."""

from collections.abc import Iterator

import pytest

from tests.e2e.city import City, running_city


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """A whole system, `app.py run`, with an empty store at first."""
    with running_city() as running:
        yield running
