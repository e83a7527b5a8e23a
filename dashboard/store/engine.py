"""Opens the store: SQLite (WAL, FULL) or PostgreSQL by URL, brought to the newest schema by Alembic."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import SQLAlchemyError

from dashboard.errors import StoreError

# Its two lines a start say nothing that the schema's revision does not.
logging.getLogger("alembic").setLevel(logging.WARNING)

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA cache_size = -65536",
    "PRAGMA mmap_size = 1073741824",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA wal_autocheckpoint = 16000",
)
WRITING = {"begin": "BEGIN IMMEDIATE"}
"""Execution options of a connection that will write: SQLite takes the write lock at once instead of failing later."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_engine(url: str, *, migrate: bool = True) -> sa.Engine:
    """An engine on the store at `url`, its schema the newest. StoreError says what to do if it cannot be opened."""
    try:
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        # Errors name the statement, not its values: those are people's.
        engine = sa.create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
        if engine.dialect.name == "sqlite":
            engine.dialect.statement_compiler = _Hinting
            sa.event.listen(engine, "connect", _prepare_sqlite)
            sa.event.listen(engine, "begin", _begin)
        if migrate:
            upgrade(engine)
    except (SQLAlchemyError, OSError) as error:
        shown = sa.make_url(url).render_as_string(hide_password=True)
        raise StoreError(f"The store at {shown} cannot be opened: {error}. Check GRID_DATABASE_URL.") from error
    return engine


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Brings the schema to a revision; does nothing where it is there already."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.connect().execution_options(**WRITING) as connection, connection.begin():
        # Parts start at the same moment: one migrates, the others wait (SQLite waits at BEGIN IMMEDIATE).
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7203948)"))
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, revision)


class _Hinting(SQLiteCompiler):
    """Writes `INDEXED BY` where a statement says so: SQLAlchemy leaves out hints for SQLite without a word."""

    def get_from_hint_text(self, _table: Any, text: str | None) -> str | None:
        return text


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling is off, so that BEGIN is ours and DDL is transactional.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
