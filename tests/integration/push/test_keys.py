"""The web's own store: API keys, on SQLite and PostgreSQL."""

import hashlib
import stat
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.auth.who import Right, Scope
from dashboard.errors import RefusedError, StoreError
from dashboard.store.web.engine import open_web_engine, upgrade
from dashboard.store.web.keys import Grant, KeyStore
from dashboard.store.web.tables import key_secrets, keys, metadata
from tests.fakes import SettableClock


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Where the database makes no difference."""
    return f"sqlite:///{tmp_path / 'web.sqlite3'}"


def stored(url: str) -> list[sa.Row[tuple[object, ...]]]:
    """The rows of the table."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = list(connection.execute(sa.select(key_secrets)))
    engine.dispose()
    return rows


def name_of(store: KeyStore, key: str) -> str | None:
    """Whose key it is."""
    found = store.recognise(key)
    return None if found is None else found.name


def test_a_key_is_recognised_and_nothing_like_it(database_url: str) -> None:
    """Only its hash is kept."""
    store = KeyStore(open_web_engine(database_url))
    key = store.add_key("gateway")
    assert name_of(store, key) == "gateway"
    for wrong in ("", "grid", "grid__", key[:-1], key + "x", key.replace("grid_", "grid_x"), "grid_" + "0" * 400):
        assert store.recognise(wrong) is None
    assert key.split("_", 2)[2] not in str(stored(database_url))
    store.engine.dispose()


def test_a_removed_key_is_unknown_and_names_are_taken_once(sqlite_url: str) -> None:
    store = KeyStore(open_web_engine(sqlite_url))
    key = store.add_key("gateway")
    with pytest.raises(RefusedError, match="gateway"):
        store.add_key("gateway")
    assert store.remove_key("gateway")
    assert not store.remove_key("gateway")
    assert store.recognise(key) is None
    store.engine.dispose()


def test_a_key_may_do_what_it_was_given(database_url: str, clock: SettableClock) -> None:
    """Rights, sources, scope, rate and end come back as they went in; a change holds from then on."""
    store = KeyStore(open_web_engine(database_url), clock)
    scope = Scope(frozenset({"530102", "KM-JK"}), frozenset({"城管局"}))
    grant = Grant(frozenset({"events:write"}), frozenset({"my-city/cases"}), scope, 60, clock.at_ms + 1_000)
    key = store.add_key("gateway", grant)
    found = store.recognise(key)
    assert found is not None
    assert found.grant == grant
    store.change("gateway", Grant(expires_at=clock.at_ms + 2_000))
    clock.advance(1_000)
    assert name_of(store, key) == "gateway"
    clock.advance(1_000)
    assert (name_of(store, key), store.one("gateway")) == (None, None)
    store.engine.dispose()


@pytest.mark.parametrize("right", ["admin", "wall:see", "reports:write"])
def test_some_rights_are_for_people(tmp_path: Path, right: Right) -> None:
    store = KeyStore(open_web_engine(f"sqlite:///{tmp_path / 'web.sqlite3'}"))
    with pytest.raises(RefusedError, match=right):
        store.add_key("gateway", Grant(frozenset({right})))
    assert store.listed() == []
    store.engine.dispose()


def test_a_key_is_rotated_without_a_gap(database_url: str, clock: SettableClock) -> None:
    """Two secrets are good until the old one's date; a third ends the first at once."""
    store = KeyStore(open_web_engine(database_url), clock)
    first = store.add_key("gateway")
    clock.advance(1)
    second = store.rotate("gateway", 60_000)
    assert [name_of(store, key) for key in (first, second)] == ["gateway", "gateway"]
    clock.advance(59_999)
    third = store.rotate("gateway", 60_000)
    assert [name_of(store, key) for key in (first, second, third)] == [None, "gateway", "gateway"]
    (listed,) = store.listed()
    assert [secret.until is None for secret in listed.secrets] == [True, False]
    clock.advance(60_000)
    assert [name_of(store, key) for key in (second, third)] == [None, "gateway"]
    with pytest.raises(RefusedError, match="nobody"):
        store.rotate("nobody", 0)
    store.engine.dispose()


def test_a_disabled_key_works_again_when_it_may(sqlite_url: str) -> None:
    store = KeyStore(open_web_engine(sqlite_url))
    key = store.add_key("gateway")
    store.set_disabled("gateway", disabled=True)
    assert name_of(store, key) is None
    store.set_disabled("gateway", disabled=False)
    assert name_of(store, key) == "gateway"
    store.engine.dispose()


def test_keys_of_before_keep_what_they_could_do(database_url: str) -> None:
    """The migration takes them over, secrets and all."""
    before = sa.create_engine(database_url)
    upgrade(before, "0005")
    with before.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO web_api_keys (id, name, hash, created_at) VALUES ('ab', 'old', :hash, 7)"),
            {"hash": hashlib.sha256(b"grid_ab_secret").hexdigest()},
        )
    before.dispose()
    store = KeyStore(open_web_engine(database_url))
    found = store.recognise("grid_ab_secret")
    assert found is not None
    assert (found.name, found.grant, found.created_at) == ("old", Grant(), 7)
    store.engine.dispose()


def test_its_use_is_noted_once_a_minute(sqlite_url: str, clock: SettableClock) -> None:

    store = KeyStore(open_web_engine(sqlite_url), clock)
    key = store.add_key("gateway")
    first = clock.at_ms
    for pause, noted in ((0, first), (59_000, first), (2_000, first + 61_000)):
        clock.advance(pause)
        store.recognise(key)
        assert stored(sqlite_url)[0].last_used_at == noted
    store.engine.dispose()


def test_the_first_key_is_made_once_and_kept_for_its_owner_only(sqlite_url: str, tmp_path: Path) -> None:
    store, file = KeyStore(open_web_engine(sqlite_url)), tmp_path / "api-key"
    key = store.first_key(file)
    assert key is not None
    assert file.read_text() == key + "\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert store.first_key(file) is None
    store.engine.dispose()
    again = KeyStore(open_web_engine(sqlite_url))
    assert (again.first_key(file), name_of(again, key)) == (None, "first")
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
        assert sa.inspect(engine).has_table(keys.name)
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
