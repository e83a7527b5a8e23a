"""Signing in and staying in: sessions, passwords, throttling, forged and copied cookies, on real stores and Valkey."""

from pathlib import Path
from typing import Any

import pytest
from flask.sessions import SecureCookieSessionInterface

from dashboard.auth import passwords, people
from tests.integration.access.site import PASSWORD, Browser, Site
from tests.integration.push.conftest import until

SOON_S = 5.0
"""What takes something from somebody works everywhere within this."""


@pytest.fixture(autouse=True)
def _forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers remember a session for a tenth of the time, so that tests need not wait; test_doors.py waits it out."""
    monkeypatch.setattr(people, "REMEMBER_S", 0.2)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """One officer called li."""
    made = Site(tmp_path)
    made.user("li")
    return made


class TestTheWayIn:
    """What somebody sees who says who he is."""

    def test_to_the_page_that_was_wanted(self, site: Site) -> None:
        """A stranger is asked who he is, and then goes where he was going; both ends are in the audit."""
        browser = Browser(site.server())
        asked = browser.get("/account?x=1")
        assert (asked.status_code, asked.headers["Location"]) == (302, "/sign-in?next=%2Faccount%3Fx%3D1")
        entered = browser.sign_in("LI", wanted="/account?x=1")
        assert (entered.status_code, entered.headers["Location"]) == (302, "/account?x=1")
        assert browser.is_in()
        assert browser.sign_out().headers["Location"] == "/sign-in"
        assert not browser.is_in()
        assert site.noted("session.") == [("Li", "done", "10.0.0.7"), ("Li", "done", "10.0.0.7")]

    @pytest.mark.parametrize(
        "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil", "javascript:1", "account"]
    )
    def test_never_to_another_site(self, site: Site, wanted: str) -> None:
        entered = Browser(site.server()).sign_in("li", wanted=wanted)
        assert (entered.status_code, entered.headers["Location"]) == (302, "/wall")

    def test_whoever_fails_is_told_the_same(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        """A wrong password, nobody of that name, somebody locked out: one answer, and the same work behind it."""
        site.users.set_disabled(site.user("gone").id, disabled=True)
        site.users.add("elsewhere", "viewer", None, subject="https://sso.example 7")
        server, checked = site.server(), []
        real = passwords._HASHER.verify

        class Counting:
            """Counts checks."""

            def verify(self, kept: str, password: str) -> bool:
                """As the real one."""
                checked.append(kept.rsplit("$", 2)[0])
                return real(kept, password)

        monkeypatch.setattr(passwords, "_HASHER", Counting())
        answers = set()
        for name, password in (("li", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("elsewhere", PASSWORD)):
            answer = Browser(server).sign_in(name, password)
            text = answer.text.replace(f'value="{name}"', "")
            answers.add((answer.status_code, text.split("csrf_token")[0], "用户名或密码不正确" in text))
        assert len(answers) == 1
        assert next(iter(answers))[0::2] == (401, True)
        assert len(checked) == 4
        assert len(set(checked)) == 1, "all with the same parameters"
        # What was typed and is nobody's name may be a password: it is not written down.
        assert {who for who, _, _ in site.noted("session.")} == {"li", "unknown", "gone", "elsewhere"}

    def test_a_one_time_password_leads_to_a_new_one(self, site: Site) -> None:
        """Nothing else is open before; the new password ends every other session, and begins a new one here."""
        site.user("new", "viewer", first=True)
        server = site.server()
        browser, other = Browser(server), Browser(server)
        assert other.sign_in("new").headers["Location"] == "/account"
        assert browser.sign_in("new", wanted="/wall").headers["Location"] == "/account"
        assert browser.get("/api/v1/figures").status_code == 403
        copied = browser.cookie()
        for old, new, again in (
            ("wrong", "harbour-light-9", None),
            (PASSWORD, "harbour-light-9", "harbour-light-8"),
            (PASSWORD, "short", None),
            (PASSWORD, "aaaaaaaaaaaaaa", None),
            (PASSWORD, PASSWORD, None),
            (PASSWORD, "my-name-is-new-1", None),
        ):
            assert browser.change(old, new, again).status_code == 400
        assert browser.change(PASSWORD, "harbour-light-9").headers["Location"] == "/"
        assert browser.get("/api/v1/figures").status_code == 200
        until(lambda: not other.is_in(), "the other session has ended", SOON_S)
        until(lambda: not Browser(server).with_cookie(copied).is_in(), "a copied cookie is worth nothing", SOON_S)
        assert Browser(server).sign_in("new").status_code == 401
        assert Browser(server).sign_in("new", "harbour-light-9").status_code == 302


class TestStayingIn:
    """Cookies: what they are worth, and for how long."""

    def test_the_cookie_is_out_of_reach(self, site: Site) -> None:
        """Of scripts and other sites always, and of the open network where the address is https."""
        told = Browser(site.server()).sign_in("li").headers["Set-Cookie"]
        assert "HttpOnly" in told
        assert "SameSite=Lax" in told
        assert "Secure" not in told
        server = site.server(public_url="https://grid.example")
        browser = Browser(server, scheme="https")
        assert (
            "Secure"
            in browser.sign_in("li", Origin="https://grid.example", Referer="https://grid.example/").headers[
                "Set-Cookie"
            ]
        )
        assert browser.get("/sign-in").headers["Strict-Transport-Security"]
        plain = Browser(site.server(), scheme="https")
        assert "Secure" in plain.sign_in("li", Referer="https://grid.example/").headers["Set-Cookie"]

    def test_signing_in_begins_a_new_session(self, site: Site) -> None:
        """A cookie that somebody else planted before, or holds from before, opens nothing."""
        browser = Browser(site.server())
        browser.get("/sign-in")
        planted = browser.cookie()
        browser.sign_in("li")
        first = browser.cookie()
        assert planted != first
        browser.sign_in("li")
        assert browser.cookie() != first
        server = site.server()
        assert not Browser(server).with_cookie(planted).is_in()

    def test_a_copied_cookie_ends_with_the_session(self, site: Site) -> None:
        """Replayed after the sign-out, on any worker."""
        one, two = site.server(), site.server()
        browser = Browser(one)
        browser.sign_in("li")
        thief = Browser(two).with_cookie(browser.cookie())
        assert thief.is_in()
        browser.sign_out()
        assert not Browser(one).with_cookie(thief.cookie()).is_in()
        until(lambda: not thief.is_in(), "the other worker knows", SOON_S)

    @pytest.mark.parametrize("take", ["disable", "reset", "role"])
    def test_what_is_taken_is_gone_everywhere(self, site: Site, take: str) -> None:
        """Within five seconds, on a worker that knew nothing of it."""
        server, li = site.server(), site.users.named("li")
        browser = Browser(server)
        browser.sign_in("li")
        assert browser.is_in()
        if take == "disable":
            site.users.set_disabled(li.id, disabled=True)
        elif take == "reset":
            site.users.set_password(li.id, passwords.hashed("another-one-3"), must_change=True)
        else:
            site.users.grant(li.id, li.display, "viewer", li.scope)
        until(lambda: not browser.is_in(), f"he is out after {take}", SOON_S)

    def test_a_forged_cookie_opens_nothing(self, site: Site, tmp_path: Path) -> None:
        """Nonsense, signed by another installation, tampered with: a stranger's, never an error."""
        stolen = Site(_folder(tmp_path, "other"))
        stolen.user("li")
        foreign = Browser(stolen.server())
        foreign.sign_in("li")
        server = site.server()
        browser = Browser(server)
        browser.sign_in("li")
        good = browser.cookie()
        for forged in ("", "x", "..", foreign.cookie(), good[:-3], good[3:], good.replace(".", "!"), "é" * 50):
            assert Browser(server).with_cookie(forged).get("/account").status_code == 302, forged
        # Even with the key, a token that no session has is worth nothing.
        signer: Any = SecureCookieSessionInterface().get_signing_serializer(server)
        assert not Browser(server).with_cookie(signer.dumps({"_user_id": "invented", "_fresh": True})).is_in()
        assert not Browser(server).with_cookie(signer.dumps({"_user_id": ["a", 5]})).is_in()

    def test_a_rotated_secret_keeps_people_in(self, site: Site) -> None:
        """As long as the old one is still named; after that they sign in again."""
        old, new = "o" * 40, "n" * 40
        browser = Browser(site.server(secret_key=old))
        browser.sign_in("li")
        cookie = browser.cookie()
        assert Browser(site.server(secret_key=new, secret_key_old=old)).with_cookie(cookie).is_in()
        assert not Browser(site.server(secret_key=new)).with_cookie(cookie).is_in()

    def test_the_made_key_outlives_a_restart(self, site: Site) -> None:
        """Kept beside the data, for its owner's eyes only."""
        browser = Browser(site.server())
        browser.sign_in("li")
        assert Browser(site.server()).with_cookie(browser.cookie()).is_in()
        assert (site.folder / "secret-key").stat().st_mode & 0o777 == 0o600


class TestForgery:
    """Forms that another site's page makes a browser send."""

    def test_without_the_token(self, site: Site) -> None:
        browser = Browser(site.server())
        assert browser.post("/sign-in", data={"name": "li", "password": PASSWORD}).status_code == 400
        browser.sign_in("li")
        assert browser.post("/sign-out").status_code == 403
        assert browser.post("/account", data={"old": PASSWORD}).status_code == 403
        assert browser.is_in()

    def test_from_another_site(self, site: Site) -> None:
        """Although the token is right, as it would be after a leak."""
        browser = Browser(site.server())
        assert browser.sign_in("li", Origin="https://evil.example").status_code == 400
        assert browser.sign_in("li", Origin="null").status_code == 400
        assert browser.sign_in("li", Origin="http://grid.example").status_code == 302
        form = {"csrf_token": browser.token("/sign-out")}
        assert browser.post("/sign-out", data=form, headers={"Origin": "https://evil.example"}).status_code == 403
        assert browser.post("/sign-out", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert browser.is_in()

    def test_a_token_of_another_session(self, site: Site) -> None:
        server = site.server()
        mine, his = Browser(server), Browser(server)
        mine.sign_in("li")
        his.sign_in("li")
        assert his.post("/sign-out", data={"csrf_token": mine.token("/sign-out")}).status_code == 403

    def test_a_form_that_is_too_large(self, site: Site) -> None:
        """Is refused before it is read."""
        browser = Browser(site.server())
        form = {"name": "li", "password": "x" * 200_000, "csrf_token": browser.token("/sign-in")}
        assert browser.post("/sign-in", data=form).status_code == 413


class TestThrottling:
    """Guessing: counted in Valkey, for all workers together."""

    def test_an_account_from_one_address(self, tmp_path: Path, valkey_url: str) -> None:
        """The eleventh try waits, on whichever worker, and the right password with it; another address may go on."""
        site = Site(tmp_path, valkey_url)
        site.user("li")
        workers = [site.server(), site.server()]
        told = [Browser(workers[n % 2]).sign_in("li", "wrong").status_code for n in range(10)]
        assert told == [401] * 10
        refused = Browser(workers[1]).sign_in("Li")
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 301
        assert "分钟后再试" in refused.text
        assert Browser(workers[0], "10.0.0.8").sign_in("li").status_code == 302

    def test_many_names_from_one_address(
        self, tmp_path: Path, valkey_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Sixty tries, and not before; looking at the form does not count."""
        monkeypatch.setattr(passwords, "matches", lambda _kept, _password: False)
        site = Site(tmp_path, valkey_url)
        browser = Browser(site.server())
        token = browser.token("/sign-in")
        tries = [
            browser.post("/sign-in", data={"name": f"n{n}", "password": "x", "csrf_token": token}).status_code
            for n in range(62)
        ]
        assert tries == [401] * 60 + [429] * 2

    def test_without_valkey_each_worker_counts_for_itself(self, tmp_path: Path) -> None:
        """People still come in, and guessing still ends."""
        site = Site(tmp_path, "unix:///no/such/valkey.sock")
        site.user("li")
        server = site.server()
        assert Browser(server).sign_in("li").status_code == 302
        told = [Browser(server).sign_in("li", "wrong").status_code for _ in range(10)]
        assert told == [401] * 9 + [429]


class TestBehindAProxy:
    """Whose word about addresses is believed."""

    FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}  # noqa: RUF012 – never changed

    def test_only_as_many_as_the_setting_says(self, site: Site) -> None:
        browser = Browser(site.server(trusted_proxies=1), "127.0.0.1")
        browser.http.environ_base.update({f"HTTP_{k.upper().replace('-', '_')}": v for k, v in self.FORWARDED.items()})
        assert "Strict-Transport-Security" in browser.get("/sign-in").headers
        browser.sign_in("li", "wrong", Referer="https://grid.example/sign-in")
        assert site.noted("session.")[-1][2] == "203.0.113.9"

    def test_nobody_else(self, site: Site) -> None:
        browser = Browser(site.server(), "127.0.0.1")
        browser.http.environ_base.update({f"HTTP_{k.upper().replace('-', '_')}": v for k, v in self.FORWARDED.items()})
        assert "Strict-Transport-Security" not in browser.get("/sign-in").headers
        browser.sign_in("li", "wrong")
        assert site.noted("session.")[-1][2] == "127.0.0.1"

    @pytest.mark.parametrize("loopback", ["viewer", "officer"])
    def test_a_proxy_on_the_machine_is_not_the_machine(self, site: Site, loopback: str) -> None:
        """What is open on loopback is not open through it, nor under another name."""
        server = site.server(loopback=loopback)
        direct = {"base_url": "http://127.0.0.1:8050"}
        browser = Browser(server, "127.0.0.1")
        assert browser.get("/api/v1/figures", **direct).status_code == 200
        assert browser.get("/api/v1/figures", headers=self.FORWARDED, **direct).status_code == 401
        assert browser.get("/api/v1/figures").status_code == 401
        assert Browser(server, "10.0.0.9").get("/api/v1/figures", **direct).status_code == 401


def test_every_answer_says_what_a_browser_may_do(site: Site) -> None:
    """Also answers that something is wrong."""
    browser = Browser(site.server())
    for path in ("/sign-in", "/account", "/nowhere", "/api/v1/figures", "/healthz"):
        headers = browser.get(path).headers
        assert "script-src 'self';" in headers["Content-Security-Policy"].replace(" ;", ";")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def _folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir()
    return made
