"""Makes many cases of those in a store, by SQL alone: copies some hours earlier, with the sums that go with them.

A copy counts like its original, only earlier. Its folded state and its log are left out or left as they are: figures
of the present read neither.
"""

from __future__ import annotations

from itertools import pairwise

import sqlalchemy as sa

from dashboard.domain.cuts import CUTS, WIDTH_MS
from dashboard.domain.cuts import LEVELS as CUT_LEVELS
from dashboard.domain.cuts import MEASURES as CUT_MEASURES
from dashboard.domain.instants import HOUR_MS
from dashboard.domain.measures import MEASURES
from dashboard.store import cuts
from dashboard.store import tables as t
from dashboard.store.tallies import LEVELS

APART_MS = WIDTH_MS
"""How much earlier each copy is: a whole cell, so that the copies' sums are those of the originals, moved."""


def multiply(engine: sa.Engine, times: int) -> int:
    """Makes the cases so many times as many, each copy earlier than the one before; returns `times`."""
    indexes = _indexes(engine)
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    for copy in range(1, times):
        with engine.begin() as connection:
            for table in (t.cases, t.marks):
                connection.execute(sa.text(_copy(table)), {"prefix": f"copy-{copy:05d}-", "shift": copy * APART_MS})
    with engine.begin() as connection:
        for index in indexes:
            index.create(connection)
    _tally(engine, times)
    _cut(engine, times)
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
            _sum(connection, "0", f"bucket - {APART_MS // HOUR_MS} * shifts.column1", shifted)
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


def _cut(engine: sa.Engine, times: int) -> None:
    """The same of the sums by street, unit and so on; none waits to be rolled up."""
    shifts = ", ".join(f"({copy})" for copy in range(times))
    keys, names = "area, case_class, name", [measure.name for measure in CUT_MEASURES]
    sums = ", ".join(f"SUM({name})" for name in names)
    with engine.begin() as connection:
        cuts.roll_up(connection)
        connection.execute(sa.text(f"CREATE TABLE bench_cuts AS SELECT * FROM cuts WHERE level = {CUT_LEVELS[0]}"))  # noqa: S608
        connection.execute(t.cuts.delete())
        for cut in CUTS:
            connection.execute(
                sa.text(
                    f"INSERT INTO cuts (cut, level, bucket, {keys}, {', '.join(names)}) "  # noqa: S608 – our own names
                    f"SELECT '{cut}', {CUT_LEVELS[0]}, bucket - shifts.column1, {keys}, {sums} "
                    f"FROM bench_cuts JOIN (VALUES {shifts}) shifts ON cut = '{cut}' "
                    f"GROUP BY bucket - shifts.column1, {keys}"
                )
            )
            cuts.widen(connection, cut)
        connection.execute(sa.text("DROP TABLE bench_cuts"))
