"""Wall devices: paired without a keyboard, kept over everything but a revocation, and good for walls alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from callbacks.wall_app import create_wall_app
from dashboard.auth.devices import ANEW_S, COOKIE
from dashboard.auth.who import CITY, Scope
from dashboard.errors import RefusedError
from dashboard.reference import load
from dashboard.store.web import pairings
from dashboard.store.web.devices import ROTATE_MS, DeviceStore
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.pairings import ALPHABET, CODE_MS, LINK_MS, PairingStore, Waiting
from dashboard.store.web.tables import devices
from tests.fakes import SettableClock
from tests.integration.access.site import Site
from tests.integration.push.conftest import until

GUANDU = Scope(areas=frozenset({"530111"}))
WITH_WALL = [lambda server: create_wall_app(server, load)]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Servers on one web database."""
    return Site(tmp_path)


@pytest.fixture
def server(site: Site) -> Flask:
    """One of them, with the wall."""
    return site.server(WITH_WALL)


def asks(browser: FlaskClient, **body: str) -> dict[str, Any]:
    """What the pairing page's script is told."""
    answer = browser.post("/wall/pair/code", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def paired(site: Site, server: Flask, name: str = "大厅一号", scope: Scope = CITY) -> FlaskClient:
    """A browser that has become a device."""
    browser = server.test_client()
    PairingStore(DeviceStore(site.engine)).approve(asks(browser)["code"], name, scope, "张三")
    assert asks(browser) == {"state": "in"}
    return browser


def sees_the_wall(browser: FlaskClient) -> bool:
    """Does it get the wall's page?"""
    return browser.get("/wall/").status_code == 200


class TestPairing:
    """From a code on a screen to a wall."""

    def test_a_wall_shows_a_code_and_goes_on_when_it_is_approved(self, site: Site, server: Flask) -> None:
        browser = server.test_client()
        assert browser.get("/wall/").headers["Location"] == "/wall/pair"
        assert browser.get("/wall/pair").status_code == 200
        told = asks(browser)
        assert (told["state"], len(told["code"]), set(told["code"]) <= set(ALPHABET)) == ("waiting", 6, True)
        assert asks(browser)["code"] == told["code"]
        PairingStore(DeviceStore(site.engine)).approve(
            f" {told['code'][:3].lower()}-{told['code'][3:]}", "大厅", CITY, "张三"
        )
        assert asks(browser) == {"state": "in"}
        assert sees_the_wall(browser)
        assert browser.get("/wall/pair").headers["Location"] == "/wall/"
        assert site.noted("device.paired") == [("anonymous", "done", "127.0.0.1")]

    def test_who_shows_no_code_gets_none_of_it(self, site: Site, server: Flask) -> None:
        """The code alone is worth nothing: the browser that shows it holds a secret."""
        other = server.test_client()
        code = asks(server.test_client())["code"]
        PairingStore(DeviceStore(site.engine)).approve(code, "大厅", CITY, "张三")
        assert asks(other)["state"] == "waiting"
        assert not sees_the_wall(other)

    def test_a_link_makes_one_device(self, site: Site, server: Flask) -> None:
        """Whoever opens it first; after the device has come with its token the link is worth nothing."""
        _, secret = PairingStore(DeviceStore(site.engine)).link("大厅", GUANDU, "张三")
        first, second = server.test_client(), server.test_client()
        assert asks(first, link=secret) == {"state": "in"}
        assert sees_the_wall(first)
        assert asks(second, link=secret)["state"] == "waiting"
        assert not sees_the_wall(second)

    def test_another_site_gets_no_code(self, server: Flask) -> None:
        answer = server.test_client().post("/wall/pair/code", json={}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403


class TestTokens:
    """A device stays what it is."""

    def test_it_stays_over_a_restart_and_a_rotated_secret(self, site: Site, server: Flask) -> None:
        browser = paired(site, server)
        again = site.server(WITH_WALL, secret_key="another" * 8).test_client()
        again.set_cookie(COOKIE, browser.get_cookie(COOKIE).value)  # type: ignore[union-attr] # it has it
        assert sees_the_wall(again)

    def test_it_may_see_walls_and_nothing_else(self, site: Site, server: Flask) -> None:
        browser = paired(site, server)
        for path in ("/api/v1/figures?from=2024-11-01&to=2024-12-01", "/api/v1/cases", "/metrics"):
            assert browser.get(path).status_code == 403
        assert "HttpOnly" in browser.get("/wall/").headers["Set-Cookie"]

    @pytest.mark.parametrize("token", ["", ".", "x", "{id}.", "{id}.guess", "{token}x"])
    def test_a_forged_token_is_nobody(self, site: Site, server: Flask, token: str) -> None:
        value = paired(site, server).get_cookie(COOKIE).value  # type: ignore[union-attr]
        forger = server.test_client()
        forger.set_cookie(COOKIE, token.format(id=value.partition(".")[0], token=value))
        assert forger.get("/wall/").headers["Location"] == "/wall/pair"

    def test_an_old_token_is_followed_by_a_new_one(self, site: Site, server: Flask) -> None:
        """Until the wall has shown the new one both are good: an answer may get lost."""
        browser = paired(site, server)
        assert sees_the_wall(browser)
        old = browser.get_cookie(COOKIE).value  # type: ignore[union-attr]
        with site.engine.begin() as connection:
            connection.execute(devices.update().values(hash_at=devices.c.hash_at - ROTATE_MS))
        later = site.server(WITH_WALL)
        browser, replayer = later.test_client(), later.test_client()
        for each in (browser, replayer):
            each.set_cookie(COOKIE, old)
        assert sees_the_wall(browser)
        assert browser.get_cookie(COOKIE).value != old  # type: ignore[union-attr]
        assert replayer.get("/wall/time").status_code == 200
        until(lambda: browser.get("/wall/time").status_code == 200, "the new token is good", 10 * ANEW_S)
        until(lambda: replayer.get("/wall/time").status_code == 401, "the old one is over", 20 * ANEW_S)

    def test_a_revoked_wall_is_told_so(self, site: Site, server: Flask) -> None:
        browser = paired(site, server, "二号屏")
        store = DeviceStore(site.engine)
        assert browser.get("/wall/pair/status").get_json() == {"state": "in"}
        assert store.revoke(store.named("二号屏").id, "李四")
        until(lambda: browser.get("/wall/time").status_code == 401, "it is out", 2.0)
        told = browser.get("/wall/pair/status").get_json()
        assert {**told, "at": 0} == {"state": "revoked", "name": "二号屏", "at": 0, "by": "李四"}
        assert not store.revoke(store.named("二号屏").id, "李四")
        assert asks(browser)["state"] == "waiting"
        assert store.forget(store.named("二号屏").id)


class TestStore:
    """On both databases: codes that end, names that are taken, limits."""

    @pytest.fixture
    def store(self, database_url: str, clock: SettableClock) -> Iterator[PairingStore]:
        """A store by the test's clock."""
        engine = open_web_engine(database_url)
        yield PairingStore(DeviceStore(engine, clock))
        engine.dispose()

    def test_codes_and_links_end(self, store: PairingStore, clock: SettableClock) -> None:
        """A browser that goes on waiting gets another code under the same secret."""
        shown = store.ask(None, "10.0.0.1")
        _, secret = store.link("链接屏", CITY, "张三")
        assert isinstance(shown, Waiting)
        clock.advance(CODE_MS)
        with pytest.raises(RefusedError, match="no screen shows"):
            store.approve(shown.code, "大厅", CITY, "张三")
        renewed = store.ask(shown.secret, "10.0.0.1")
        assert isinstance(renewed, Waiting)
        assert (renewed.secret, renewed.code != shown.code) == (shown.secret, True)
        assert store.approve(renewed.code, "大厅", GUANDU, "张三")
        with pytest.raises(RefusedError, match="no screen shows"):
            store.approve(renewed.code, "大厅二", CITY, "张三")
        clock.advance(LINK_MS)
        assert isinstance(store.ask(secret, ""), Waiting)

    def test_what_is_no_device_is_refused(self, store: PairingStore) -> None:
        store.link("大厅", CITY, "张三")
        for name, scope, why in (
            ("大厅", CITY, "already"),
            (" ", CITY, "characters"),
            ("x" * 81, CITY, "characters"),
            ("屏", Scope(units=frozenset({"城管局"})), "areas"),
        ):
            with pytest.raises(RefusedError, match=why):
                store.link(name, scope, "张三")

    def test_too_many_that_wait_are_told_so(self, store: PairingStore, monkeypatch: pytest.MonkeyPatch) -> None:
        """Behind one address, and in all; who waits already goes on."""
        monkeypatch.setattr(pairings, "MOST_OF_ADDRESS", 3)
        monkeypatch.setattr(pairings, "MOST", 5)
        first = store.ask(None, "10.0.0.1")
        assert isinstance(first, Waiting)
        for _ in range(2):
            store.ask(None, "10.0.0.1")
        with pytest.raises(RefusedError, match="too many"):
            store.ask(None, "10.0.0.1")
        for other in ("10.0.0.2", "10.0.0.3"):
            store.ask(None, other)
        with pytest.raises(RefusedError, match="too many"):
            store.ask(None, "10.0.0.4")
        assert store.ask(first.secret, "10.0.0.1") == first
