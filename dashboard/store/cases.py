"""The folded cases: their wide rows, marks and states, loaded and saved in bulk. Knows no rule of counting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dashboard.domain.case import Case
from dashboard.domain.facts import Facts, Mark
from dashboard.store import tables as t
from dashboard.store.statements import Row, delete, insert, run_many, select_among, update

_WATCHED = ("first_at", "last_at", "stage", "severity", "lon", "lat", "waiting_due", "state")
_COLUMNS = (*Facts._fields, *_WATCHED)
# What indexes stand on: rewriting these costs an index entry each, so they are left alone where they did not change.
_INDEXED = frozenset(
    "accepted_at self_handled_at filed_at due_at settled_at closed_at voided_at rated_at hotline first_at".split()
)
_LIGHT = tuple(name for name in _COLUMNS if name not in _INDEXED and name != "watch_at")
_LIGHT_PLACES = tuple(_COLUMNS.index(name) for name in _LIGHT)
_INDEXED_PLACES = tuple(place for place, name in enumerate(Facts._fields) if name in _INDEXED)

_moments_of = itemgetter(*_INDEXED_PLACES)
_light_of = itemgetter(*_LIGHT_PLACES)

_INSERT = insert(t.cases, ("subject", *_COLUMNS))
_UPDATE = update(t.cases, _COLUMNS, "subject")
_UPDATE_LIGHT = update(t.cases, _LIGHT, "subject")
_UPDATE_WATCH = update(t.cases, ("watch_at",), "subject")
_LOAD = "SELECT state FROM cases WHERE subject IN"
_MARK_INSERT = insert(
    t.marks,
    ("subject", *Mark._fields),
    "ON CONFLICT (subject, kind, n) DO UPDATE SET at = excluded.at, flag = excluded.flag, "
    "area = excluded.area, category = excluded.category, code = excluded.code",
)
_MARK_DELETE = delete(t.marks, ("subject", "kind", "n"))

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Case)


class Change(NamedTuple):
    """One case that a batch moved: its state now, what of it counts now, and what counted before (None = it is new)."""

    case: Case
    facts: Facts
    marks: list[Mark]
    old_facts: Facts | None
    old_marks: list[Mark]


def decode_state(state: bytes) -> Case:
    """The case that a row's state holds."""
    return _DECODER.decode(state)


def load(connection: sa.Connection, subjects: Iterable[str]) -> dict[str, Case]:
    """The stored cases among these subjects."""
    cases = (_DECODER.decode(row[0]) for row in select_among(connection, _LOAD, subjects))
    return {case.subject: case for case in cases}


def rows(connection: sa.Connection, subjects: Iterable[str]) -> dict[str, Facts]:
    """The stored countable rows of these subjects."""
    sql = f"SELECT subject, {', '.join(Facts._fields)} FROM cases WHERE subject IN"  # noqa: S608 – column names
    return {row[0]: Facts(*row[1:]) for row in select_among(connection, sql, subjects)}


def load_marks(connection: sa.Connection, subjects: Iterable[str]) -> dict[str, list[Mark]]:
    """The stored marks of these subjects."""
    sql = f"SELECT subject, {', '.join(Mark._fields)} FROM marks WHERE subject IN"  # noqa: S608 – column names
    found: dict[str, list[Mark]] = {}
    for row in select_among(connection, sql, subjects):
        found.setdefault(row[0], []).append(Mark(*row[1:]))
    return found


def save(connection: sa.Connection, changes: Sequence[Change]) -> None:
    """Writes what changed, each case by the cheapest statement that says it all."""
    new: list[Row] = []
    full: list[Row] = []
    light: list[Row] = []
    watch: list[Row] = []
    for change in changes:
        row = _row(change.case, change.facts)
        if change.old_facts is None:
            new.append((change.case.subject, *row))
        elif _same_moments(change.facts, change.old_facts):
            light.append((*_light_of(row), change.case.subject))
            if change.facts.watch_at != change.old_facts.watch_at:
                watch.append((change.facts.watch_at, change.case.subject))
        else:
            full.append((*row, change.case.subject))
    run_many(connection, _INSERT, new)
    run_many(connection, _UPDATE, full)
    run_many(connection, _UPDATE_LIGHT, light)
    run_many(connection, _UPDATE_WATCH, watch)
    _save_marks(connection, changes)


def _same_moments(new: Facts, old: Facts) -> bool:
    return bool(_moments_of(new) == _moments_of(old))


def _row(case: Case, facts: Facts) -> Row:
    task = case.waiting_task if case.voided_at is None else None
    last_at = case.last[0] if case.last else case.first_at
    watched = (
        case.first_at,
        last_at,
        case.stage,
        case.severity or "",
        case.lon,
        case.lat,
        task.due if task else None,
        _ENCODER.encode(case),
    )
    return (*facts, *watched)


def _save_marks(connection: sa.Connection, changes: Sequence[Change]) -> None:
    written: list[Row] = []
    dropped: list[Row] = []
    for change in changes:
        if change.marks == change.old_marks:
            continue
        subject, old = change.case.subject, change.old_marks
        written += [(subject, *mark) for mark in change.marks if mark not in old]
        if old:
            kept = {(mark.kind, mark.n) for mark in change.marks}
            dropped += [(subject, mark.kind, mark.n) for mark in old if (mark.kind, mark.n) not in kept]
    run_many(connection, _MARK_DELETE, dropped)
    run_many(connection, _MARK_INSERT, written)
