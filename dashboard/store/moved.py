"""What moved at or after a moment, folded anew from the log cut there: how the past is asked exactly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.domain import case, whistle
from dashboard.domain.case import Rules
from dashboard.domain.events import Event
from dashboard.domain.facts import Facts, Mark, facts, marks
from dashboard.domain.whistle import Whistle
from dashboard.store import cases as case_store
from dashboard.store import log
from dashboard.store import tables as t

FEW = 400
"""Up to so many events since, their subjects are named and corrected one by one; beyond, rows are left aside in SQL."""
_CHUNK = 2000

Row = tuple[Facts, list[Mark]]


class Moved(NamedTuple):
    """Subjects with events at or after `as_of`: their names (None = too many to name), and what counts of them before it."""

    as_of: int
    names: tuple[str, ...] | None
    cases: dict[str, Row]
    whistles: dict[str, Whistle]


def moved_since(connection: sa.Connection, as_of: int, rules: Rules) -> Moved:
    """What moved at or after `as_of`."""
    some = log.subjects_after(connection, as_of, FEW)
    to_fold = _begun_before(connection, as_of) if some is None else some
    moved = Moved(as_of, None if some is None else tuple(some), {}, {})
    for first in range(0, len(to_fold), _CHUNK):
        _fold_cut(connection, to_fold[first : first + _CHUNK], rules, moved)
    return moved


def _begun_before(connection: sa.Connection, as_of: int) -> list[str]:
    """Those that moved since and had an event before: only they count for something at the moment asked."""
    c = t.cases.c
    query = sa.select(c.subject).where(c.last_at >= as_of, c.first_at < as_of)
    return [*connection.execute(query).scalars(), *connection.execute(sa.select(t.whistles.c.subject)).scalars()]


def _fold_cut(connection: sa.Connection, subjects: list[str], rules: Rules, moved: Moved) -> None:
    for subject, events in log.events_of(connection, subjects, "").items():
        before = [event for event in events if event.at < moved.as_of]
        of_case = _of_kind(before, "case.")
        if of_case:
            folded = case.fold(subject, of_case, rules)
            moved.cases[subject] = (facts(folded), marks(folded))
        if any(event.type.startswith("whistle.") for event in events):
            moved.whistles[subject] = whistle.fold(subject, _of_kind(before, "whistle."))


def _of_kind(events: Iterable[Event], prefix: str) -> list[Event]:
    return [event for event in events if event.type.startswith(prefix)]


def as_stored(connection: sa.Connection, moved: Moved) -> list[Row]:
    """What the store counts of the named ones now, to be taken off the tallies."""
    stored = case_store.load(connection, moved.names or ())
    return [(facts(folded), marks(folded)) for folded in stored.values()]
