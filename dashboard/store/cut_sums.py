"""Holds the cells of the cuts against what they should be, without keeping millions of them in memory.

Each bucket of a cut is told by one number: the sum of its cells' values, each times a number that only that cell and
measure have. Equal cells, equal numbers; unequal ones agree once in 2^61 times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import sqlalchemy as sa

from dashboard.domain.cuts import MEASURES, Cell, Move, cells
from dashboard.store import cuts
from dashboard.store import tables as t

_MODULUS: Final = (1 << 61) - 1
_CHUNK: Final = 10_000


class CutSums:
    """The numbers of all buckets, by (cut, level, bucket)."""

    def __init__(self) -> None:
        self.of: Counter[tuple[str, int, int]] = Counter()

    def add(self, moves: Sequence[Move]) -> None:
        """Adds what moves add to the cells."""
        for cell, values in cells(moves):
            self.count(cell, values)

    def count(self, cell: Cell, values: Iterable[int]) -> None:
        """Adds one cell."""
        of = cell[:3]
        number = sum(value * hash((*cell, place)) for place, value in enumerate(values) if value)
        self.of[of] = (self.of[of] + number) % _MODULUS


def differences(connection: sa.Connection, expected: CutSums) -> Iterator[str]:
    """A sentence for each bucket whose stored cells, with the moves that wait, are not as they should be."""
    if cuts.unmade(connection):
        yield "cuts: not made yet; the projector makes them when it starts"
        return
    stored = CutSums()
    query = sa.select(t.cuts).execution_options(yield_per=_CHUNK)
    for row in connection.execute(query):
        cell: Cell = (row[0], row[1], row[2], row[3], row[4], row[5])
        stored.count(cell, row[-len(MEASURES) :])
    stored.add(cuts.decoded(connection.execute(sa.select(t.cut_moves.c.moves)).scalars()))
    for cut, level, bucket in sorted({*expected.of, *stored.of}):
        if expected.of[cut, level, bucket] != stored.of[cut, level, bucket]:
            yield f"cut {cut}/{level}/{bucket}: its cells are not the sums of its cases"
