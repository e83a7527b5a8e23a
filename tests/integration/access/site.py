"""A whole server in this process with real accounts, sessions and counting of tries; behind its machine doors, fakes.

`Browser` keeps cookies and does what a person does: opens the page, fills in the form, sends it.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dash import Dash
from flask import Flask

from dashboard.api.health import Checks
from dashboard.auth import passwords
from dashboard.auth.auditor import Auditor
from dashboard.auth.setup import accounts_in
from dashboard.auth.who import CITY, Role, Scope
from dashboard.settings import load
from dashboard.store.web.audit import AuditQuery, AuditStore
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.users import User, UserStore
from dashboard.web import WebDeps, create_server
from tests.unit.push.fakes import FakeActing, FakeIntake, FakeKeys, FakeReader

PASSWORD = "lake-and-lantern-7"
_HASH = passwords.hashed(PASSWORD)


@cache
def _migrated() -> Path:
    """An empty web database, brought up to date once: that takes longer than most of these tests."""
    file = Path(tempfile.mkdtemp(prefix="grid-")) / "web.sqlite3"
    engine = open_web_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
    engine.dispose()
    atexit.register(shutil.rmtree, file.parent)
    return file


class Site:
    """Servers on one web database. Further settings by keyword."""

    def __init__(self, folder: Path, redis_url: str | None = None) -> None:
        self.folder = folder
        self.redis_url = redis_url
        shutil.copy(_migrated(), folder / "web.sqlite3")
        self.engine = sa.create_engine(f"sqlite:///{folder / 'web.sqlite3'}")
        self.users = UserStore(self.engine)
        self.audit = AuditStore(self.engine)

    def server(self, screens: Sequence[Callable[[Flask], Dash]] = (), **changes: Any) -> Flask:
        """A server with these screens, or a further worker of it; settings by name."""
        plain = load({"GRID_DATA_DIR": str(self.folder), "GRID_LOOPBACK": "none"})
        settings = replace(plain, **changes)
        deps = WebDeps(
            reader=FakeReader(),
            intake=FakeIntake(),
            acting=FakeActing(),
            auditor=Auditor(self.audit),
            keys=FakeKeys(),
            checks=Checks(dict, lambda: None, expected=()),
            city_now=lambda: 1_731_556_800_000,
            attach=lambda _sockets, _audience: None,
            accounts=accounts_in(self.engine, settings, self.redis_url),
            screens=screens,
        )
        return create_server(settings, deps)

    def user(self, name: str, role: Role = "officer", scope: Scope = CITY, *, first: bool = False) -> User:
        """Somebody with PASSWORD; `first`: he still has to change it."""
        made = self.users.add(name, role, _HASH, display=name.title(), scope=scope)
        if not first:
            self.users.set_password(made.id, _HASH, must_change=False)
        return self.users.one(made.id)

    def noted(self, action: str) -> list[tuple[str, str, str]]:
        """(who, outcome, address) of the audit's entries with this action, oldest first."""
        found = self.audit.search(AuditQuery(action=action)).entries
        return [(each.who, each.outcome, each.address) for each in reversed(found)]


class Browser:
    """Somebody's browser on a server."""

    def __init__(self, server: Flask, address: str = "10.0.0.7", scheme: str = "http") -> None:
        self.http = server.test_client()
        self._base = {"environ_base": {"REMOTE_ADDR": address}, "base_url": f"{scheme}://grid.example"}

    def get(self, path: str, **options: Any) -> Any:
        """An answer (Flask's test client's)."""
        return self.http.get(path, **{**self._base, **options})

    def post(self, path: str, **options: Any) -> Any:
        """The same."""
        return self.http.post(path, **{**self._base, **options})

    def token(self, path: str) -> str:
        """The hidden token of the form on a page."""
        text = self.get(path).text
        return str(text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0])

    def sign_in(self, name: str, password: str = PASSWORD, wanted: str = "", **headers: str) -> Any:
        """Sends the sign-in form."""
        form = {"name": name, "password": password, "next": wanted, "csrf_token": self.token("/sign-in")}
        return self.post("/sign-in", data=form, headers=headers)

    def sign_out(self) -> Any:
        """Sends the form of /sign-out."""
        return self.post("/sign-out", data={"csrf_token": self.token("/sign-out")})

    def change(self, old: str, new: str, again: str | None = None) -> Any:
        """Sends the form that changes the password."""
        form = {"old": old, "new": new, "again": new if again is None else again, "csrf_token": self.token("/account")}
        return self.post("/account", data=form)

    def cookie(self) -> str:
        """The session's cookie, as somebody might copy it."""
        found = self.http.get_cookie("grid-session", domain="grid.example")
        assert found is not None
        return str(found.value)

    def with_cookie(self, value: str) -> "Browser":
        """Puts a copied or forged cookie in place."""
        self.http.set_cookie("grid-session", value, domain="grid.example")
        return self

    def is_in(self) -> bool:
        """Is this browser let in?"""
        return bool(self.get("/account").status_code == 200)
