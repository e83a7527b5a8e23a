"""Sums over time kept at three widths, so that any period is a few rows of each: 1 h, 32 h and 1,024 h.

A tally is the sum of a measure's addends whose moment lies in a bucket. Widths are powers of two of the UTC hour, so
no time zone and no month is built in; what a period cuts off an hour is read from the rows themselves.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

import sqlalchemy as sa

from dashboard.domain.instants import HOUR_MS
from dashboard.domain.measures import Entry, Sums
from dashboard.store import tables as t
from dashboard.store.statements import insert, run_many

LEVELS = (0, 5, 10)
"""Binary logarithms of the buckets' widths in hours."""

CITYWIDE = "filed_category"
"""Tallied for the city alone: by area and category there would be nearly a row a case, which sums up nothing."""

BEGINNING = -(1 << 25)
"""An hour before all others: due times may be any date of the calendar."""

Delta = Counter[tuple[str, int, str, str]]
"""(measure, UTC hour, area, code) → what is added."""

_ADD = insert(
    t.tallies,
    ("measure", "level", "bucket", "area", "code", "value"),
    "ON CONFLICT (measure, level, bucket, area, code) DO UPDATE SET value = tallies.value + excluded.value",
)


def collect(delta: Delta, entries: Iterable[Entry]) -> None:
    """Adds addends to a delta."""
    for measure, at, area, code, value in entries:
        delta[measure, at // HOUR_MS, "" if measure == CITYWIDE else area, code] += value


def add(connection: sa.Connection, delta: Delta) -> None:
    """Moves the tallies of all widths by a delta."""
    wide = widened(delta)
    # Sorted, so that neighbours in the tree are written together, and two writers never wait for each other in a ring.
    run_many(connection, _ADD, [(*key, wide[key]) for key in sorted(wide) if wide[key]])


def widened(delta: Delta) -> dict[tuple[str, int, int, str, str], int]:
    """A delta by hours as one by all widths: (measure, level, bucket, area, code) → value."""
    wide: Counter[tuple[str, int, int, str, str]] = Counter()
    for (measure, hour, area, code), value in delta.items():
        if value:
            for level in LEVELS:
                wide[measure, level, hour >> level, area, code] += value
    return wide


def whole_hours(start: int, end: int) -> tuple[int, int]:
    """The first and one past the last whole UTC hour within [start, end) ms."""
    first = -(-start // HOUR_MS)
    return first, max(first, end // HOUR_MS)


def blocks(first: int, end: int, levels: tuple[int, ...] = LEVELS) -> Iterator[tuple[int, int, int]]:
    """[first, end) in buckets of the first level, as (level, bucket from, bucket to): narrow at the edges."""
    edges: list[tuple[int, int, int]] = []
    for level, wider in zip(levels, (*levels[1:], None), strict=True):
        if wider is None:
            edges.append((level, first, end))
            break
        factor = 1 << (wider - level)
        up, down = -(-first // factor), end // factor
        if up >= down:
            edges.append((level, first, end))
            break
        edges += [(level, first, up * factor), (level, down * factor, end)]
        first, end = up, down
    return (edge for edge in edges if edge[1] < edge[2])


def read(connection: sa.Connection, measures: Iterable[str], first: int, end: int) -> Sums:
    """The sums of these measures over the hours [first, end), in one statement."""
    wanted = list(measures)
    sums: Sums = Counter()
    spans = list(blocks(first, end))
    if not spans:
        return sums
    lite = connection.dialect.name == "sqlite"
    bound = tuple(part for span in spans for part in (_parameter(wanted, lite=lite), *span))
    for measure, area, code, value in connection.exec_driver_sql(_read_sql(len(spans), lite=lite), bound):
        sums[measure, area, code] += int(value)
    return sums


def _parameter(wanted: list[str], *, lite: bool) -> str | list[str]:
    return json.dumps(wanted) if lite else wanted


@lru_cache(maxsize=32)
def _read_sql(spans: int, *, lite: bool) -> str:
    """One SELECT a span, driven by the list of measures, so that each reads only its own buckets of the tree.

    CROSS JOIN keeps SQLite from turning the order round.
    """
    listed, mark = ("json_each(?) w CROSS JOIN", "?") if lite else ("unnest(%s::text[]) w(value) JOIN", "%s")
    one = (
        f"SELECT t.measure, t.area, t.code, SUM(t.value) FROM {listed} tallies t ON t.measure = w.value "  # noqa: S608
        f"AND t.level = {mark} AND t.bucket >= {mark} AND t.bucket < {mark} GROUP BY t.measure, t.area, t.code"
    )
    return " UNION ALL ".join([one] * spans)


def everything(connection: sa.Connection) -> dict[tuple[str, int, int, str, str], int]:
    """All tallies that are not zero, for `verify`."""
    return {tuple(row[:5]): int(row[5]) for row in connection.execute(sa.select(t.tallies)) if row[5]}
