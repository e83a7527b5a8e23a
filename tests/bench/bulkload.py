"""Makes many cases of those in a store, by SQL alone: copies some days earlier, with the sums that go with them.

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
from dashboard.store.engine import WRITING
from dashboard.store.tallies import LEVELS

_NARROWEST = {"tallies": LEVELS[0], "cuts": CUT_LEVELS[0]}


def remember(engine: sa.Engine) -> None:
    """Keeps the sums of the cases in the store: copies will be made of these, whatever comes after them."""
    with engine.execution_options(**WRITING).begin() as connection:
        cuts.roll_up(connection)
        for name, level in _NARROWEST.items():
            connection.execute(sa.text(f"CREATE TABLE bench_{name} AS SELECT * FROM {name} WHERE level = {level}"))  # noqa: S608


def multiply(engine: sa.Engine, times: int, apart: int) -> None:
    """Makes the cases that are remembered so many times as many, each copy so much earlier (ms) than the one before.

    It is a number of whole cells, so that the copies' sums are those of the originals, moved.
    """
    if apart % WIDTH_MS:
        raise ValueError("copies have to be whole cells apart")
    indexes = _indexes(engine)
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    for copy in range(1, times):
        with engine.begin() as connection:
            for table in (t.cases, t.marks):
                connection.execute(sa.text(_copy(table)), {"prefix": f"copy-{copy:05d}-", "shift": copy * apart})
    with engine.begin() as connection:
        for index in indexes:
            index.create(connection)
    shifts = ", ".join(f"({copy})" for copy in range(1, times))
    _tally(engine, shifts, apart // HOUR_MS)
    _cut(engine, shifts, apart // WIDTH_MS)


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


def _tally(engine: sa.Engine, shifts: str, hours: int) -> None:
    """Tallies of an hour are those there and the copies' hours; wider ones are sums of narrower ones."""
    columns = "measure, level, bucket, area, code, value"
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE now_tallies AS SELECT * FROM tallies WHERE level = 0"))
        connection.execute(t.tallies.delete())
        for measure in dict.fromkeys(measure.name for measure in MEASURES):
            every = (
                f"(SELECT {columns} FROM now_tallies WHERE measure = '{measure}' UNION ALL "  # noqa: S608 – our own names
                f"SELECT measure, level, bucket - {hours} * shifts.column1, area, code, value "
                f"FROM bench_tallies JOIN (VALUES {shifts}) shifts ON measure = '{measure}') every"
            )
            _sum(connection, "0", "bucket", every)
            for narrow, wide in pairwise(LEVELS):
                narrower = f"tallies WHERE level = {narrow} AND measure = '{measure}'"
                _sum(connection, str(wide), f"bucket >> {wide - narrow}", narrower)
        for name in ("now_tallies", "bench_tallies"):
            connection.execute(sa.text(f"DROP TABLE {name}"))


def _sum(connection: sa.Connection, level: str, bucket: str, source: str) -> None:
    connection.execute(
        sa.text(
            "INSERT INTO tallies (measure, level, bucket, area, code, value) "  # noqa: S608 – our own names
            f"SELECT measure, {level}, {bucket}, area, code, SUM(value) FROM {source} "
            f"GROUP BY measure, {bucket}, area, code"
        )
    )


def _cut(engine: sa.Engine, shifts: str, wide: int) -> None:
    """The same of the sums by street, unit and so on; none waits to be rolled up."""
    names = [measure.name for measure in CUT_MEASURES]
    keys, values, sums = "area, case_class, name", ", ".join(names), ", ".join(f"SUM({name})" for name in names)
    with engine.begin() as connection:
        cuts.roll_up(connection)
        connection.execute(sa.text(f"CREATE TABLE now_cuts AS SELECT * FROM cuts WHERE level = {CUT_LEVELS[0]}"))  # noqa: S608
        connection.execute(t.cuts.delete())
        for cut in CUTS:
            connection.execute(
                sa.text(
                    f"INSERT INTO cuts (cut, level, bucket, {keys}, {values}) "  # noqa: S608 – our own names
                    f"SELECT '{cut}', {CUT_LEVELS[0]}, bucket, {keys}, {sums} FROM ("
                    f"SELECT bucket, {keys}, {values} FROM now_cuts WHERE cut = '{cut}' UNION ALL "
                    f"SELECT bucket - {wide} * shifts.column1, {keys}, {values} "
                    f"FROM bench_cuts JOIN (VALUES {shifts}) shifts ON cut = '{cut}') every "
                    f"GROUP BY bucket, {keys} ORDER BY bucket, {keys}"
                )
            )
            cuts.widen(connection, cut)
        for name in ("now_cuts", "bench_cuts"):
            connection.execute(sa.text(f"DROP TABLE {name}"))
