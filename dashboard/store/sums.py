"""The sums of a period, from three sources that agree (`dashboard.domain.measures` says what each adds up).

For the present, unfiltered or by area: whole hours from the tallies, hours cut by the period's edges from the rows.
Otherwise filtered or grouped: from the rows. As of a past moment, what moved since is folded anew from the log cut
there, in its rows' stead.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dashboard.domain.facts import Facts
from dashboard.domain.instants import HOUR_MS
from dashboard.domain.measures import MEASURES, Sums, of_whistles, summed
from dashboard.domain.whistle import Whistle
from dashboard.store import tables as t
from dashboard.store import tallies, windows
from dashboard.store.moved import Moved, Row
from dashboard.store.windows import CARRIED, CITYWIDE, COLUMN, EVERYTHING, STANDING, Grouped, Scope


class Span(NamedTuple):
    """A period [start, end), ms, already cut to the moment it is asked as of."""

    start: int
    end: int


def of_everything(
    connection: sa.Connection,
    span: Span,
    moved: Moved,
    apart: Scope | None = None,
    only: frozenset[str] | None = None,
) -> Sums:
    """The sums without filters. Needs `moved` by name. `only`: the measures that are needed.

    `apart`: what is tallied for the city alone is read from these rows, by area; else it stands under no area.
    """
    sums = present(connection, span, apart, only)
    _add(sums, summed(moved.stored, *span), -1)
    _add(sums, summed(moved.cases.values(), *span))
    if only is None or "whistle" in only or "anomaly" in only:
        _add(sums, whistles(connection, span, moved))
    return sums


def present(
    connection: sa.Connection, span: Span, apart: Scope | None = None, only: frozenset[str] | None = None
) -> Sums:
    """The sums of all cases as they stand."""
    sums = _tallied(connection, span, only)
    if apart is not None and (only is None or tallies.CITYWIDE in only):
        sums = Counter({key: value for key, value in sums.items() if key[0] != tallies.CITYWIDE})
        _add(sums, windows.windows(connection, apart, *span, measures=CITYWIDE).get("", Counter()))
    if parts := windows.parts_of(only):
        (singles,) = windows.singles(connection, EVERYTHING, span.start, [span.end], parts)
        _add(sums, singles.get("", Counter()))
    return sums


def of_rows(
    connection: sa.Connection, span: Span, moved: Moved, scope: Scope, only: frozenset[str] | None = None
) -> Grouped:
    """The sums read from the rows, with the scope's filters and grouping. `only`: the measures that are needed."""
    scope = scope._replace(aside_since=moved.as_of if moved.names is None else None)
    grouped: Grouped = {}
    for read in windows.every(connection, scope, *span, only):
        for key, sums in read.items():
            _add(grouped.setdefault(key, Counter()), sums)
    for rows, sign in ((moved.stored, -1), (moved.cases.values(), 1)):
        for row in rows:
            for key, sums in of_moved(row, span, scope).items():
                _add(grouped.setdefault(key, Counter()), sums, sign)
    if not scope.filters:
        for key, sums in _by_key(whistles(connection, span, moved), scope.group_by).items():
            _add(grouped.setdefault(key, Counter()), sums)
    return grouped


def of_moved(row: Row, span: Span, scope: Scope) -> Grouped:
    """The sums of one case folded anew; a miss has its own area and category: it may pass where its case does not."""
    facts, marks = row
    grouped: Grouped = {}
    for part in ((facts, [mark for mark in marks if mark.kind != "missed"]), *_misses(row)):
        seen = part[0]._asdict()
        if all(seen[COLUMN[key]] in wanted for key, wanted in scope.filters.items()):
            key = seen[COLUMN[scope.group_by]] if scope.group_by else ""
            _add(grouped.setdefault(key, Counter()), summed([part], *span))
    return grouped


def _misses(row: Row) -> list[Row]:
    facts, marks = row
    blank = facts._replace(**_NO_MOMENTS)
    return [(blank._replace(area=mark.area, category=mark.category), [mark]) for mark in marks if mark.kind == "missed"]


_NO_MOMENTS: dict[str, Any] = dict.fromkeys(name for name in Facts._fields if name.endswith("_at"))


def _tallied(connection: sa.Connection, span: Span, only: frozenset[str] | None = None) -> Sums:
    carries = only is None or STANDING in only
    wanted = tuple(m for m in MEASURES if only is None or m.name in only or (carries and m.name == "due"))
    first, end = tallies.whole_hours(*span)
    sums = tallies.read(connection, dict.fromkeys(measure.name for measure in wanted), first, end)
    inner = (first * HOUR_MS, end * HOUR_MS)
    edges = [(span.start, inner[0]), (inner[1], span.end)] if first < end else [span]
    for low, high in edges:
        if low < high and wanted:
            _add(sums, windows.windows(connection, EVERYTHING, low, high, wanted).get("", Counter()))
    if carries:
        for (measure, area, code), value in list(sums.items()):
            if measure == "due":
                sums[STANDING, area, code] += value
        _add(sums, _carried(connection, span.start))
    return sums


def _carried(connection: sa.Connection, start: int) -> Sums:
    """What was due before the period and not closed before it: all that ever fell due, less all that was settled."""
    hour = start // HOUR_MS
    read = tallies.read(connection, ("due", "settled"), tallies.BEGINNING, hour)
    if hour * HOUR_MS < start:
        _add(read, windows.windows(connection, EVERYTHING, hour * HOUR_MS, start, CARRIED).get("", Counter()))
    sums: Sums = Counter()
    for (measure, area, code), value in read.items():
        sums[STANDING, area, code] += value if measure == "due" else -value
    return sums


def whistles(connection: sa.Connection, span: Span, moved: Moved) -> Sums:
    """The sums of whistles, those that moved since as they stood."""
    stored = connection.execute(sa.select(t.whistles.c.subject, t.whistles.c.state))
    kept = [msgspec.json.decode(state, type=Whistle) for subject, state in stored if subject not in moved.whistles]
    return of_whistles([*kept, *moved.whistles.values()], *span)


def _by_key(sums: Sums, group_by: str | None) -> Grouped:
    """Whistles have an area and nothing else to group by."""
    grouped: Grouped = {}
    for key, value in sums.items():
        grouped.setdefault(key[1] if group_by == "area" else "", Counter())[key] += value
    return grouped


def _add(sums: Sums, more: Sums, sign: int = 1) -> None:
    for key, value in more.items():
        sums[key] += sign * value
