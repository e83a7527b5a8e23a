"""A city whose clock is stepped by hand, with a store of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.stepped_city import City


@pytest.fixture
def city(valkey: redis.Redis, tmp_path: Path) -> Iterator[City]:
    """An empty city on SQLite."""
    made = City(valkey, f"sqlite:///{tmp_path / 'grid.sqlite3'}", f"sqlite:///{tmp_path / 'web.sqlite3'}")
    yield made
    made.close()
