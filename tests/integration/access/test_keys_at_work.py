"""Keys at the doors of the running system: no gap when one is rotated, out within seconds when it is stopped."""

import time

import requests

from dashboard.auth.who import Scope
from dashboard.store.web.keys import Grant
from tests.integration.access.town import Town
from tests.integration.pipeline.system import awaited

FIGURES = Grant(frozenset({"figures:read"}))


def ask(town: Town, key: str, path: str = "figures") -> requests.Response:
    """An answer to a key, from behind the proxy."""
    headers = {"X-API-Key": key, "X-Forwarded-For": "10.2.0.1"}
    return requests.get(f"{town.base}/api/v1/{path}", headers=headers, timeout=30)


def test_from_one_secret_to_the_next(town: Town) -> None:
    """Both are good until the old one ends; a disabled key is out in every worker within five seconds."""
    old = town.keys.add_key("rotating", FIGURES)
    assert ask(town, old).status_code == 200
    new = town.keys.rotate("rotating", 60_000)
    assert [ask(town, key).status_code for key in (old, new)] == [200, 200]
    town.keys.set_disabled("rotating", disabled=True)
    began = time.monotonic()
    awaited(lambda: {ask(town, key).status_code for key in (old, new)} == {401}, "the key is stopped")
    assert time.monotonic() - began < 5


def test_a_grant_that_shrinks(town: Town) -> None:
    """What it may not ask any more it cannot ask within five seconds."""
    key = town.keys.add_key("shrinking", FIGURES)
    assert ask(town, key, "figures?area=530102").status_code == 200
    town.keys.change("shrinking", Grant(FIGURES.rights, scope=Scope(areas=frozenset({"530111"}))))
    awaited(lambda: ask(town, key, "figures?area=530102").status_code == 403, "the scope holds", 5)


def test_a_rate_is_counted_for_all_workers(town: Town) -> None:
    """In Redis; the answer says when to come back."""
    key = town.keys.add_key("eager", Grant(FIGURES.rights, rate=3))
    found = [ask(town, key) for _ in range(4)]
    assert [answer.status_code for answer in found] == [200, 200, 200, 429]
    assert 1 <= int(found[3].headers["Retry-After"]) <= 61
    with town.system.client() as client:
        assert list(client.scan_iter("grid:rates*"))
