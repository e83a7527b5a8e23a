"""Recomputes everything from the log and compares it with what is stored and shown: the proof behind every figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from dashboard.domain import alert, case, whistle, whistle_limits
from dashboard.domain.cuts import moves as cut_moves
from dashboard.domain.events import Event
from dashboard.domain.facts import Mark, facts, marks
from dashboard.domain.measures import entries
from dashboard.domain.rules import FoldRules
from dashboard.store import alerts, cases, cut_sums, log, tallies
from dashboard.store import tables as t

_CHUNK = 2_000


def differences(engine: sa.Engine, rules: FoldRules) -> Iterator[str]:
    """A sentence for each thing that the store shows otherwise than the log says. Reads one consistent state."""
    # SERIALIZABLE is PostgreSQL's name for one snapshot throughout; in SQLite every transaction reads one.
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**level) as connection:
        delta: tallies.Delta = Counter()
        cells = cut_sums.CutSums()
        chunk: list[tuple[str, list[Event]]] = []
        for pair in log.every_subject(connection):
            chunk.append(pair)
            if len(chunk) == _CHUNK:
                yield from _compare(connection, chunk, rules, delta, cells)
                chunk = []
        yield from _compare(connection, chunk, rules, delta, cells)
        yield from _strangers(connection)
        yield from _compare_tallies(connection, delta)
        yield from cut_sums.differences(connection, cells)


def _compare(
    connection: sa.Connection,
    chunk: list[tuple[str, list[Event]]],
    rules: FoldRules,
    delta: tallies.Delta,
    cells: cut_sums.CutSums,
) -> Iterator[str]:
    subjects = [subject for subject, _ in chunk]
    stored = cases.load(connection, subjects)
    kept_rows = cases.rows(connection, subjects)
    kept_marks = cases.load_marks(connection, subjects)
    for subject, events in chunk:
        of_case = [event for event in events if event.type.startswith("case.")]
        if of_case:
            folded = case.fold(subject, of_case, rules)
            row, found = facts(folded), marks(folded)
            added = list(entries(row, found))
            tallies.collect(delta, added)
            cells.add(cut_moves(None, [], row, found, added))
            if stored.get(subject) != folded:
                yield f"case {subject}: its stored state is not the fold of its events"
            if kept_rows.get(subject) != row:
                yield f"case {subject}: its row {kept_rows.get(subject)} should be {row}"
            if _sorted(kept_marks.get(subject, [])) != _sorted(found):
                yield f"case {subject}: its marks are not those of its events"
        yield from _compare_others(connection, subject, events, rules)


def _sorted(found: list[Mark]) -> list[Mark]:
    return sorted(found, key=lambda mark: (mark.kind, mark.n))


def _compare_others(connection: sa.Connection, subject: str, events: list[Event], rules: FoldRules) -> Iterator[str]:
    blown = [event for event in events if event.type.startswith("whistle.")]
    if blown:
        folded = whistle.fold(subject, blown)
        whistle_limits.judge(folded, rules)
        watch = whistle_limits.watch_at(folded, rules)
        shown = (folded.area, folded.level, folded.stage, folded.blown_at, folded.ended_at, folded.number, watch)
        c = t.whistles.c
        columns = (c.area, c.level, c.stage, c.blown_at, c.ended_at, c.number, c.watch_at)
        yield from _compare_row(connection, "whistle", subject, columns, shown, folded)
    raised = [event for event in events if event.type.startswith("alert.")]
    if raised:
        alerted = alert.fold(subject, raised)
        c = t.alerts.c
        shown_of = (c.stage, c.raised_at, c.rule, c.unit, c.live)
        yield from _compare_row(connection, "alert", subject, shown_of, alerts.columns(alerted), alerted)


def _compare_row(
    connection: sa.Connection,
    kind: str,
    subject: str,
    columns: tuple[sa.Column[Any], ...],
    shown: tuple[Any, ...],
    folded: whistle.Whistle | alert.Alert,
) -> Iterator[str]:
    """A whistle's or alert's row: the columns that are asked by, and the state."""
    table = columns[0].table
    row = connection.execute(sa.select(*columns, table.c.state).where(table.c.subject == subject)).first()
    if row is None or msgspec.json.decode(row[-1], type=type(folded)) != folded:
        yield f"{kind} {subject}: its stored state is not the fold of its events"
    if row is not None and tuple(row[:-1]) != shown:
        yield f"{kind} {subject}: its row {tuple(row[:-1])} should be {shown}"


def _strangers(connection: sa.Connection) -> Iterator[str]:
    """Rows of subjects that no event of the log speaks of."""
    kinds = (("case", t.cases, "case."), ("mark of", t.marks, "case."), ("whistle", t.whistles, "whistle."))
    for name, table, prefix in (*kinds, ("alert", t.alerts, "alert.")):
        of_it = sa.select(t.log.c.seq).where(t.log.c.subject == table.c.subject, t.log.c.type.startswith(prefix))
        for subject in connection.execute(sa.select(table.c.subject).distinct().where(~of_it.exists())).scalars():
            yield f"{name} {subject}: there is no event of it"


def _compare_tallies(connection: sa.Connection, delta: tallies.Delta) -> Iterator[str]:
    expected = tallies.widened(delta)
    stored = tallies.everything(connection)
    for key in sorted({*expected, *stored}):
        if expected.get(key, 0) != stored.get(key, 0):
            yield f"tally {'/'.join(map(str, key))}: {stored.get(key, 0)} should be {expected.get(key, 0)}"
