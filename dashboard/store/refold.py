"""Folds anew what a change of the reference data concerns, so that what is stored stays what the log says.

A new limit lies ahead when it is made, but events may be dated ahead, too, and a projector may have slept. So it keeps
in the store, per stream, what its folds stood on, and makes up for the difference before it reads on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa

from dashboard.domain import case
from dashboard.domain.case import Rules
from dashboard.domain.cuts import Move
from dashboard.domain.cuts import moves as cut_moves
from dashboard.domain.facts import facts, marks
from dashboard.domain.measures import changes
from dashboard.domain.rules import FoldRules
from dashboard.store import cases, cuts, log, tallies, whistles
from dashboard.store import tables as t
from dashboard.store.engine import WRITING

NOTHING = "[]"
"""The mark of a stream that nothing has been kept for: the files alone."""
UNFOLDED = "unfolded"
"""The mark of a stream that an older version has folded: a migration sets it where rows have got new columns."""
_CHUNK = 2_000

Since = Callable[[str, str], int | None]
"""Two marks → the first moment (ms) from which they judge otherwise; None = they judge alike."""


def bring_up(
    engine: sa.Engine, rules: FoldRules, mark: str, since: Since, streams: Sequence[str], owns: Callable[[str], bool]
) -> int:
    """Makes the cases of these streams (`owns` a subject) what `rules` say; returns how many were folded anew.

    One transaction: killed at any instant it has happened or not, and happens again.
    """
    with engine.execution_options(**WRITING).begin() as connection:
        cuts.make_missing(connection)
        known = {row.stream: row.mark for row in connection.execute(sa.select(t.reference_marks))}
        anew = any(known.get(stream) == UNFOLDED for stream in streams)
        moments = {0} if anew else {since(known.get(stream, NOTHING), mark) for stream in streams} - {None}
        folded = 0
        if moments:
            first = min(at for at in moments if at is not None)
            for chunk in _concerned(connection, first, owns):
                folded += fold(connection, rules, chunk)
                cuts.roll_up(connection)
            for subject in _whistles(connection, first, owns):
                whistles.fold(connection, subject, rules)
        if any(known.get(stream) != mark for stream in streams):
            connection.execute(sa.delete(t.reference_marks).where(t.reference_marks.c.stream.in_(list(streams))))
            connection.execute(sa.insert(t.reference_marks), [{"stream": name, "mark": mark} for name in streams])
    return folded


def _concerned(connection: sa.Connection, first: int, owns: Callable[[str], bool]) -> Iterator[list[str]]:
    """Cases with an event at or after the moment: no other fold asks the rules of then."""
    found = connection.execute(sa.select(t.cases.c.subject).where(t.cases.c.last_at >= first)).scalars()
    subjects = [subject for subject in found if owns(subject)]
    for start in range(0, len(subjects), _CHUNK):
        yield subjects[start : start + _CHUNK]


def _whistles(connection: sa.Connection, first: int, owns: Callable[[str], bool]) -> list[str]:
    """Whistles whose limits began at or after the moment; 0 = every one, also those that were never blown."""
    w = t.whistles.c
    query = sa.select(w.subject).where(sa.func.coalesce(w.blown_at, 0) >= first)
    return [subject for subject in connection.execute(query).scalars() if owns(subject)]


def fold(connection: sa.Connection, rules: Rules, subjects: Sequence[str]) -> int:
    """Folds these cases anew from the log, with all that is stored of them; how many there were."""
    stored, rows = cases.load(connection, subjects), cases.rows(connection, subjects)
    delta: tallies.Delta = Counter()
    moved: list[cases.Change] = []
    moves: list[Move] = []
    for subject, events in log.events_of(connection, subjects, "case.").items():
        old, new = stored[subject], case.fold(subject, events, rules)
        change = cases.Change(new, facts(new), marks(new), rows[subject], marks(old))
        counts = (change.old_facts, change.old_marks, change.facts, change.marks)
        added = list(changes(*counts))
        tallies.collect(delta, added)
        moves += cut_moves(*counts, added)
        moved.append(change)
    cases.save(connection, moved)
    tallies.add(connection, delta)
    cuts.note(connection, moves)
    return len(moved)
