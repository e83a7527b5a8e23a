"""One running system for all tests of who may pass its doors."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.fixtures.browser import Complaints
from tests.integration.access.desk import sign_in
from tests.integration.access.town import Town, running_town


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """The running system, with people and keys of every kind."""
    with running_town() as made:
        yield made


@pytest.fixture(scope="module")
def desk(chromium: Browser, town: Town) -> Iterator[Page]:
    """A window in which the administrator is signed in; whatever it complains of fails the module."""
    complaints = Complaints()
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    page = context.new_page()
    complaints.watch(page)
    page.set_default_timeout(15_000)
    sign_in(page, town, "admin")
    yield page
    context.close()
    assert complaints == Complaints()
