"""Sign-in by an OpenID Connect provider: a real one, as a process of its own."""

import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from dashboard.auth.oidc import granted
from dashboard.auth.who import CITY, Scope
from dashboard.errors import SettingsError
from dashboard.settings import load
from tests.fixtures.servers import running
from tests.integration.access.site import Browser, Site
from tests.integration.push.conftest import until

PEOPLE = {
    "u-1": {"preferred_username": "wang", "name": "王芳", "groups": ["staff", "duty"]},
    "u-2": {"preferred_username": "chen", "name": "陈明", "groups": "leaders", "areas": ["530111", "530102"]},
    "u-3": {"preferred_username": "zhao", "groups": ["gardeners"]},
}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The provider's address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = [word for sub, claims in PEOPLE.items() for word in ("--user-claims", json.dumps({"sub": sub, **claims}))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *words]
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return requests.get(f"{address}/.well-known/openid-configuration", timeout=2).ok
        except requests.ConnectionError:
            return False

    with running(command, tmp_path_factory.mktemp("oidc") / "log", dict(os.environ)):
        until(answers, "the provider answers")
        yield address


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def options(provider: str, **more: Any) -> dict[str, Any]:
    """The settings of an installation that knows the provider."""
    given = {
        "oidc_issuer": provider,
        "oidc_client_id": "grid",
        "oidc_client_secret": "of-the-client",
        "oidc_roles": (("leaders", "viewer"), ("duty", "officer")),
    }
    return {**given, **more}


def consent(address: str, who: str) -> str:
    """What a person does at the provider: says who he is. The address that he is sent back to."""
    answer = requests.post(address, data={"sub": who}, allow_redirects=False, timeout=10)
    assert answer.status_code in (302, 303), answer.text
    return str(answer.headers["Location"])


def path_of(address: str) -> str:
    """An address without its server."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def enter(browser: Browser, who: str, wanted: str = "") -> Any:
    """The whole way over the provider; our last answer."""
    away = browser.get(f"/sign-in/oidc?next={wanted}")
    assert away.status_code == 302
    return browser.get(path_of(consent(away.headers["Location"], who)))


def test_the_provider_says_who_it_is(site: Site, provider: str) -> None:
    """Name and role by its claims; a row among the users, the same one the next time, brought up to date."""
    server = site.server(**options(provider))
    browser = Browser(server)
    assert "统一身份认证登录" in browser.get("/sign-in").text
    assert enter(browser, "u-1", "/wall").headers["Location"] == "/wall"
    assert browser.is_in()
    (user,) = site.users.listed()
    assert (user.display, user.role, user.scope, user.password_hash) == ("王芳", "officer", CITY, None)
    assert user.subject == f"{provider} u-1"
    assert user.name.startswith("sso:wang:")
    site.users.grant(user.id, "somebody", "admin", CITY)
    enter(Browser(server), "u-1")
    assert [each.role for each in site.users.listed()] == ["officer"]
    assert site.noted("session.") == [("王芳", "done", "10.0.0.7")] * 2


def test_scope_by_claim(site: Site, provider: str) -> None:
    """Who has the claim sees these areas; who lacks it is not let in, rather than shown the whole city."""
    server = site.server(**options(provider, oidc_areas_claim="areas"))
    assert enter(Browser(server), "u-2").status_code == 302
    (user,) = site.users.listed()
    assert user.scope == Scope(areas=frozenset({"530111", "530102"}))
    assert enter(Browser(server), "u-1").status_code == 403


def test_who_has_no_role_there_is_refused(site: Site, provider: str) -> None:
    """And whom we have locked out ourselves."""
    server = site.server(**options(provider))
    refused = enter(Browser(server), "u-3")
    assert (refused.status_code, "没有本系统的权限" in refused.text) == (403, True)
    assert site.users.listed() == []
    enter(Browser(server), "u-1")
    site.users.set_disabled(site.users.listed()[0].id, disabled=True)
    browser = Browser(server)
    assert enter(browser, "u-1").status_code == 403
    assert not browser.is_in()


def test_an_answer_that_nobody_asked_for(site: Site, provider: str) -> None:
    """Another browser's, a repeated one, an invented code, a refusal of the provider: told, never an error."""
    server = site.server(**options(provider))
    browser = Browser(server)
    away = browser.get("/sign-in/oidc")
    back = path_of(consent(away.headers["Location"], "u-1"))
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert Browser(server).get(back).status_code == 401
    assert browser.get(f"/sign-in/oidc/back?code=invented&state={state}").status_code == 401
    assert browser.get(back).status_code == 401, "the state has been used up"
    for query in ("", "?error=access_denied", "?code=x", f"?state={state}"):
        assert browser.get(f"/sign-in/oidc/back{query}").status_code == 401
    assert site.users.listed() == []


def test_it_is_throttled_like_the_form(site: Site, provider: str) -> None:
    """Each beginning costs the provider something."""
    browser = Browser(site.server(**options(provider)))
    told = [browser.get("/sign-in/oidc/back") for _ in range(61)]
    assert [answer.status_code for answer in told] == [401] * 60 + [429]
    assert "分钟后再试" in told[-1].text
    assert int(told[-1].headers["Retry-After"]) >= 1


def test_a_provider_that_is_away(site: Site) -> None:
    """Says so; passwords still work."""
    site.user("li")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    browser = Browser(site.server(**options(f"http://127.0.0.1:{port}")))
    assert browser.get("/sign-in/oidc").status_code == 503
    assert browser.sign_in("li").status_code == 302


@pytest.mark.parametrize(
    "missing", [{"oidc_client_secret": None}, {"oidc_roles": None}, {"oidc_roles": (("duty", "emperor"),)}]
)
def test_half_a_configuration_stops_the_start(site: Site, missing: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="GRID_OIDC"):
        site.server(**options("http://127.0.0.1:1", **missing))


def test_an_empty_claim_opens_nothing() -> None:
    """Neither areas nor units; a claim of a wrong type neither."""
    settings = load({"GRID_OIDC_AREAS_CLAIM": "areas", "GRID_OIDC_ROLE_CLAIM": "role"})
    for areas in (None, [], "", {"530111": True}, [7], 5):
        assert granted({"role": "x", "areas": areas}, settings, {"x": "viewer"}) is None
