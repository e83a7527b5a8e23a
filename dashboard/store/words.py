"""The index of what cases read like: follows the log some way behind the fold, and is asked for the newest cases first.

The projector writes it between batches (`streams.indexing`), never while it applies one, so that applying stays as fast
as it is; `index_marks` says how far it has come. A case stands in it under a number that begins with when it began.
SQLite keeps the pieces in an FTS5 table, PostgreSQL in a tsvector; both are called `case_search`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final
from zlib import crc32

import sqlalchemy as sa

from dashboard.domain import wording
from dashboard.domain.case import Case
from dashboard.store import cases, log
from dashboard.store import tables as t
from dashboard.store.engine import WRITING
from dashboard.store.statements import select_among

SLOTS: Final = 64
"""Cases of one millisecond that have numbers of that millisecond; more of them take the next free ones."""
SCAN: Final = 4_000
"""Log entries looked at in one step,"""
CHUNK: Final = 100
"""and cases indexed in it: some 50 milliseconds."""

_w = t.case_words.c


class WordIndex:
    """For one projector: `streams` are those it reads, `owns` says which subjects are its."""

    def __init__(self, engine: sa.Engine, streams: Sequence[str], owns: Callable[[str], bool]) -> None:
        self._engine = engine.execution_options(**WRITING)
        self._streams = streams
        self._owns = owns
        self._seq: int | None = None

    def step(self) -> bool:
        """Indexes what the next entries of the log speak of, in one transaction; is there more to do?"""
        with self._engine.connect() as connection:
            since = self._since(connection)
            c = t.log.c
            query = sa.select(c.seq, c.type, c.subject).where(c.seq > since).order_by(c.seq).limit(SCAN)
            entries = connection.execute(query).all()
        if not entries:
            return False
        subjects: dict[str, None] = {}
        for entry in entries:
            since = entry.seq
            if entry.type in wording.MOVED_BY and self._owns(entry.subject):
                subjects[entry.subject] = None
            if len(subjects) == CHUNK:
                break
        with self._engine.begin() as connection:
            index(connection, subjects)
            connection.execute(sa.delete(t.index_marks).where(t.index_marks.c.stream.in_(self._streams)))
            connection.execute(sa.insert(t.index_marks), [{"stream": name, "seq": since} for name in self._streams])
        self._seq = since
        return since < entries[-1].seq or len(entries) == SCAN

    def _since(self, connection: sa.Connection) -> int:
        if self._seq is not None:
            return self._seq
        c = t.index_marks.c
        found = list(connection.execute(sa.select(c.seq).where(c.stream.in_(self._streams))).scalars())
        return min(found) if len(found) == len(self._streams) else 0


def behind(connection: sa.Connection) -> int:
    """How many entries of the log the index has not seen yet."""
    newest = connection.execute(sa.select(sa.func.max(t.log.c.seq))).scalar() or 0
    seen = connection.execute(sa.select(sa.func.min(t.index_marks.c.seq))).scalar() or 0
    return max(0, newest - seen)


def index(connection: sa.Connection, subjects: Iterable[str]) -> None:
    """Writes what these cases read like now; one that is not begun, or nothing is known of, leaves the index."""
    wanted = list(subjects)
    if not wanted:
        return
    known = cases.load(connection, wanted)
    told = {name: wording.told_of(events) for name, events in log.events_of(connection, wanted, "case.").items()}
    standing = {row[1]: row for row in select_among(connection, _STANDING, wanted)}
    for subject in wanted:
        case, old = known.get(subject), standing.get(subject)
        new = (wording.text_of(case, told[subject]), wording.tags_of(case)) if case and case.begun else None
        if old is not None and (new is None or case is None or old[2:] != new or not _is_its(old[0], case)):
            _forget(connection, *old)
            old = None
        if old is None and new is not None and case is not None:
            _add(connection, case, *new)


_STANDING: Final = "SELECT no, subject, text, tags FROM case_words WHERE subject IN"


def whole_texts(connection: sa.Connection, found: Iterable[Case]) -> dict[str, str]:
    """Subject → what its case reads like unmasked, for those who may read it so."""
    by_subject = {case.subject: case for case in found}
    events = log.events_of(connection, by_subject, "case.")
    return {
        name: wording.text_of(case, wording.told_of(events.get(name, [])), masked=False)
        for name, case in by_subject.items()
    }


def first_number(at: int) -> int:
    """The least number of a case that began at this moment (ms) or later."""
    return at * SLOTS


def _is_its(no: int, case: Case) -> bool:
    """Is this still the number of when the case began? It may be a little later, where many began at once."""
    return 0 <= no - first_number(case.begun_at) < 1_000 * SLOTS


def _add(connection: sa.Connection, case: Case, text: str, tags: str) -> None:
    no = first_number(case.begun_at) + crc32(case.subject.encode()) % SLOTS
    row = {"subject": case.subject, "text": text, "tags": tags}
    while connection.execute(_INSERT, {"no": no, **row}).rowcount == 0:
        no += 1
    pieces = [*wording.pieces(text), *tags.split()]
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO case_search (rowid, words) VALUES (?, ?)", (no, " ".join(pieces)))
    else:
        connection.exec_driver_sql(
            "INSERT INTO case_search (no, words) VALUES (%s, array_to_tsvector(%s::text[]))", (no, pieces)
        )


_INSERT: Final = sa.text(
    "INSERT INTO case_words (no, subject, text, tags) VALUES (:no, :subject, :text, :tags) ON CONFLICT (no) DO NOTHING"
)


def _forget(connection: sa.Connection, no: int, subject: str, text: str, tags: str) -> None:
    connection.execute(sa.delete(t.case_words).where(_w.no == no))
    if connection.dialect.name == "sqlite":
        # The table keeps no text of its own, so it must be told what stood there.
        pieces = " ".join([*wording.pieces(text), *tags.split()])
        connection.exec_driver_sql(
            "INSERT INTO case_search (case_search, rowid, words) VALUES ('delete', ?, ?)", (no, pieces)
        )
    else:
        connection.exec_driver_sql("DELETE FROM case_search WHERE no = %s", (no,))
