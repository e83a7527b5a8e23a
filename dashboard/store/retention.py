"""Takes personal fields out of what is long over: log rows of ended cases, their states, and dead letters.

Only the projector calls this, between batches, for cases of its own shards. It goes forward along the moments at which
cases ended, and along the log for what came in late; where it stands is kept by the projector's name. What it leaves
folds to the same figures, and a repeat of what it took is still known by a keyed hash.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from dashboard.domain.case import Rules
from dashboard.domain.privacy import without_personal
from dashboard.store import deadletters, refold, words
from dashboard.store import tables as t
from dashboard.store.digests import digest, make_secret, pseudonym
from dashboard.store.engine import WRITING
from dashboard.store.statements import select_among

CHUNK: Final = 50
"""Cases, or letters, a step: some 25 milliseconds."""

_c = t.cases.c
_ENDS: Final = (_c.closed_at, _c.voided_at, _c.self_handled_at)
_ENDED: Final = sa.func.coalesce(*_ENDS)
_ROWS: Final = "SELECT seq, type, subject, data FROM log WHERE subject IN"

Owns = Callable[[str], bool]


class Cutoff(NamedTuple):
    """Cases that ended before `ended` (city ms), and letters received before `received` (machine's ms), are over."""

    ended: int
    received: int


class Step(NamedTuple):
    """The cases that were folded anew; whether there was anything to look at."""

    subjects: Sequence[str]
    busy: bool


class Retention:
    """For one projector: `name` its own, `owns` says which subjects are its, `letters` whether dead letters are."""

    def __init__(self, engine: sa.Engine, rules: Rules, name: str, owns: Owns, *, letters: bool) -> None:
        self._engine = engine.execution_options(**WRITING)
        self._rules = rules
        self._name = name
        self._owns = owns
        self._letters = letters

    def step(self, cutoff: Cutoff) -> Step:
        """Does a bounded piece of what is due, in one transaction."""
        with self._engine.begin() as connection:
            marks = self._marks(connection)
            before = dict(marks)
            found = self._late(connection, cutoff, marks)
            for column in _ENDS:
                if not found:
                    found = self._ended(connection, column, cutoff, marks)
            if self._letters:
                last = deadletters.forget_content(connection, cutoff.received, int(marks.get("letter", 0)), CHUNK)
                marks["letter"] = last or marks.get("letter", 0)
            changed = self._redact(connection, found) if found else []
            if marks != before:
                self._keep(connection, marks)
            return Step(changed, marks != before)

    def _ended(self, connection: sa.Connection, column: Any, cutoff: Cutoff, marks: dict[str, Any]) -> list[str]:
        """The next cases that ended before the cutoff, by when they did."""
        at, last = marks.get(column.name, (0, ""))
        beyond = sa.or_(column > at, sa.and_(column == at, _c.subject > last))
        query = sa.select(_c.subject, column).where(column >= at, column < cutoff.ended, beyond)
        rows = connection.execute(query.order_by(column, _c.subject).limit(CHUNK)).all()
        if rows:
            marks[column.name] = [rows[-1][1], rows[-1][0]]
        return [row[0] for row in rows if self._owns(row[0])]

    def _late(self, connection: sa.Connection, cutoff: Cutoff, marks: dict[str, Any]) -> list[str]:
        """Cases long over of which something was logged since the last step."""
        newest = int(connection.execute(sa.select(sa.func.max(t.log.c.seq))).scalar() or 0)
        since = int(marks.setdefault("seq", newest))  # at first all that is there is found by its end
        if since >= newest:
            return []
        seqs = (
            sa.select(t.log.c.seq, t.log.c.subject).where(t.log.c.seq > since).order_by(t.log.c.seq).limit(CHUNK * 20)
        )
        rows = connection.execute(seqs).all()
        marks["seq"] = rows[-1].seq
        subjects = sorted({row.subject for row in rows if self._owns(row.subject)})
        over = sa.select(_c.subject).where(_c.subject.in_(subjects), cutoff.ended > _ENDED)
        return list(connection.execute(over).scalars())

    def _redact(self, connection: sa.Connection, subjects: list[str]) -> list[str]:
        """Rewrites what of these cases' log rows is personal, and folds those cases anew."""
        rows = [row for row in select_among(connection, _ROWS, subjects) if row[1].startswith("case.")]
        c = t.redactions.c.seq
        done = set(connection.execute(sa.select(c).where(c.in_([row[0] for row in rows]))).scalars())
        secret = make_secret(connection)
        changed: set[str] = set()
        for seq, _, subject, text in rows:
            data = json.loads(text)
            kept = without_personal(data, lambda label: pseudonym(label, secret))
            if kept == data:
                continue
            if seq not in done:
                connection.execute(t.redactions.insert().values(seq=seq, digest=digest(text, secret)))
            told = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
            connection.execute(t.log.update().where(t.log.c.seq == seq).values(data=told))
            changed.add(subject)
        refold.fold(connection, self._rules, sorted(changed))
        words.index(connection, sorted(changed))
        return sorted(changed)

    def _marks(self, connection: sa.Connection) -> dict[str, Any]:
        kept = connection.execute(sa.select(t.retention.c.value).where(t.retention.c.name == self._name)).scalar()
        return {} if kept is None else dict(json.loads(kept))

    def _keep(self, connection: sa.Connection, marks: dict[str, Any]) -> None:
        connection.execute(t.retention.delete().where(t.retention.c.name == self._name))
        connection.execute(t.retention.insert().values(name=self._name, value=json.dumps(marks)))
