"""Opens the web's own database, apart from the case tables that only the projector writes, and brings it up to date.

Users, devices, keys, audit and edits of reference data live in it, one module each beside this one. All calls are SQL
and block: from a web worker call them through `dashboard.offload`.
"""

import sqlite3
import time
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from dashboard.errors import StoreError
from dashboard.store.web.tables import VERSION_TABLE

_MIGRATIONS = Path(__file__).with_name("migrations")
_UPGRADE_LOCK = 6_917_529
LOCKED_S = 10.0
"""So long a file that others have locked is waited for."""


def open_web_engine(url: str) -> sa.Engine:
    """Opens the database at `url` (SQLAlchemy's), creating or upgrading its tables. Raises StoreError."""
    # Errors name the statement, not its values: those are people's.
    engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    try:
        if engine.dialect.name == "sqlite" and engine.url.database:
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        upgrade(engine)
    except (SQLAlchemyError, OSError) as error:
        engine.dispose()
        name = engine.url.render_as_string(hide_password=True)
        raise StoreError(f"the web's store {name} cannot be opened: {error}; check GRID_WEB_DATABASE_URL") from error
    return engine


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Brings the tables to a revision; does nothing where they are there already."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_table", VERSION_TABLE)
    with engine.begin() as connection:
        # Two processes may open a new store at the same moment: one migrates, the other waits here.
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, revision)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout = 10000")
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")


def _write_ahead(connection: Any) -> None:
    """Turns a new file's log on. While another process does the same, SQLite refuses at once, whatever its timeout."""
    until = time.monotonic() + LOCKED_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
