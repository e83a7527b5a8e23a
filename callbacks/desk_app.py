"""Mounts the desks, one Dash app beside the wall's, on a Flask server: `/duty`, `/admin`, … share one shell.

    create_desk_app(server, pages, DeskOptions(zone="Asia/Shanghai")) -> dash.Dash

Each page answers at its own path and below; Dash's own addresses are under `/desk/`. Which pages a visitor sees in the
navigation, and may open, his rights say; what a callback may do, the gate and the callback say again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

import dash
import dash_ag_grid
import dash_leaflet
import dash_mantine_components
from dash import Dash, Input, Output, html
from dash.development.base_component import Component
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from callbacks.desk_pages import Page, Visit, page_of
from callbacks.desk_past import NoSuchMomentError, keeping, moment_of, query_of
from callbacks.guarded import guarded
from callbacks.libraries import ASSETS, only, serve_scripts
from callbacks.wall_app import TIME
from dashboard.auth import current
from dashboard.auth.who import Principal
from layouts import ids, shell
from layouts.desk import shell as desk
from layouts.desk.shell import Link, Look
from layouts.desk.words import Words, words

PREFIX: Final = "/desk/"
LIBRARIES: Final = (dash_mantine_components, dash_ag_grid, dash_leaflet)

_OTHERS: Final = r"^(?!(?:vendor|shared|desk)$)"
_OWN_SCRIPTS: Final = r"^(?!.*\.min\.js$).*\.js$|plotly-finance\.min\.js$"
"""Our own scripts come as one file; the wall's charts are not drawn here."""

_REMEMBERED_S: Final = 365 * 86_400
_CHOICES: Final = {"lang": ("zh", "en"), "theme": ("dark", "light")}


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """What an installation chooses. A desk is not told of versions: no page is loaded anew under somebody's hands.

    `city_now` is the city's clock, ms: a moment after it cannot be looked back at.
    """

    zone: str = "Asia/Shanghai"
    city: str = "昆明市"
    socket_path: str = "/socket.io"
    city_now: Callable[[], int | None] = lambda: None


class _DeskDash(Dash):
    """Dash, with the page in the visitor's language and theme."""

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        look = look_of_request()
        text: str = super().interpolate_index(*args, **parts)  # type: ignore[no-untyped-call] # Dash has no types for it
        return shell.dressed(text, "en" if look.language == "en" else "zh-CN", "light" if look.light else "dark")


def create_desk_app(server: Flask, pages: tuple[Page, ...], options: DeskOptions | None = None) -> dash.Dash:
    """The desks on `server`, which has a gate (`dashboard.auth.gate`)."""
    chosen = options or DeskOptions()
    app = _DeskDash(
        __name__,
        server=server,  # type: ignore[arg-type] # Dash's stub forgets the type that its documentation asks for
        routes_pathname_prefix=PREFIX,
        requests_pathname_prefix=PREFIX,
        assets_folder=str(ASSETS),
        assets_path_ignore=[_OTHERS],
        assets_ignore=_OWN_SCRIPTS,
        serve_locally=True,
        title=f"{chosen.city}网格指挥中心",
        update_title="",
    )
    app.enable_dev_tools(debug=False, dev_tools_disable_version_check=True)
    only(app, *LIBRARIES)
    scripts = serve_scripts(server, PREFIX, "desk_scripts", "shared", "desk")
    app.index_string = shell.page(_config(pages, chosen), scripts)
    # Every id of every page, so that Dash checks all callbacks although a visitor's page holds one screen only.
    everything = html.Div([desk.shell(None, None, Look(), words("zh")), *(page.skeleton() for page in pages)])
    app.validation_layout = everything  # type: ignore[assignment] # Dash's stub knows only its first value
    app.layout = lambda: _shell(current.principal())
    _route(app, pages, chosen)
    for page in pages:
        page.register(app)
        _serve_page(server, app, page)
    return app


def look_of_request() -> Look:
    """What the visitor has chosen: in this address, else in his cookies."""
    chosen = {name: request.args.get(name) or request.cookies.get(f"grid-{name}") for name in _CHOICES}
    return Look("en" if chosen["lang"] == "en" else "zh", chosen["theme"] == "light")


def _config(pages: tuple[Page, ...], chosen: DeskOptions) -> dict[str, Any]:
    shared = {"zone": chosen.zone, "socketPath": chosen.socket_path, "timeUrl": TIME}
    return shared | {page.name: dict(page.config) for page in pages if page.config}


def _shell(who: Principal | None) -> Component:
    look = look_of_request()
    return desk.shell(None, who, look, words(look.language))


def _route(app: Dash, pages: tuple[Page, ...], chosen: DeskOptions) -> None:
    zone = ZoneInfo(chosen.zone)

    @guarded(
        app,
        "known",
        Output(ids.DESK_CONTENT, "children"),
        Output(ids.DESK_NAV, "children"),
        Output(ids.DESK_PAST, "children"),
        Input(ids.DESK_LOCATION, "pathname"),
        Input(ids.DESK_LOCATION, "search"),
    )
    def show(path: str | None, search: str | None) -> tuple[Component, list[Component], Component | None]:
        say, who, place = words(look_of_request().language), current.principal(), path or "/"
        try:
            at = moment_of(search, zone, chosen.city_now())
        except NoSuchMomentError as error:
            return desk.notice(say("不能回看这个时刻"), say(str(error))), _links(pages, who, place, say, str), None
        visit = Visit(who, place, query_of(search), say, at) if who else None
        links = _links(pages, who, place, say, lambda path: keeping(path, at, zone))
        return _content(pages, visit, place, say), links, desk.past(at, place, zone, say)


def _links(
    pages: tuple[Page, ...], who: Principal | None, path: str, say: Words, address: Callable[[str], str]
) -> list[Component]:
    """The navigation: the pages that the visitor may open, at the moment that he looks at."""
    here = page_of(pages, path)
    mine = [page for page in pages if who and who.may(page.right)]
    return desk.navigation([Link(address(page.path), say(page.label), page is here) for page in mine])


def _content(pages: tuple[Page, ...], visit: Visit | None, path: str, say: Words) -> Component:
    """The content for an address; what the visitor may not open says so."""
    page = page_of(pages, path)
    if page is None:
        return desk.notice(say("没有这个页面"), say("这个地址没有页面。"))
    if visit is None or not visit.who.may(page.right):
        return desk.notice(say("没有权限"), say("你的角色不能打开这个页面；需要时请找管理员。"))
    return page.draw(visit)


def _serve_page(server: Flask, app: Dash, page: Page) -> None:
    def index(_below: str = "") -> ResponseReturnValue:
        text = app.index()  # type: ignore[no-untyped-call] # Dash has no types for it
        return _remembering(Response(text, mimetype="text/html"))

    server.add_url_rule(page.path, f"desk_{page.name}", index)
    server.add_url_rule(f"{page.path}/<path:_below>", f"desk_{page.name}_below", index)


def _remembering(response: Response) -> Response:
    """Keeps a choice made in the address for the next visits."""
    for name, allowed in _CHOICES.items():
        value = request.args.get(name)
        if value in allowed:
            response.set_cookie(f"grid-{name}", value, max_age=_REMEMBERED_S, samesite="Lax", httponly=True)
    return response
