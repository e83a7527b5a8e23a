"""The store as it stood at a past moment, asked many times: what moved since is folded once, and put right thereafter.

`dashboard.store.sums` answers one question about the past; a whole screen asks dozens. All of it is read from one state
of the store, so that the numbers of one screen agree.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate

import sqlalchemy as sa

from dashboard.domain.case import Case, Rules
from dashboard.domain.facts import Facts, Mark
from dashboard.domain.measures import Entry, Sums, changes, entries, summed
from dashboard.store import sums
from dashboard.store import tables as t
from dashboard.store.moved import Row, moved_since
from dashboard.store.sums import Span
from dashboard.store.windows import Grouped, Scope

_SINGLE = ("substandard", "hotline")
"""Sums that are no sums of addends over time: they are recounted, of the few cases that have them."""


class Past:
    """One past moment, over a connection that reads one state of the store."""

    def __init__(self, connection: sa.Connection, as_of: int, rules: Rules) -> None:
        self.as_of = as_of
        self.connection = connection
        self.open: dict[str, Case] = {}
        """The cases that moved since and were open then."""
        self.moved = moved_since(connection, as_of, rules, self._note)
        stored = _stored(connection, as_of)
        self._right = _Addends(_corrections(stored, self.moved.cases))
        self._gone = [row for row in stored.values() if _is_single(row)]
        self._come = [row for row in self.moved.cases.values() if _is_single(row)]

    def _note(self, found: Case) -> None:
        if found.begun == "accepted" and found.closed_at is None and found.voided_at is None:
            self.open[found.subject] = found

    def sums(self, span: Span, apart: Scope | None = None) -> Sums:
        """The sums of [start, end) without filters; `apart` as for `sums.of_everything`."""
        found = sums.present(self.connection, span, apart)
        self._right.put(found, span)
        for rows, sign in ((self._gone, -1), (self._come, 1)):
            for key, value in summed(rows, *span).items():
                if key[0] in _SINGLE:
                    found[key] += sign * value
        found.update(sums.whistles(self.connection, span, self.moved))
        return found

    def grouped(self, span: Span, group_by: str) -> Grouped:
        """The sums by an attribute of the case."""
        return sums.of_rows(self.connection, span, self.moved, Scope({}, group_by))


def _stored(connection: sa.Connection, as_of: int) -> dict[str, Row]:
    """What counts now of the cases that moved since."""
    since = t.cases.c.last_at >= as_of
    columns = [t.cases.c[name] for name in Facts._fields]
    found: dict[str, Row] = {
        row[0]: (Facts(*row[1:]), []) for row in connection.execute(sa.select(t.cases.c.subject, *columns).where(since))
    }
    marked = sa.select(t.marks.c.subject, *(t.marks.c[name] for name in Mark._fields))
    joined = t.marks.join(t.cases, t.cases.c.subject == t.marks.c.subject)
    for row in connection.execute(marked.select_from(joined).where(since)):
        found[row[0]][1].append(Mark(*row[1:]))
    return found


def _corrections(stored: dict[str, Row], then: dict[str, Row]) -> Iterable[Entry]:
    """What makes the sums of now into those of then, case by case."""
    for subject, (facts, marks) in stored.items():
        before = then.get(subject)
        if before is None:
            for name, at, area, code, value in entries(facts, marks):
                yield name, at, area, code, -value
        else:
            yield from changes(facts, marks, *before)


def _is_single(row: Row) -> bool:
    facts, marks = row
    return bool(facts.hotline) or any(mark.kind == "fail" for mark in marks)


class _Addends:
    """Addends by key and time, so that those of any period are a difference of two running sums."""

    def __init__(self, found: Iterable[Entry]) -> None:
        by_key: defaultdict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
        for name, at, area, code, value in found:
            by_key[name, area, code].append((at, value))
        self._runs: dict[tuple[str, str, str], tuple[list[int], list[int]]] = {}
        for key, addends in by_key.items():
            addends.sort()
            moments, values = zip(*addends, strict=True)
            self._runs[key] = (list(moments), [0, *accumulate(values)])

    def put(self, found: Sums, span: Span) -> None:
        """Puts the sums of a period right; 累计应结案数 follows from what fell due and what was settled."""
        for (name, area, code), (moments, running) in self._runs.items():
            start = running[bisect_left(moments, span.start)]
            within = running[bisect_left(moments, span.end)] - start
            found[name, area, code] += within
            if name == "due":
                found["cumulative_due", area, code] += within + start
            elif name == "settled":
                found["cumulative_due", area, code] -= start
