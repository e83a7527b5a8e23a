"""Sockets of the running system: who is let in, whose frames he gets, and how long after he no longer may."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.auth import passwords
from dashboard.auth.who import CITY
from dashboard.store.web.keys import Grant
from tests.integration.access.talk import Refused, Talk
from tests.integration.access.town import PASSWORD, Client, Town
from tests.integration.push.client import Line
from tests.integration.push.conftest import until

SOON_S = 5.0

JOINS = [
    # who, view, scope, let in?
    ("viewer", "wall", "city", True),
    ("viewer", "desk", "city", True),
    ("viewer", "wall", "area:530102", True),
    ("viewer", "wall", "unit:五华区城管局", False),
    ("viewer", "nothing", "city", False),
    ("viewer", "wall", "", False),
    ("viewer", "wall", "area:", False),
    ("viewer", "wall", "area:530102;city", False),
    ("wuhua", "wall", "area:530102", True),
    ("wuhua", "wall", "city", False),
    ("wuhua", "wall", "area:530111", False),
    ("wuhua", "wall", "area:530102+530111", False),
    ("wuhua", "desk", "city", True),
    ("guandu", "wall", "area:530111", True),
    ("guandu", "wall", "area:530102", False),
    ("department", "wall", "city", False),
    ("department", "wall", "unit:五华区城管局", False),
    ("department", "desk", "city", True),
    ("fresh", "wall", "city", False),
    ("wall", "wall", "city", True),
    ("wall", "wall", "area:530111", True),
    ("wall-wuhua", "wall", "area:530102", True),
    ("wall-wuhua", "wall", "city", False),
    ("wall-wuhua", "wall", "area:530111", False),
    ("gateway", "wall", "city", False),
    ("board", "wall", "city", False),
]


def headers_of(client: Client) -> dict[str, str]:
    """What a browser or program sends with the handshake."""
    key = client.http.headers.get("Authorization")
    return {"Cookie": client.cookies, "Origin": client.base, **({"Authorization": str(key)} if key else {})}


def talk(town: Town, name: str) -> Talk:
    """A connection of somebody's."""
    return Talk(town.base, headers_of(town.who[name]))


def test_everybody_known_connects(town: Town) -> None:
    """And nobody else: a stranger, a forged cookie, a key that is none."""
    for name in town.who:
        if name != "stranger":
            with talk(town, name):
                pass
    for headers in ({}, {"Cookie": "grid-session=forged"}, {"Authorization": "Bearer grid_x_y"}, {"X-API-Key": "x"}):
        with pytest.raises(Refused):
            Talk(town.base, headers)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_not_from_another_site(town: Town, origin: str) -> None:
    """Though the browser sends a good cookie along."""
    with pytest.raises(ConnectionError):
        Talk(town.base, {**headers_of(town.who["viewer"]), "Origin": origin})


def test_everybody_joins_his_own_scope(town: Town) -> None:
    """The city's frames, one's own part of them, or nothing at all; whatever name is given to it."""
    wrong = []
    for who, view, scope, let_in in JOINS:
        with talk(town, who) as connection:
            answer = connection.ask("join", {"view": view, "scope": scope})
            if answer.get("ok") is not let_in:
                wrong.append((who, view, scope, answer))
    assert wrong == []


@pytest.mark.parametrize(
    "junk", [None, 5, [], "wall", {}, {"view": ["wall"], "scope": {}}, {"view": "wall", "scope": None, "n": "x"}]
)
def test_nonsense_is_told_apart(town: Town, junk: Any) -> None:
    """A join that is none; the worker goes on."""
    with talk(town, "wuhua") as connection:
        answer = connection.ask("join", junk)
        assert answer["ok"] is False or answer.get("scope", "area:530102") == "area:530102"
        assert connection.ask("join", {"view": "desk", "scope": "city"})["ok"] is True


@pytest.mark.parametrize("text", ["", "9", "4", "42", "42[", '42["join"', "43999[]", "451-", "40/admin,", "x" * 20_000])
def test_broken_packets_end_one_connection_at_most(town: Town, text: str) -> None:
    """And never the worker."""
    with talk(town, "viewer") as connection:
        connection.line.send(text)
    with talk(town, "viewer") as connection:
        assert connection.ask("join", {"view": "desk", "scope": "city"})["ok"] is True


def by_lock(town: Town, user_id: str) -> None:
    town.users.set_disabled(user_id, disabled=True)


def by_reset(town: Town, user_id: str) -> None:
    town.users.set_password(user_id, passwords.hashed("something-else-5"), must_change=True)


def by_role(town: Town, user_id: str) -> None:
    town.users.grant(user_id, "x", "department", CITY)


@pytest.mark.parametrize("take", [by_lock, by_reset, by_role])
def test_an_open_socket_ends_with_what_let_it_in(town: Town, take: Callable[[Town, str], None]) -> None:
    """Within five seconds it gets no frame more: the server hangs up, and lets him in no more."""
    name = f"leaving-{take.__name__}"
    user = town.users.add(name, "viewer", passwords.hashed(PASSWORD))
    town.users.set_password(user.id, passwords.hashed(PASSWORD), must_change=False)
    client = Client(town.base)
    assert client.sign_in(name).status == 302
    with Talk(town.base, headers_of(client)) as connection:
        assert connection.ask("join", {"view": "wall", "scope": "city"})["ok"] is True
        taken = time.monotonic()
        take(town, user.id)
        for _ in connection.events():
            assert time.monotonic() - taken < SOON_S, "it still gets frames"
        assert time.monotonic() - taken < SOON_S
    assert client.ask("GET", "/api/v1/figures").status in (401, 403)
    with pytest.raises(Refused):
        Talk(town.base, headers_of(client))


def test_a_keys_socket_ends_with_the_key(town: Town) -> None:
    """The same for machines, though there are no frames for them."""
    headers = {"Authorization": f"Bearer {town.keys.add_key('leaving', Grant(frozenset({'figures:read'})))}"}
    with Talk(town.base, headers) as connection:
        assert connection.ask("join", {"view": "desk", "scope": "city"})["ok"] is False
        taken = time.monotonic()
        town.keys.remove_key("leaving")
        for _ in connection.events():
            assert time.monotonic() - taken < SOON_S
        assert time.monotonic() - taken < SOON_S
    machine = Client(town.base, headers)
    until(lambda: machine.ask("GET", "/api/v1/figures").status == 401, "requests are refused, too", SOON_S)


def test_no_other_transport(town: Town) -> None:
    """Long polling is not spoken: it would be a second door."""
    assert town.who["viewer"].ask("GET", "/socket.io/?EIO=4&transport=polling").status == 400
    with pytest.raises(ConnectionError), Line(town.base, {"Origin": "https://evil.example"}) as line:
        list(line.receive())
