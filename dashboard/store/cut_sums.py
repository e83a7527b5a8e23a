"""Holds the cells of the cuts against what they should be, without keeping millions of them in memory.

Each bucket of a cut is told by one number: the sum of its cells' values, each times a number that only that cell and
one that only that measure has. Equal cells, equal numbers; unequal ones agree once in 2^60 times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from operator import mul
from typing import Final

import sqlalchemy as sa

from dashboard.domain.cuts import MEASURES, Cell, Move, cells
from dashboard.store import cuts
from dashboard.store import tables as t

_MODULUS: Final = (1 << 61) - 1
_OF_MEASURE: Final = tuple(hash(("measure", place)) for place in range(len(MEASURES)))
_CHUNK: Final = 10_000
_WAITING: Final = 50_000
"""Moves are added so many at a time: together they touch a cell once."""


class CutSums:
    """The numbers of all buckets, by (cut, level, bucket)."""

    def __init__(self) -> None:
        self._of: Counter[tuple[str, int, int]] = Counter()
        self._moves: list[Move] = []

    @property
    def of(self) -> Counter[tuple[str, int, int]]:
        """The numbers, of all that was added."""
        self._take()
        return self._of

    def add(self, moves: Iterable[Move]) -> None:
        """Adds what moves add to the cells."""
        self._moves.extend(moves)
        if len(self._moves) >= _WAITING:
            self._take()

    def _take(self) -> None:
        for cell, values in cells(self._moves):
            self.count(cell, values)
        self._moves.clear()

    def count(self, cell: Cell, values: Iterable[int]) -> None:
        """Adds one cell."""
        number = hash(cell) * sum(map(mul, values, _OF_MEASURE))
        of = cell[:3]
        self._of[of] = (self._of[of] + number) % _MODULUS


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
    should, found = expected.of, stored.of
    for cut, level, bucket in sorted({*should, *found}):
        if should[cut, level, bucket] != found[cut, level, bucket]:
            yield f"cut {cut}/{level}/{bucket}: its cells are not the sums of its cases"
