"""A store on SQLite and on PostgreSQL, empty at the start of each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store_kit import Store


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A fresh store; the test runs once on each database."""
    opened = Store(database_url)
    yield opened
    opened.close()
