"""The web's own store: API keys, on SQLite and PostgreSQL."""

import stat
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.errors import RefusedError, StoreError
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.keys import KeyStore
from dashboard.store.web.tables import api_keys, metadata
from tests.fakes import SettableClock


def stored(url: str) -> list[sa.Row[tuple[object, ...]]]:
    """The rows of the table."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = list(connection.execute(sa.select(api_keys)))
    engine.dispose()
    return rows


def test_a_key_is_recognised_and_nothing_like_it(database_url: str) -> None:
    """Only its hash is kept."""
    store = KeyStore(open_web_engine(database_url))
    key = store.add_key("gateway")
    assert store.recognise(key) == "gateway"
    for wrong in ("", "grid", "grid__", key[:-1], key + "x", key.replace("grid_", "grid_x"), "grid_" + "0" * 400):
        assert store.recognise(wrong) is None
    assert key.split("_", 2)[2] not in str(stored(database_url))
    store.engine.dispose()


def test_a_removed_key_is_unknown_and_names_are_taken_once(database_url: str) -> None:
    store = KeyStore(open_web_engine(database_url))
    key = store.add_key("gateway")
    with pytest.raises(RefusedError, match="gateway"):
        store.add_key("gateway")
    assert store.remove_key("gateway")
    assert not store.remove_key("gateway")
    assert store.recognise(key) is None
    store.engine.dispose()


def test_its_use_is_noted_once_a_minute(database_url: str, clock: SettableClock) -> None:

    store = KeyStore(open_web_engine(database_url), clock)
    key = store.add_key("gateway")
    first = clock.at_ms
    for pause, noted in ((0, first), (59_000, first), (2_000, first + 61_000)):
        clock.advance(pause)
        store.recognise(key)
        assert stored(database_url)[0].last_used_at == noted
    store.engine.dispose()


def test_the_first_key_is_made_once_and_kept_for_its_owner_only(database_url: str, tmp_path: Path) -> None:
    store, file = KeyStore(open_web_engine(database_url)), tmp_path / "api-key"
    key = store.first_key(file)
    assert key is not None
    assert file.read_text() == key + "\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert store.first_key(file) is None
    store.engine.dispose()
    again = KeyStore(open_web_engine(database_url))
    assert (again.first_key(file), again.recognise(key)) == (None, "first")
    again.engine.dispose()


def test_two_may_open_a_new_store_at_once(database_url: str) -> None:
    """One migrates, the other waits."""
    engines: list[sa.Engine] = []
    threads = [threading.Thread(target=lambda: engines.append(open_web_engine(database_url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(engines) == 4
    for engine in engines:
        assert sa.inspect(engine).has_table(api_keys.name)
        engine.dispose()


def test_the_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    """Columns, types' families and keys."""
    open_web_engine(database_url).dispose()
    engine = sa.create_engine(database_url)
    found = sa.inspect(engine)
    for table in metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: bool(column.nullable) for column in table.columns}
        assert found.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]
    engine.dispose()


def test_a_store_that_cannot_be_opened_says_which(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with pytest.raises(StoreError, match="GRID_WEB_DATABASE_URL"):
        open_web_engine(f"sqlite:///{tmp_path}/file/web.sqlite3")
