"""The gate: what is in no table stops the start, and a callback that is called by hand gets no further than it may."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dash
import pytest
from dash import Dash, Input, Output, State, dcc, html
from flask import Flask, Response

from callbacks.guarded import guarded
from dashboard.auth.current import GATE
from dashboard.errors import GridError
from tests.integration.access.site import Browser, Site

CALL = "/desk/_dash-update-component"


def desk(server: Flask) -> Dash:
    """A desk with two callbacks: everybody may call one, administrators the other."""
    app = Dash(__name__, server=server, routes_pathname_prefix="/desk/", requests_pathname_prefix="/desk/")  # type: ignore[arg-type] # Dash's stub
    app.enable_dev_tools(debug=False)
    app.layout = html.Div(
        [dcc.Store(id="asked"), dcc.Store(id="of"), html.P(id="told"), html.P(id="more"), html.P(id="x")]
    )

    @guarded(app, "known", Output("told", "children"), Output("more", "children"), Input("asked", "data"))
    def tell(asked: int | None) -> tuple[str, str]:
        return f"told {asked}", "more"

    @guarded(
        app, "admin", Output("x", "children"), Input("asked", "data"), State("of", "data"), prevent_initial_call=True
    )
    def decide(asked: int, of: dict[str, str]) -> str:
        return f"secret {asked} {of['name']}"

    server.add_url_rule("/duty", "desk_duty", lambda: Response("<p>desk</p>", mimetype="text/html"))
    return app


TELL = {
    "output": "..told.children...more.children..",
    "outputs": [{"id": "told", "property": "children"}, {"id": "more", "property": "children"}],
    "inputs": [{"id": "asked", "property": "data", "value": 3}],
    "changedPropIds": ["asked.data"],
}
DECIDE = {
    "output": "x.children",
    "outputs": {"id": "x", "property": "children"},
    "inputs": [{"id": "asked", "property": "data", "value": 3}],
    "state": [{"id": "of", "property": "data", "value": {"name": "lake"}}],
    "changedPropIds": ["asked.data"],
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.user("li", "officer")
    made.user("root", "admin")
    return made


class Caller:
    """Somebody's desk page: calls callbacks as Dash's own script does."""

    def __init__(self, site: Site, server: Flask, name: str) -> None:
        self.browser = Browser(server)
        self.browser.sign_in(name)
        page = self.browser.get("/duty")
        assert page.status_code == 200
        self.token = str(self.browser.http.get_cookie("_csrf_token", domain="grid.example").value)  # type: ignore[union-attr]

    def call(self, body: Any, **headers: str) -> Any:
        """The answer."""
        return self.browser.post(CALL, json=body, headers={"X-CSRFToken": self.token, **headers})


@pytest.fixture
def call(site: Site) -> Callable[..., Any]:
    """`call(name, body, **headers)` on one server; everybody opens his page once."""
    server = site.server(screens=[desk])
    callers: dict[str, Caller] = {}

    def by(name: str, body: Any, **headers: str) -> Any:
        caller = callers.setdefault(name, Caller(site, server, name))
        return caller.call(body, **headers)

    return by


def test_each_callback_takes_its_right(call: Callable[..., Any], site: Site) -> None:
    """Who has it is answered, who has not is refused and noted."""
    assert "told 3" in call("li", TELL).text
    assert "secret 3 lake" in call("root", DECIDE).text
    refused = call("li", DECIDE)
    assert (refused.status_code, "secret" in refused.text) == (403, False)
    assert site.noted("door.") == [("Li", "refused", "10.0.0.7")]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"output": "y.children"}, 404),
        ({"output": None}, 400),
        ({"output": ["x.children"]}, 400),
        ({"inputs": []}, 400),
        ({"inputs": None}, 400),
        ({"inputs": [{"id": "of", "property": "data", "value": 3}]}, 400),
        ({"inputs": [{"id": "asked", "property": "children", "value": 3}]}, 400),
        ({"inputs": [[{"id": "asked", "property": "data", "value": 3}]]}, 400),
        ({"inputs": [{"id": "asked", "property": "data", "value": "three"}]}, 400),
        ({"inputs": [{"id": "asked", "property": "data", "value": None}]}, 400),
        ({"inputs": ["asked.data"]}, 400),
        ({"state": []}, 400),
        ({"state": [{"id": "of", "property": "data", "value": {"name": 3}}]}, 400),
        ({"state": [{"id": "of", "property": "data"}]}, 400),
        ({"outputs": {"id": "told", "property": "children"}}, 400),
        ({"outputs": []}, 400),
        ({"outputs": None}, 400),
        ({"changedPropIds": [7]}, 400),
        ({"changedPropIds": "x"}, 400),
    ],
)
def test_a_call_made_by_hand(call: Callable[..., Any], change: dict[str, Any], status: int) -> None:
    """Of what does not exist, with other inputs, other types, other outputs: told so, and not carried out."""
    answer = call("root", {**DECIDE, **change})
    assert (answer.status_code, "secret" in answer.text) == (status, False)


@pytest.mark.parametrize("body", [[], "x", 5, None, {}, {"output": {}}])
def test_no_call_at_all(call: Callable[..., Any], body: Any) -> None:
    assert call("root", body).status_code == 400


@pytest.mark.parametrize(
    "headers", [{"X-CSRFToken": ""}, {"X-CSRFToken": "forged"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
def test_a_call_from_another_site(call: Callable[..., Any], headers: dict[str, str]) -> None:
    """Without the session's token, or with it from elsewhere."""
    assert call("root", DECIDE, **headers).status_code == 403


def test_strangers_call_nothing(site: Site) -> None:
    server = site.server(screens=[desk])
    assert Browser(server).post(CALL, json=TELL).status_code == 401
    assert Browser(server).get("/duty").headers["Location"] == "/sign-in?next=%2Fduty"
    assert Browser(server).get("/desk/_dash-layout").status_code == 401


class TestWhatIsInNoTable:
    """Nothing is open, or even there, that nobody has thought about."""

    def test_an_address(self, site: Site) -> None:
        def extra(server: Flask) -> Dash:
            server.add_url_rule("/duty/export-all", "export_all", lambda: "everything")
            return desk(server)

        with pytest.raises(GridError, match="export_all"):
            site.server(screens=[extra])

    def test_one_that_is_added_later(self, site: Site) -> None:
        """After the start, by whatever library: refused."""
        site.user("second", "admin")
        server = site.server()
        server.add_url_rule("/later", "later", lambda: "everything")
        browser = Browser(server)
        assert browser.get("/later").status_code == 403
        browser.sign_in("second")
        assert browser.get("/later").status_code == 403

    def test_a_callback(self, site: Site) -> None:
        def unguarded(server: Flask) -> Dash:
            app = desk(server)
            app.callback(Output("of", "data"), Input("told", "children"))(lambda told: told)
            return app

        with pytest.raises(GridError, match=r"of\.data"):
            site.server(screens=[unguarded])

    def test_a_global_callback(self, site: Site) -> None:
        """`dash.callback` waits for whichever app is served first: it is found, too, or at least never answered."""
        dash.callback(Output("of", "data"), Input("told", "children"))(lambda told: f"secret {told}")
        server = site.server(screens=[desk])
        caller = Caller(site, server, "root")
        body = {**TELL, "output": "of.data", "outputs": {"id": "of", "property": "data"}}
        assert caller.call(body).status_code == 404

    def test_a_socket_event(self, site: Site) -> None:
        gate = site.server().extensions[GATE]
        with pytest.raises(GridError, match="shout"):
            gate.socket_event("shout", print)
