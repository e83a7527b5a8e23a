"""Takes personal fields out of what is long over: log rows of ended cases and whistles, their states, and dead letters.

Only the projector calls this, between batches, for subjects of its own shards. It goes forward along the moments at
which they ended, and along the log for what came in late; where it stands is kept by the projector's name. What it
leaves folds to the same figures, and a repeat of what it took is still known by a keyed hash.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from dashboard.domain.privacy import without_personal
from dashboard.domain.rules import FoldRules
from dashboard.store import deadletters, refold, whistles, words
from dashboard.store import tables as t
from dashboard.store.digests import digest, make_secret, pseudonym
from dashboard.store.engine import WRITING
from dashboard.store.statements import select_among

CHUNK: Final = 50
"""Cases, whistles, or letters, a step: some 25 milliseconds."""

_c, _w = t.cases.c, t.whistles.c


@dataclass(frozen=True, eq=False)
class _Kind:
    """What ends: its events' types begin so; its ids; the moments that may be its end, and that which is (ms)."""

    prefix: str
    subject: sa.Column[str]
    ends: Sequence[sa.Column[int]]
    ended: sa.ColumnElement[int]


_CASES: Final = _Kind(
    "case.",
    _c.subject,
    (_c.closed_at, _c.voided_at, _c.self_handled_at),
    sa.func.coalesce(_c.closed_at, _c.voided_at, _c.self_handled_at),
)
_WHISTLES: Final = _Kind("whistle.", _w.subject, (_w.ended_at,), _w.ended_at)
_KINDS: Final = (_CASES, _WHISTLES)
_ROWS: Final = "SELECT seq, type, subject, data FROM log WHERE subject IN"

Owns = Callable[[str], bool]


class Cutoff(NamedTuple):
    """Over are cases and whistles that ended before `ended` (city ms), letters received before `received` (machine's
    ms).
    """

    ended: int
    received: int


class Step(NamedTuple):
    """The cases and whistles that were folded anew; whether there was anything to look at."""

    subjects: Sequence[str]
    busy: bool


class Retention:
    """For one projector: `name` its own, `owns` says which subjects are its, `letters` whether dead letters are."""

    def __init__(self, engine: sa.Engine, rules: FoldRules, name: str, owns: Owns, *, letters: bool) -> None:
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
            for kind in _KINDS:
                for column in kind.ends:
                    if not any(found.values()):
                        found = {kind: self._ended(connection, kind, column, cutoff, marks)}
            if self._letters:
                last = deadletters.forget_content(connection, cutoff.received, int(marks.get("letter", 0)), CHUNK)
                marks["letter"] = last or marks.get("letter", 0)
            changed = [name for kind, its in found.items() if its for name in self._redact(connection, kind, its)]
            if marks != before:
                self._keep(connection, marks)
            return Step(changed, marks != before)

    def _ended(
        self, connection: sa.Connection, kind: _Kind, column: sa.Column[int], cutoff: Cutoff, marks: dict[str, Any]
    ) -> list[str]:
        """The next ones that ended before the cutoff, by when they did."""
        at, last = marks.get(column.name, (0, ""))
        beyond = sa.or_(column > at, sa.and_(column == at, kind.subject > last))
        query = sa.select(kind.subject, column).where(column >= at, column < cutoff.ended, beyond)
        rows = connection.execute(query.order_by(column, kind.subject).limit(CHUNK)).all()
        if rows:
            marks[column.name] = [rows[-1][1], rows[-1][0]]
        return [row[0] for row in rows if self._owns(row[0])]

    def _late(self, connection: sa.Connection, cutoff: Cutoff, marks: dict[str, Any]) -> dict[_Kind, list[str]]:
        """What is long over and of which something was logged since the last step."""
        newest = int(connection.execute(sa.select(sa.func.max(t.log.c.seq))).scalar() or 0)
        since = int(marks.setdefault("seq", newest))  # at first all that is there is found by its end
        if since >= newest:
            return {}
        seqs = (
            sa.select(t.log.c.seq, t.log.c.subject).where(t.log.c.seq > since).order_by(t.log.c.seq).limit(CHUNK * 20)
        )
        rows = connection.execute(seqs).all()
        marks["seq"] = rows[-1].seq
        subjects = sorted({row.subject for row in rows if self._owns(row.subject)})
        found = {}
        for kind in _KINDS:
            over = sa.select(kind.subject).where(kind.subject.in_(subjects), cutoff.ended > kind.ended)
            found[kind] = list(connection.execute(over).scalars())
        return found

    def _redact(self, connection: sa.Connection, kind: _Kind, subjects: list[str]) -> list[str]:
        """Rewrites what of these subjects' log rows is personal, and folds them anew."""
        rows = [row for row in select_among(connection, _ROWS, subjects) if row[1].startswith(kind.prefix)]
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
        self._fold(connection, kind, sorted(changed))
        return sorted(changed)

    def _fold(self, connection: sa.Connection, kind: _Kind, changed: list[str]) -> None:
        if kind is _CASES:
            refold.fold(connection, self._rules, changed)
            words.index(connection, changed)
            return
        for subject in changed:
            whistles.fold(connection, subject, self._rules)

    def _marks(self, connection: sa.Connection) -> dict[str, Any]:
        kept = connection.execute(sa.select(t.retention.c.value).where(t.retention.c.name == self._name)).scalar()
        return {} if kept is None else dict(json.loads(kept))

    def _keep(self, connection: sa.Connection, marks: dict[str, Any]) -> None:
        connection.execute(t.retention.delete().where(t.retention.c.name == self._name))
        connection.execute(t.retention.insert().values(name=self._name, value=json.dumps(marks)))
