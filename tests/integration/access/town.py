"""A whole system that runs, with people, keys and walls of every kind at its doors, and a few cases worth hiding."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import requests

from dashboard.auth import passwords
from dashboard.auth.who import CITY, Role, Scope
from dashboard.store.web.devices import DeviceStore
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.keys import Grant, KeyStore
from dashboard.store.web.pairings import PairingStore
from dashboard.store.web.users import UserStore
from tests import builders as b
from tests.architecture.tree import ROOT
from tests.fixtures.servers import temporary_directory
from tests.integration.pipeline.system import System, awaited
from tests.store_kit import fields_of

PASSWORD = "Willow-and-water-4"
SECRET = "机密-7731"
"""Stands in every case's description: an answer to somebody who was refused never holds it."""
WUHUA, GUANDU = Scope(areas=frozenset({"530102"})), Scope(areas=frozenset({"530111"}))
UNIT = "五华区城管局"

USERS: dict[str, tuple[Role, Scope]] = {
    "viewer": ("viewer", CITY),
    "officer": ("officer", CITY),
    "analyst": ("analyst", CITY),
    "admin": ("admin", CITY),
    "department": ("department", Scope(units=frozenset({UNIT}))),
    "wuhua": ("officer", WUHUA),
    "guandu": ("viewer", GUANDU),
    "fresh": ("admin", CITY),
}
"""`fresh` still has a one-time password."""

KEYS: dict[str, Grant] = {
    "gateway": Grant(frozenset({"events:write"}), frozenset({"tests/builders"})),
    "board": Grant(frozenset({"figures:read", "cases:read"}), scope=GUANDU),
}

WALLS: dict[str, Scope] = {"wall": CITY, "wall-wuhua": WUHUA}

EVENTS = [
    b.accepted("W-1", "2024-11-14T09:00", description=SECRET),
    b.filed("W-1", "2024-11-14T09:05"),
    b.dispatched("W-1", "2024-11-14T09:10", UNIT),
    b.accepted("G-1", "2024-11-14T09:00", area="530111", description=SECRET),
    b.filed("G-1", "2024-11-14T09:05"),
    b.dispatched("G-1", "2024-11-14T09:10", "官渡区城管局"),
]


class Answer(NamedTuple):
    """What came back."""

    status: int
    text: str
    location: str


_ADDRESSES = itertools.count(1)


class Client:
    """One of those at the doors. They come through a proxy, each from an address of his own."""

    def __init__(self, base: str, headers: dict[str, str] | None = None) -> None:
        self.base = base
        number = next(_ADDRESSES)
        self.http = requests.Session()
        own = {"X-Forwarded-For": f"10.1.{number // 256}.{number % 256}", "Connection": "close"}
        self.http.headers.update({**own, **(headers or {})})

    def ask(self, method: str, path: str, **options: Any) -> Answer:
        """Asks as a browser of our own pages would, with the token where it has one."""
        token = {"X-CSRFToken": self.http.cookies.get("_csrf_token") or ""}
        headers = {**token, "Origin": self.base, **options.pop("headers", {})}
        found = self.http.request(
            method, f"{self.base}{path}", headers=headers, allow_redirects=False, timeout=30, **options
        )
        return Answer(found.status_code, found.text, found.headers.get("Location", ""))

    def sign_in(self, name: str, password: str = PASSWORD) -> Answer:
        """Sends the form."""
        page = self.ask("GET", "/sign-in").text
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        return self.ask("POST", "/sign-in", data={"name": name, "password": password, "csrf_token": token})

    @property
    def cookies(self) -> str:
        """As a header."""
        return "; ".join(f"{each.name}={each.value}" for each in self.http.cookies)


class Town:
    """The system, and who is at its doors."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.engine = open_web_engine(system.settings.web_database_url)
        self.users = UserStore(self.engine)
        self.keys = KeyStore(self.engine)
        self.secrets = [PASSWORD]
        self.who: dict[str, Client] = {}

    @property
    def base(self) -> str:
        """Where the web listens."""
        return f"http://127.0.0.1:{(self.system.folder / 'web.port').read_text().strip()}"

    def settle(self) -> None:
        """Makes people, keys and walls, and lets everybody in."""
        kept = passwords.hashed(PASSWORD)
        for name, (role, scope) in USERS.items():
            # The first start has made an administrator already.
            made = self.users.find(name=name) or self.users.add(name, role, kept, scope=scope)
            self.users.set_password(made.id, kept, must_change=name == "fresh")
        self.who["stranger"] = Client(self.base)
        for name in USERS:
            self.who[name] = Client(self.base)
            assert self.who[name].sign_in(name).status == 302
            assert self.who[name].ask("GET", "/desk/").status == 200
        for name, grant in KEYS.items():
            key = self.keys.add_key(name, grant)
            self.secrets.append(key)
            self.who[name] = Client(self.base, {"Authorization": f"Bearer {key}"})
        for name, scope in WALLS.items():
            _, link = PairingStore(DeviceStore(self.engine)).link(name, scope)
            self.secrets.append(link)
            self.who[name] = Client(self.base)
            assert self.who[name].ask("POST", "/wall/pair/code", json={"link": link}).text.startswith('{"state":"in"}')

    def doors(self) -> dict[str, Any]:
        """All that is registered on a worker (`list_doors.py`)."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.integration.access.list_doors"],
            env=self.system.environment,
            cwd=ROOT,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        found: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
        return found


@contextmanager
def running_town() -> Iterator[Town]:
    """A town whose cases have been applied, until the block ends."""
    with temporary_directory() as folder:
        system = System(folder / "data", GRID_LOOPBACK="none", GRID_TRUSTED_PROXIES="1", GRID_LOG_LEVEL="info")
        town = Town(system)
        with system.running("run"):
            awaited(lambda: (system.folder / "web.port").exists() and town_answers(town), system.log())
            town.settle()
            with system.client() as client:
                for event in EVENTS:
                    client.xadd("grid:events:in", fields_of(event))  # type: ignore[arg-type] # as XADD takes it
            system.await_applied()
            yield town
        town.engine.dispose()


def town_answers(town: Town) -> bool:
    """Do all parts live, and the web answer?"""
    try:
        return requests.get(f"{town.base}/readyz", timeout=2).ok
    except (requests.ConnectionError, requests.Timeout):
        return False
