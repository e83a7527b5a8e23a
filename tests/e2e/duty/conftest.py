"""One running system with two officers for all tests of the duty desk."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.duty.desk import Desk, Desks, running_desks


@pytest.fixture(scope="package")
def desks() -> Iterator[Desks]:
    """The system, its clock standing at ten in the morning."""
    with running_desks() as running:
        yield running


@pytest.fixture
def desk(desks: Desks, new_page: Callable[[int, int], Page]) -> Desk:
    """王芳's desk."""
    return Desk(new_page(1920, 1080), desks).sign_in("wang")
