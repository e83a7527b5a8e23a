"""People who may sign in: name, role, scope, password (hashed). Not what a role may do, nor how a password is checked.

Whatever takes something from somebody (a new password, disabled, another role or scope) ends all sessions of his, in
the same transaction. Calls block.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dashboard.auth.who import CITY, Role, Scope
from dashboard.errors import RefusedError
from dashboard.store.web.tables import users, web_sessions

FIRST = "admin"
"""The name of the administrator that the first start makes."""
NAME_MOST = 64
_c = users.c


@dataclass(frozen=True, slots=True)
class User:
    """One person. `name` is what he signs in with, `display` what events, audit and screens print.

    `password_hash` is None for who signs in elsewhere: `subject` is then his name at the OpenID Connect provider.
    `must_change`: his password was made by somebody else. Times are epoch ms by the machine's clock.
    """

    id: str
    name: str
    display: str
    role: Role
    scope: Scope
    password_hash: str | None
    subject: str | None
    disabled: bool
    must_change: bool
    created_at: int
    signed_in_at: int | None


class UserStore:
    """Users in the web's own database. Safe in several threads."""

    def __init__(self, engine: sa.Engine, real_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self._engine = engine
        self._real_ms = real_ms

    def add(
        self,
        name: str,
        role: Role,
        password_hash: str | None,
        *,
        display: str = "",
        scope: Scope = CITY,
        subject: str | None = None,
    ) -> User:
        """Adds somebody; a password given here has to be changed at the first sign-in. RefusedError: name is taken."""
        user_id = secrets.token_hex(8)
        row = {
            "id": user_id,
            "name": _good_name(name),
            "hash": password_hash,
            "subject": subject,
            "disabled": False,
            "must_change": password_hash is not None,
            "created_at": self._real_ms(),
            "signed_in_at": None,
            **_granted(display.strip() or name.strip(), role, scope),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(users.insert().values(row))
        except sa.exc.IntegrityError as error:
            raise RefusedError(f"there is a user named {name!r} already; choose another name") from error
        return self.one(user_id)

    def one(self, user_id: str) -> User:
        """By id. Raises RefusedError if there is none."""
        return self._required(_c.id == user_id)

    def named(self, name: str) -> User:
        """By name. Raises RefusedError if there is none."""
        return self._required(_c.name == fold(name))

    def find(self, *, name: str | None = None, subject: str | None = None) -> User | None:
        """By name, or by his name at the provider."""
        where = _c.name == fold(name or "") if subject is None else _c.subject == subject
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(users).where(where)).mappings().one_or_none()
        return None if row is None else user_of(row)

    def listed(self) -> list[User]:
        """All, by name."""
        with self._engine.connect() as connection:
            return [user_of(row) for row in connection.execute(sa.select(users).order_by(_c.name)).mappings()]

    def grant(self, user_id: str, display: str, role: Role, scope: Scope) -> User:
        """Gives another name to print, role or scope. Another role or scope ends his sessions."""
        before = self.one(user_id)
        self._change(user_id, _granted(display, role, scope), ends=(before.role, before.scope) != (role, scope))
        return self.one(user_id)

    def set_password(self, user_id: str, password_hash: str, *, must_change: bool) -> None:
        """Sets the password, and ends his sessions."""
        self._change(user_id, {"hash": password_hash, "must_change": must_change}, ends=True)

    def set_disabled(self, user_id: str, *, disabled: bool) -> None:
        """Locks somebody out, or in again; ends his sessions."""
        self._change(user_id, {"disabled": disabled}, ends=True)

    def note_sign_in(self, user_id: str) -> None:
        """Remembers when he last signed in."""
        self._change(user_id, {"signed_in_at": self._real_ms()}, ends=False)

    def first_admin(self, password_hash: Callable[[], str]) -> User | None:
        """Makes the first administrator, unless there are users already."""
        with self._engine.connect() as connection:
            if connection.execute(sa.select(sa.func.count()).select_from(users)).scalar_one():
                return None
        return self.add(FIRST, "admin", password_hash(), display="系统管理员")

    def _required(self, where: sa.ColumnElement[bool]) -> User:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(users).where(where)).mappings().one_or_none()
        if row is None:
            raise RefusedError("there is no such user; `python app.py user list` names them")
        return user_of(row)

    def _change(self, user_id: str, values: Mapping[str, Any], *, ends: bool) -> None:
        with self._engine.begin() as connection:
            done = connection.execute(users.update().where(_c.id == user_id).values(**values))
            if done.rowcount == 0:
                raise RefusedError("there is no such user; `python app.py user list` names them")
            if ends:
                connection.execute(web_sessions.delete().where(web_sessions.c.user_id == user_id))


def fold(name: str) -> str:
    """A name as it is kept and compared: upper and lower case are the same person."""
    return name.strip().casefold()


def user_of(row: sa.RowMapping) -> User:
    """A row of the table as a user."""
    return User(
        id=row["id"],
        name=row["name"],
        display=row["display"],
        role=row["role"],
        scope=Scope(_codes(row["areas"]), _codes(row["units"])),
        password_hash=row["hash"],
        subject=row["subject"],
        disabled=row["disabled"],
        must_change=row["must_change"],
        created_at=row["created_at"],
        signed_in_at=row["signed_in_at"],
    )


def _granted(display: str, role: Role, scope: Scope) -> dict[str, Any]:
    return {"display": display[:NAME_MOST], "role": role, "areas": _text(scope.areas), "units": _text(scope.units)}


def _good_name(name: str) -> str:
    folded = fold(name)
    if not folded or len(folded) > NAME_MOST or not folded.isprintable() or set(folded) & set(" /\\<>\"'"):
        raise RefusedError(
            f"{name[:80]!r} is no user name; take letters and digits without blanks, at most {NAME_MOST}"
        )
    return folded


def _codes(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(json.loads(text))


def _text(codes: frozenset[str] | None) -> str | None:
    return None if codes is None else json.dumps(sorted(codes), ensure_ascii=False)
