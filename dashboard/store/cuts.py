"""Keeps the sums by street, unit, category, … (`dashboard.domain.cuts`): moves as they come, rolled up now and then.

A batch appends one row of moves. Some thousand moves rolled up together touch each cell once, which is what makes these
sums cheap; until then whoever reads adds the moves that wait, so that nothing is ever shown late.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import msgspec
import sqlalchemy as sa

from dashboard.domain.cuts import CUTS, LEVELS, MEASURES, WHOLE, Move, cells
from dashboard.domain.measures import Measure
from dashboard.store import tables as t
from dashboard.store.statements import insert, run_many

WAITING: Final = 20_000
"""So many moves at most wait to be rolled up; a projector that has time does it after seconds."""

_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(list[Move])
_NAMES: Final = tuple(measure.name for measure in MEASURES)
_KEY: Final = ("cut", "level", "bucket", "area", "case_class", "name")
_ADD: Final = insert(
    t.cuts,
    (*_KEY, *_NAMES),
    f"ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET "
    + ", ".join(f"{name} = cuts.{name} + excluded.{name}" for name in _NAMES),
)


def note(connection: sa.Connection, moves: Sequence[Move]) -> None:
    """Keeps a batch's moves until they are rolled up."""
    if moves:
        connection.execute(t.cut_moves.insert(), {"moves": _ENCODER.encode(moves)})


def decoded(rows: Iterable[bytes]) -> list[Move]:
    """The moves that rows of `cut_moves` hold."""
    return [move for row in rows for move in _DECODER.decode(row)]


def roll_up(connection: sa.Connection) -> int:
    """Adds the moves that wait to the sums; how many. Several processes may do so: each takes what no other holds."""
    query = sa.select(t.cut_moves).where(t.cut_moves.c.moves.is_not(None)).with_for_update(skip_locked=True)
    rows = connection.execute(query).all()
    moves = decoded(row.moves for row in rows)
    # In one order whoever writes, as `tallies.add` does, and for the same reasons.
    run_many(connection, _ADD, [(*cell, *sums) for cell, sums in cells(moves)])
    for row in rows:
        connection.execute(t.cut_moves.delete().where(t.cut_moves.c.no == row.no))
    return len(moves)


def unmade(connection: sa.Connection) -> bool:
    """Whether the sums have to be made of the rows first: an older version folded what stands there."""
    return connection.execute(sa.select(t.cut_moves.c.no).where(t.cut_moves.c.moves.is_(None))).first() is not None


def make_missing(connection: sa.Connection) -> None:
    """Makes them where they have to be made, once, whoever asks at the same time."""
    if unmade(connection):
        if connection.dialect.name == "postgresql":
            # Nobody else may append meanwhile: what he appends would be counted twice.
            connection.exec_driver_sql("LOCK TABLE cut_moves IN EXCLUSIVE MODE")
        if unmade(connection):
            make(connection)


def make(connection: sa.Connection) -> None:
    """Makes all sums anew from the rows of cases and marks; what waits is in them already. Nobody else may write."""
    connection.execute(t.cuts.delete())
    for cut in CUTS:
        connection.exec_driver_sql(_of_rows(cut))
        widen(connection, cut)
    connection.execute(t.cut_moves.delete())


def widen(connection: sa.Connection, cut: str) -> None:
    """Makes the wider sums of a cut, of which there are none yet, from its narrowest."""
    for narrow, wide in pairwise(LEVELS):
        source = f"cuts WHERE cut = '{cut}' AND level = {narrow}"
        connection.exec_driver_sql(_summed(cut, wide, f"bucket >> {wide - narrow}", source))


def _of_rows(cut: str) -> str:
    parts = " UNION ALL ".join(_part(cut, place, measure) for place, measure in enumerate(MEASURES))
    return _summed(cut, LEVELS[0], "bucket", f"({parts}) parts")


def _part(cut: str, place: int, measure: Measure) -> str:
    """One measure's addends: a column for each of all measures, zero but for its own."""
    of_mark = measure.table == "marks"
    at = f"m.{measure.at}" if of_mark else f"c.{measure.at}"
    # Rounds down, also before 1970.
    bucket = f"(({at} + {_OFFSET}) / {_WIDTH} - {_OFFSET // _WIDTH})"
    value = f"c.{measure.value}" if measure.value else "1"
    sums = ", ".join(f"{value if other == place else 0} AS {name}" for other, name in enumerate(_NAMES))
    flag = "" if not measure.flag else f" AND {'m' if of_mark else 'c'}.{measure.flag} = 1"
    named = "" if cut == WHOLE else f" AND c.{cut} <> ''"
    kind = f" AND m.kind = '{measure.kind}'" if of_mark else ""
    tables = "cases c" + (" JOIN marks m ON m.subject = c.subject" if of_mark else "")
    return (
        f"SELECT {bucket} AS bucket, c.area, c.case_class, c.{cut} AS name, {sums} FROM {tables} "  # noqa: S608 – our own names
        f"WHERE {at} IS NOT NULL{named}{flag}{kind}"
    )


_WIDTH: Final = (1 << LEVELS[0]) * 3_600_000
_OFFSET: Final = _WIDTH << 24
"""Added before a division and taken off after it, so that it divides nothing negative."""


def _summed(cut: str, level: int, bucket: str, source: str) -> str:
    """In the order of the key, in which they are read: neighbours lie together, as where they came one by one."""
    sums = ", ".join(f"SUM({name})" for name in _NAMES)
    return (
        f"INSERT INTO cuts ({', '.join((*_KEY, *_NAMES))}) SELECT '{cut}', {level}, {bucket}, area, case_class, name, "  # noqa: S608 – our own names
        f"{sums} FROM {source} GROUP BY {bucket}, area, case_class, name ORDER BY {bucket}, area, case_class, name"
    )
