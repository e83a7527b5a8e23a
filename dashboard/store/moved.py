"""What moved at or after a moment, folded anew from the log cut there: how the past is asked exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
_ALL = sa.true()

Row = tuple[Facts, list[Mark]]


class Moved(NamedTuple):
    """Cases with events at or after `as_of`: their names (None = too many), and what counted of them before it.

    `stored`: what counts of the named ones now. It is taken off what is counted of all rows, whoever reads those: an
    index that holds all that is counted is then enough.
    """

    as_of: int
    names: tuple[str, ...] | None
    stored: list[Row]
    cases: dict[str, Row]
    whistles: dict[str, Whistle]


def moved_since(
    connection: sa.Connection, as_of: int, rules: Rules, note: Callable[[case.Case], None] = lambda _folded: None
) -> Moved:
    """What moved at or after `as_of`. `note` is told each case that was folded anew."""
    some = log.subjects_after(connection, as_of, FEW)
    names = None if some is None else _of_cases(connection, as_of, some)
    stored = _stored(connection, names) if names else []
    moved = Moved(as_of, None if names is None else tuple(names), stored, {}, {})
    for folded in _cases(connection, as_of, rules, _cases_begun(connection, as_of) if names is None else names):
        moved.cases[folded.subject] = (facts(folded), marks(folded))
        note(folded)
    every = connection.execute(sa.select(t.whistles.c.subject)).scalars()
    for subject, events in _before(connection, list(every) if some is None else some, "whistle.", as_of):
        moved.whistles[subject] = whistle.fold(subject, events)
    return moved


def cases_before(
    connection: sa.Connection, as_of: int, rules: Rules, among: sa.ColumnElement[bool]
) -> Iterator[case.Case]:
    """The cases that moved at or after `as_of`, as they stood before it; where these are many, only those whose rows
    are `among`.
    """
    some = log.subjects_after(connection, as_of, FEW)
    named = _cases_begun(connection, as_of, among) if some is None else _of_cases(connection, as_of, some)
    return _cases(connection, as_of, rules, named)


def _of_cases(connection: sa.Connection, as_of: int, subjects: list[str]) -> list[str]:
    """Those of the subjects whose case moved: a whistle may bear the same id, and have moved alone."""
    c = t.cases.c
    return list(connection.execute(sa.select(c.subject).where(c.subject.in_(subjects), c.last_at >= as_of)).scalars())


def _cases(connection: sa.Connection, as_of: int, rules: Rules, subjects: list[str]) -> Iterator[case.Case]:
    for subject, events in _before(connection, subjects, "case.", as_of):
        if events:
            yield case.fold(subject, events, rules)


def _cases_begun(connection: sa.Connection, as_of: int, among: sa.ColumnElement[bool] = _ALL) -> list[str]:
    """Those that moved since and had an event before: only they count for something at the moment asked."""
    c = t.cases.c
    query = sa.select(c.subject).where(c.last_at >= as_of, c.first_at < as_of, among)
    return list(connection.execute(query).scalars())


def _before(
    connection: sa.Connection, subjects: list[str], prefix: str, as_of: int
) -> Iterator[tuple[str, list[Event]]]:
    """Subjects that have events of a kind, with those dated before the moment."""
    for first in range(0, len(subjects), _CHUNK):
        for subject, events in log.events_of(connection, subjects[first : first + _CHUNK], prefix).items():
            yield subject, [event for event in events if event.at < as_of]


def _stored(connection: sa.Connection, subjects: Iterable[str]) -> list[Row]:
    return [(facts(folded), marks(folded)) for folded in case_store.load(connection, subjects).values()]
