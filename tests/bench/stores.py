"""The databases and the Redis server that measurements run on: as durable as in service, thrown away afterwards."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import redis
import sqlalchemy as sa

from dashboard import reference
from dashboard.domain.rules import ReferenceRules
from dashboard.store.engine import open_engine
from dashboard.store.ledger import Ledger
from streams.projector import Projector
from tests.fixtures.servers import fresh_database, running_postgres, running_valkey, temporary_directory

SHARDS = 16
REFERENCE = reference.load()

Database = Callable[[ExitStack], str]
"""Makes an empty database within a context; its URL."""


@contextmanager
def databases() -> Iterator[dict[str, Database]]:
    """Name → maker, SQLite and PostgreSQL, both syncing every commit to the disk."""
    with running_postgres("-c", "shared_buffers=1GB", "-c", "max_wal_size=8GB") as socket_dir:
        yield {
            "SQLite": _sqlite,
            "PostgreSQL": lambda stack: stack.enter_context(fresh_database(socket_dir, "bench")),
        }


def _sqlite(stack: ExitStack) -> str:
    folder: Path = stack.enter_context(temporary_directory())
    return f"sqlite:///{folder / 'grid.sqlite3'}"


@contextmanager
def opened(make: Database) -> Iterator[sa.Engine]:
    """An engine on a fresh database with our schema."""
    with ExitStack() as stack:
        engine = open_engine(make(stack))
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def server() -> Iterator[redis.Redis]:
    """A client of an empty Valkey without a file, as fast as it can be: the bare loops are not slowed down by it."""
    with running_valkey() as socket, redis.Redis(unix_socket_path=str(socket), protocol=2) as client:
        yield client


class Applying:
    """The real projector on real streams, without frames and panels."""

    def __init__(self, client: redis.Redis, engine: sa.Engine) -> None:
        # As the projector's process has it (`streams.project`).
        gc.set_threshold(1_000_000, 10, 100)
        self._projector = Projector(client, engine, Ledger(engine, ReferenceRules(REFERENCE)), SHARDS)

    def apply(self, entries: int) -> float:
        """Applies so many waiting entries; seconds."""
        started, left = time.perf_counter(), entries
        while left > 0:
            step = self._projector.step(1_000)
            if step.applied and step.applied.dead:
                raise RuntimeError("made-up events must not be dead letters")
            left -= step.read
        return time.perf_counter() - started
