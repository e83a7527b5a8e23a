"""The audit log: who did or tried what, when, from where, and what came of it. Append-only.

There is no way to change or remove an entry here, and the database refuses it to everybody else (a trigger). Entries
hold no secrets: a detail whose name says that it is one is blanked before it is written. Calls block.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

import sqlalchemy as sa

from dashboard.auth.who import Principal
from dashboard.store.web.tables import audit

Outcome = Literal["done", "refused"]

SECRET_NAMES: Final = frozenset(
    {"password", "secret", "token", "key", "cookie", "authorization", "hash", "csrf", "code", "credential"}
)
"""Words in a detail's name (`new_password`, `api-key`) that have its value blanked."""
BLANK: Final = "***"
PAGE: Final = 200
"""Entries a page, where the question does not say."""
_CHUNK = 2_000
_c = audit.c
_COLUMNS = (_c.no, _c.at, _c.kind, _c.who_id, _c.who, _c.action, _c.target, _c.outcome, _c.detail, _c.address)


class Entry(NamedTuple):
    """One line of the log. `at` in ms UTC by the machine's clock; `kind` as a principal's, or `system`."""

    no: int
    at: int
    kind: str
    who_id: str
    who: str
    action: str
    target: str
    outcome: str
    detail: dict[str, Any]
    address: str


class AuditQuery(NamedTuple):
    """Which entries: `who` by a part of the name, `action` by its beginning (`user.`), `text` in target or detail,
    `outcome`, and [start, end) in ms; newest first, a page at a time below the entry numbered `before`.
    """

    who: str = ""
    action: str = ""
    text: str = ""
    outcome: Outcome | None = None
    start: int | None = None
    end: int | None = None
    limit: int = PAGE
    before: int | None = None


class AuditPage(NamedTuple):
    """A page, and the `before` of the next one; None if this was the last."""

    entries: list[Entry]
    following: int | None


class AuditStore:
    """The log in the web's own database. Safe in several threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def note(
        self,
        at_ms: int,
        who: Principal | str,
        action: str,
        target: str = "",
        outcome: Outcome = "done",
        detail: Mapping[str, Any] | None = None,
        address: str = "",
    ) -> None:
        """Appends an entry. `who` is a principal, or the name that somebody gave himself before he was known."""
        kind, who_id, name = (who.kind, who.id, who.name) if isinstance(who, Principal) else ("system", "", who)
        row = {
            "at": at_ms,
            "kind": kind,
            "who_id": _cut(who_id, 200),
            "who": _cut(name, 200),
            "action": _cut(action, 64),
            "target": _cut(target, 400),
            "outcome": outcome,
            "detail": _text(detail or {}),
            "address": _cut(address, 64),
        }
        with self._engine.begin() as connection:
            connection.execute(audit.insert().values(row))

    def search(self, query: AuditQuery) -> AuditPage:
        """A page of what the question names, newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(_select(query).limit(query.limit + 1)).mappings()
            found = [Entry(**{**row, "detail": json.loads(row["detail"])}) for row in rows]
        more = len(found) > query.limit
        return AuditPage(found[: query.limit], found[query.limit - 1].no if more else None)

    def stream(self, query: AuditQuery) -> Iterator[Entry]:
        """All that the question names, newest first, however many; `limit` does not count here."""
        # Page by page, each read to its end: no transaction stays open while a slow client takes the file.
        while True:
            page = self.search(query._replace(limit=_CHUNK))
            yield from page.entries
            if page.following is None:
                return
            query = query._replace(before=page.following)


def without_secrets(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail with every value blanked whose name says that it is a secret, at any depth."""
    return {name: BLANK if _is_secret(name) else _inner(value) for name, value in detail.items()}


def _text(detail: Mapping[str, Any]) -> str:
    text = json.dumps(without_secrets(detail), ensure_ascii=False, default=str).replace("\\u0000", "")
    return text.encode(errors="replace").decode()


def _inner(value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_secrets(value)
    if isinstance(value, list | tuple):
        return [_inner(one) for one in value]
    return value


def _is_secret(name: str) -> bool:
    return not SECRET_NAMES.isdisjoint(name.lower().replace("-", "_").split("_"))


def _cut(text: str, most: int) -> str:
    # What no database can hold (a NUL, half a surrogate pair) may well stand in a request that is refused.
    return text.replace("\x00", "")[:most].encode(errors="replace").decode()


def _select(query: AuditQuery) -> sa.Select[Any]:
    conditions: list[sa.ColumnElement[bool]] = []
    if query.who:
        conditions.append(_c.who.icontains(query.who, autoescape=True))
    if query.action:
        conditions.append(_c.action.startswith(query.action, autoescape=True))
    if query.text:
        text = query.text
        conditions.append(
            sa.or_(_c.target.icontains(text, autoescape=True), _c.detail.icontains(text, autoescape=True))
        )
    if query.outcome is not None:
        conditions.append(_c.outcome == query.outcome)
    if query.start is not None:
        conditions.append(_c.at >= query.start)
    if query.end is not None:
        conditions.append(_c.at < query.end)
    if query.before is not None:
        conditions.append(_c.no < query.before)
    return sa.select(*_COLUMNS).where(*conditions).order_by(_c.no.desc())
