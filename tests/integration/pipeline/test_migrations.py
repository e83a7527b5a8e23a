"""A store of the first version, with data in it, becomes one of today by being opened, and says what it said."""

from __future__ import annotations

import tempfile
from contextlib import closing

import sqlalchemy as sa

from dashboard.domain.rules import ReferenceRules
from dashboard.store import refold, tables
from dashboard.store.engine import open_engine, upgrade
from dashboard.store.verify import differences
from tests import builders
from tests.store_kit import REFERENCE, STREAM, Store

DAY, NEXT = "2024-11-14", "2024-11-15"
OLDEST = "0001_log_and_cases"


def test_a_store_of_the_first_revision_comes_up_to_date(database_url: str) -> None:
    """Cases, marks, tallies, letters and cursors of revision 0001 survive; figures, `verify` and new events agree."""
    copy_of_the_first_revision(database_url)
    store = Store(database_url)
    try:
        figures = store.figures(DAY, NEXT)
        assert (figures["accepted"], figures["closure"]["total"]["closed"], figures["dead_letters"]) == (3, 2, 1)
        rules = ReferenceRules(REFERENCE)
        assert refold.bring_up(store.engine, rules, refold.NOTHING, lambda *_: None, [STREAM], lambda _: True) == 3
        assert list(differences(store.engine, rules)) == []
        assert refold.bring_up(store.engine, rules, refold.NOTHING, lambda *_: None, [STREAM], lambda _: True) == 0
        store._next = 1000
        store.feed([*builders.a_life("A-3", f"{DAY}T11:00"), builders.blown("W-1", f"{DAY}T12:00")])
        figures = store.figures(DAY, NEXT)
        assert (figures["accepted"], figures["whistles"]["total"]) == (4, 1)
        assert list(differences(store.engine, ReferenceRules(REFERENCE))) == []
    finally:
        store.close()


def test_opening_twice_changes_nothing(database_url: str) -> None:
    """The newest revision is the newest revision, and is what the tables in the program say."""
    for _ in range(2):
        engine = open_engine(database_url)
        inspector = sa.inspect(engine)
        assert set(tables.metadata.tables) <= set(inspector.get_table_names())
        for table in tables.metadata.sorted_tables:
            assert {column["name"] for column in inspector.get_columns(table.name)} == set(table.columns.keys())
            assert {index["name"] for index in inspector.get_indexes(table.name)} == {one.name for one in table.indexes}
        engine.dispose()


def copy_of_the_first_revision(url: str) -> None:
    """Makes a store at revision 0001 and fills it with what a ledger makes of two cases and a bad entry.

    The rows come from a store of today: of a table that exists in both, the columns that the first revision has.
    """
    open_case = [builders.accepted("A-0", f"{DAY}T08:00"), builders.filed("A-0", f"{DAY}T08:10")]
    with tempfile.TemporaryDirectory() as folder, closing(Store(f"sqlite:///{folder}/today.sqlite3")) as store:
        store.feed(
            [
                *open_case,
                *builders.a_life("A-1", f"{DAY}T09:00"),
                *builders.a_life("A-2", f"{DAY}T10:00"),
                {"id": "bad"},
            ]
        )
        engine = open_engine(url, migrate=False)
        upgrade(engine, OLDEST)
        old = sa.MetaData()
        old.reflect(engine)
        assert "whistles" not in old.tables
        with store.engine.connect() as source, engine.begin() as target:
            for name in old.tables.keys() & tables.metadata.tables.keys():
                rows = [dict(row._mapping) for row in source.execute(sa.select(tables.metadata.tables[name]))]
                known = [{column.name: row[column.name] for column in old.tables[name].columns} for row in rows]
                if known:
                    target.execute(old.tables[name].insert(), known)
            if engine.dialect.name == "postgresql":
                for table in ("log.seq", "dead_letters.no"):
                    whole, column = table.split(".")
                    target.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('{whole}', '{column}'), 1000)"))
        engine.dispose()
