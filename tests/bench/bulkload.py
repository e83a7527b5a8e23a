"""Makes many cases of those in a store, by SQL alone: copies some hours earlier, with the tallies that go with them.

A copy counts like its original, only earlier. Its folded state and its log are left out or left as they are: figures
of the present read neither.
"""

from __future__ import annotations

from itertools import pairwise

import sqlalchemy as sa

from dashboard.domain.instants import HOUR_MS
from dashboard.domain.measures import MEASURES
from dashboard.store import cuts
from dashboard.store import tables as t
from dashboard.store.tallies import LEVELS


def multiply(engine: sa.Engine, times: int) -> int:
    """Makes the cases so many times as many, each copy an hour earlier than the one before; returns `times`."""
    indexes = _indexes(engine)
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    for copy in range(1, times):
        with engine.begin() as connection:
            for table in (t.cases, t.marks):
                connection.execute(sa.text(_copy(table)), {"prefix": f"copy-{copy:05d}-", "shift": copy * HOUR_MS})
    with engine.begin() as connection:
        for index in indexes:
            index.create(connection)
    _tally(engine, times)
    with engine.begin() as connection:
        cuts.make(connection)
    return times


def _indexes(engine: sa.Engine) -> list[sa.Index]:
    """Those of the copied tables, in the order in which they were made: SQLite's planner breaks ties by that."""
    known = {str(index.name): index for table in (t.cases, t.marks) for index in table.indexes}
    if engine.dialect.name != "sqlite":
        return list(known.values())
    with engine.connect() as connection:
        made = connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY rowid"))
        return [known[name] for name in made.scalars() if name in known]


def _copy(table: sa.Table) -> str:
    names = [column.name for column in table.columns]
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(map(_copied, names))} "  # noqa: S608
        f"FROM {table.name} WHERE subject >= 'bench-' AND subject < 'bench.' ORDER BY subject"
    )


def _copied(name: str) -> str:
    if name == "subject":
        return ":prefix || subject"
    return f"{name} - :shift" if name == "at" or name.endswith(("_at", "_due")) else name


def _tally(engine: sa.Engine, times: int) -> None:
    """Tallies of an hour are the sum of the copies' hours; wider ones are sums of narrower ones."""
    shifts = ", ".join(f"({copy})" for copy in range(times))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE bench_tallies AS SELECT * FROM tallies WHERE level = 0"))
        connection.execute(t.tallies.delete())
        for measure in dict.fromkeys(measure.name for measure in MEASURES):
            shifted = f"bench_tallies JOIN (VALUES {shifts}) shifts ON measure = '{measure}'"
            _sum(connection, "0", "bucket - shifts.column1", shifted)
            for narrow, wide in pairwise(LEVELS):
                narrower = f"tallies WHERE level = {narrow} AND measure = '{measure}'"
                _sum(connection, str(wide), f"bucket >> {wide - narrow}", narrower)
        connection.execute(sa.text("DROP TABLE bench_tallies"))


def _sum(connection: sa.Connection, level: str, bucket: str, source: str) -> None:
    connection.execute(
        sa.text(
            "INSERT INTO tallies (measure, level, bucket, area, code, value) "  # noqa: S608 – our own names
            f"SELECT measure, {level}, {bucket}, area, code, SUM(value) FROM {source} "
            f"GROUP BY measure, {bucket}, area, code"
        )
    )
