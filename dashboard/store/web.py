"""The web's own small store: API keys; users, devices and audit will live here too.

It knows how keys are made, kept (hashed) and recognised, and how its database is opened and brought up to date; not
what a key allows. All calls are SQL and block: from a web worker call them through `dashboard.offload`.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from dashboard.errors import RefusedError, StoreError
from dashboard.store.web_tables import VERSION_TABLE, api_keys

PREFIX = "grid"
FIRST_KEY = "first"
USED_EVERY_MS = 60_000
"""`last_used_at` is written at most this often per key: a busy producer must not write the store at every call."""

_MIGRATIONS = Path(__file__).with_name("web_migrations")
_UPGRADE_LOCK = 6_917_529


def open_web_store(url: str) -> "WebStore":
    """Opens the store at `url` (SQLAlchemy's), creating or upgrading its tables. Raises StoreError."""
    engine = sa.create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    try:
        if engine.dialect.name == "sqlite" and engine.url.database:
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        _upgrade(engine)
    except (SQLAlchemyError, OSError) as error:
        engine.dispose()
        name = engine.url.render_as_string(hide_password=True)
        raise StoreError(f"the web's store {name} cannot be opened: {error}; check GRID_WEB_DATABASE_URL") from error
    return WebStore(engine)


class WebStore:
    """API keys by name."""

    def __init__(self, engine: sa.Engine, real_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self._engine = engine
        self._real_ms = real_ms

    def add_key(self, name: str) -> str:
        """Makes a key and returns it; only its hash is kept. Raises RefusedError if the name is taken."""
        public = secrets.token_hex(4)
        key = f"{PREFIX}_{public}_{secrets.token_urlsafe(32)}"
        row = {"id": public, "name": name, "hash": _hash(key), "created_at": self._real_ms()}
        try:
            with self._engine.begin() as connection:
                connection.execute(api_keys.insert().values(row))
        except sa.exc.IntegrityError as error:
            raise RefusedError(f"there is an API key named {name!r} already; choose another name") from error
        return key

    def remove_key(self, name: str) -> bool:
        """Forgets a key; False if there is none of that name."""
        with self._engine.begin() as connection:
            return connection.execute(api_keys.delete().where(api_keys.c.name == name)).rowcount > 0

    def recognise(self, key: str) -> str | None:
        """The name of the key, or None if it is not known. Notes that it was used."""
        public = key.split("_")[1] if key.count("_") >= 2 else ""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(api_keys).where(api_keys.c.id == public)).one_or_none()
        # Compared also when there is no row, so that the time taken tells nothing about which keys exist.
        same = hmac.compare_digest(_hash(key), row.hash if row is not None else "")
        if row is None or not same:
            return None
        self._note_use(row)
        return str(row.name)

    def first_key(self, path: Path) -> str | None:
        """Makes the first key, if there is none yet, and keeps it in `path` (readable by the owner only) for tools."""
        with self._engine.connect() as connection:
            if connection.execute(sa.select(sa.func.count()).select_from(api_keys)).scalar_one():
                return None
        key = self.add_key(FIRST_KEY)
        _write_private(path, key + "\n")
        return key

    def ping(self) -> None:
        """Asks the database something trivial. Raises what SQLAlchemy raises."""
        with self._engine.connect() as connection:
            connection.execute(sa.select(1))

    def close(self) -> None:
        """Gives the connections back; call it before a process forks."""
        self._engine.dispose()

    def _note_use(self, row: Any) -> None:
        now = self._real_ms()
        if row.last_used_at is not None and now - row.last_used_at < USED_EVERY_MS:
            return
        with self._engine.begin() as connection:
            connection.execute(api_keys.update().where(api_keys.c.id == row.id).values(last_used_at=now))


def _hash(key: str) -> str:
    # A plain hash is enough: the key is 256 random bits, nobody guesses it from a dictionary.
    return hashlib.sha256(key.encode()).hexdigest()


def _write_private(path: Path, text: str) -> None:
    """Writes beside, then renames: the file is never readable by others nor half written."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    beside.replace(path)


def _upgrade(engine: sa.Engine) -> None:
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
        alembic.command.upgrade(config, "head")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
