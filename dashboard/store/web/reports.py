"""Situation reports: what people write into one, and its sealed versions, which never change.

The text that figures make is not kept, but in seals: it is written anew whenever it is asked for. Calls block.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.auth.who import Principal
from dashboard.domain.report_edits import Edits, ReportKey, fault
from dashboard.errors import RefusedError, StoreError
from dashboard.store.web.tables import report_drafts, report_seals, report_times

_d, _s = report_drafts.c, report_seals.c


class Draft(NamedTuple):
    """A report under work. `version` counts how often it was saved (0 = never); `saved_at` is ms of the city's time."""

    key: ReportKey
    version: int = 0
    edits: Edits = Edits()
    saved_at: int = 0
    saved_by: str = ""


class Seal(NamedTuple):
    """A sealed version: the whole report as JSON, with its figures as printed then; `edition` counts from 1."""

    key: ReportKey
    edition: int
    sealed_at: int
    sealed_by: str
    reason: str
    recipients: tuple[str, ...]
    content: str


class Kept(NamedTuple):
    """A report as a list shows it: its draft's last save (version 0: none) and its newest seal (edition 0: none)."""

    key: ReportKey
    version: int = 0
    saved_at: int = 0
    saved_by: str = ""
    edition: int = 0
    sealed_at: int = 0
    sealed_by: str = ""


class ReportStore:
    """Drafts and seals in the web's own database. Safe in several threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def draft(self, key: ReportKey) -> Draft:
        """What was written into this report so far."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(report_drafts).where(*_is(_d, key))).mappings().one_or_none()
        return _draft(key, row) if row else Draft(key)

    def save(self, draft: Draft, who: Principal, at_ms: int) -> Draft:
        """Keeps the edits of a draft read before. RefusedError if somebody saved it meanwhile, or for what is wrong."""
        if reason := fault(draft.edits):
            raise RefusedError(f"the report cannot be kept: {reason}")
        edits = {**draft.edits._asdict(), "notes": dict(draft.edits.notes)}
        kept = {
            "version": draft.version + 1,
            "edits": json.dumps(edits, ensure_ascii=False),
            "saved_at": at_ms,
            "by_id": who.id,
            "by_name": who.name,
        }
        try:
            with self._engine.begin() as connection:
                if draft.version:
                    change = report_drafts.update().where(*_is(_d, draft.key), _d.version == draft.version)
                    done = connection.execute(change.values(kept)).rowcount
                else:
                    done = connection.execute(report_drafts.insert().values({**_columns(draft.key), **kept})).rowcount
        except sa.exc.IntegrityError as error:
            raise _faster() from error
        if not done:
            raise _faster()
        return draft._replace(version=draft.version + 1, saved_at=at_ms, saved_by=who.name)

    def listed(self, limit: int = 400) -> list[Kept]:
        """Reports with a draft or a seal, the newest period first."""
        newest = sa.select(sa.func.max(_s.no)).group_by(_s.start, _s.end, _s.scope)
        with self._engine.connect() as connection:
            drafts = connection.execute(
                sa.select(_d.start, _d.end, _d.scope, _d.version, _d.saved_at, _d.by_name)
                .order_by(_d.end.desc())
                .limit(limit)
            ).all()
            seals = connection.execute(
                sa.select(_s.start, _s.end, _s.scope, _s.edition, _s.sealed_at, _s.by_name)
                .where(_s.no.in_(newest))
                .order_by(_s.end.desc())
                .limit(limit)
            ).all()
        kept = {ReportKey(*row[:3]): Kept(ReportKey(*row[:3]), *row[3:]) for row in drafts}
        for row in seals:
            key = ReportKey(*row[:3])
            edition, at, by = row[3:]
            kept[key] = kept.get(key, Kept(key))._replace(edition=edition, sealed_at=at, sealed_by=by)
        return sorted(kept.values(), key=lambda one: (-one.key.end, one.key.start, one.key.scope))[:limit]

    def first_seal(self, seal: Seal, who: Principal) -> Seal:
        """Keeps edition 1 of a report, or gives the newest one where it has been sealed already."""
        with contextlib.suppress(RefusedError):
            if not self.seals(seal.key, 1):
                return self.seal(seal, who)
        return self.seals(seal.key, 1)[0]

    def edition(self, key: ReportKey, edition: int) -> Seal | None:
        """One sealed version. StoreError where it was tampered with."""
        query = sa.select(report_seals).where(*_is(_s, key), _s.edition == edition)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return _seal(row) if row else None

    def seal(self, seal: Seal, who: Principal) -> Seal:
        """Keeps a version for good, as its report's next edition. RefusedError if somebody sealed one meanwhile."""
        try:
            with self._engine.begin() as connection:
                newest = connection.execute(sa.select(sa.func.max(_s.edition)).where(*_is(_s, seal.key))).scalar()
                numbered = seal._replace(edition=(newest or 0) + 1, sealed_by=who.name)
                connection.execute(report_seals.insert().values(_sealed_row(numbered, who)))
        except sa.exc.IntegrityError as error:
            raise _faster() from error
        return numbered

    def seals(self, key: ReportKey | None = None, limit: int = 100) -> list[Seal]:
        """Sealed versions of one report, or of all, newest first. StoreError where one was tampered with."""
        query = sa.select(report_seals).order_by(_s.no.desc()).limit(limit)
        if key is not None:
            query = query.where(*_is(_s, key))
        with self._engine.connect() as connection:
            return [_seal(row) for row in connection.execute(query).mappings()]

    def dealt(self) -> dict[str, int]:
        """Kind of report → the moment (city ms) up to which the clock has seen to it."""
        with self._engine.connect() as connection:
            return {row.kind: row.due for row in connection.execute(sa.select(report_times))}

    def deal(self, kind: str, due: int) -> None:
        """Notes that the clock has seen to a kind of report up to this moment."""
        with self._engine.begin() as connection:
            change = report_times.update().where(report_times.c.kind == kind).values(due=due)
            if not connection.execute(change).rowcount:
                connection.execute(report_times.insert().values(kind=kind, due=due))


def _columns(key: ReportKey) -> dict[str, Any]:
    return {"start": key.start, "end": key.end, "scope": key.scope}


def _is(columns: Any, key: ReportKey) -> list[sa.ColumnElement[bool]]:
    return [columns[name] == value for name, value in _columns(key).items()]


def _faster() -> RefusedError:
    return RefusedError("somebody saved this report meanwhile; look at it and try again")


def _draft(key: ReportKey, row: Any) -> Draft:
    edits = json.loads(row["edits"])
    kept = Edits(edits["notes"], *(tuple(edits.get(name, ())) for name in ("hidden", "recipients", "chosen")))
    return Draft(key, row["version"], kept, row["saved_at"], row["by_name"])


def _sealed_row(seal: Seal, who: Principal) -> dict[str, Any]:
    return {
        **_columns(seal.key),
        "edition": seal.edition,
        "sealed_at": seal.sealed_at,
        "by_id": who.id,
        "by_name": who.name,
        "reason": seal.reason[:400],
        "recipients": json.dumps(seal.recipients, ensure_ascii=False),
        "content": seal.content,
        "checksum": _checksum(seal.content),
    }


def _seal(row: Any) -> Seal:
    if _checksum(row["content"]) != row["checksum"]:
        raise StoreError(f"edition {row['edition']} of a report is not what was sealed; restore the web's store")
    key = ReportKey(row["start"], row["end"], row["scope"])
    recipients = tuple(json.loads(row["recipients"]))
    return Seal(key, row["edition"], row["sealed_at"], row["by_name"], row["reason"], recipients, row["content"])


def _checksum(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
