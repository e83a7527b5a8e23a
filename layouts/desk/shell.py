"""The frame around every desk page: head with navigation, city clock, replay badge and the user's menu. PURE.

Clock, badge and link are filled by script (`assets/desk/shell.js`), content and navigation by the router's callback.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.auth.who import Principal
from dashboard.domain.instants import local, render
from dashboard.views.admin.words import ROLES
from layouts import ids
from layouts.desk.words import Language, Words


@dataclass(frozen=True, slots=True)
class Look:
    """What a visitor has chosen: language and tokens."""

    language: Language = "zh"
    light: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation."""

    path: str
    label: str
    here: bool = False


def shell(content: Component | None, who: Principal | None, look: Look, words: Words) -> Component:
    """The page's body. `content` is None until the router has answered."""
    provider: Component = dmc.MantineProvider(
        html.Div(
            [
                dcc.Location(id=ids.DESK_LOCATION, refresh="callback-nav"),
                dcc.Store(id=ids.DESK_NUDGE),
                html.A(words("跳到内容"), href=f"#{ids.DESK_CONTENT}", className="skip"),
                _head(who, look, words),
                html.Main(content, id=ids.DESK_CONTENT, className="desk-content", tabIndex="-1"),
            ],
            className="desk",
        ),
        forceColorScheme="light" if look.light else "dark",
        theme={"fontFamily": "var(--fonts)", "fontSizes": {"sm": "14px"}, "defaultRadius": 2, "focusRing": "auto"},
    )
    return provider


def navigation(links: Sequence[Link]) -> list[Component]:
    """The pages that a visitor may open; the present one is marked."""
    return [html.A(link.label, href=link.path, **({"aria-current": "page"} if link.here else {})) for link in links]  # type: ignore[arg-type] # Dash takes aria-* by name


def past(at: int | None, path: str, zone: ZoneInfo, words: Words) -> Component | None:
    """The plate that says which past moment is looked at, with the way back to now at `path`."""
    if at is None:
        return None
    when = html.Time(f"{local(at, zone):%Y-%m-%d %H:%M}", dateTime=render(at, zone))
    back: Component = html.A(words("回到现在"), href=path)
    return html.Span([html.Strong([words("回看"), " ", when]), back], className="past", role="status")


def notice(title: str, text: str) -> Component:
    """A page that says one thing."""
    return html.Section([html.H1(title), html.P(text)], className="desk-notice", role="alert")


def _head(who: Principal | None, look: Look, words: Words) -> Component:
    return html.Header(
        [
            html.A(words("网格指挥中心"), href="/", className="brand"),
            html.Nav(id=ids.DESK_NAV, className="desk-nav", **{"aria-label": words("主导航")}),  # type: ignore[arg-type] # as above
            html.Span(id=ids.DESK_LINK, className="desk-link", role="status"),
            html.Span(id=ids.DESK_PAST, className="desk-past"),
            html.Span(id=ids.DESK_BADGE, className="badge"),
            html.Time(id=ids.DESK_CLOCK, className="clock"),
            _menu(who, look, words) if who else None,
        ],
        className="desk-head",
    )


def _menu(who: Principal, look: Look, words: Words) -> Component:
    role = words(ROLES[who.role]) if who.role else who.kind
    scope = words("全市") if who.scope.whole_city else who.scope.name
    other: tuple[str, str] = ("English", "en") if look.language == "zh" else ("中文", "zh")
    theme: tuple[str, str] = ("深色", "dark") if look.light else ("浅色", "light")
    links = [
        html.A(other[0], href=f"?lang={other[1]}", lang=other[1]),
        html.A(words(theme[0]), href=f"?theme={theme[1]}"),
    ]
    if who.kind == "user":
        links += [html.A(words("账户"), href="/account"), html.A(words("退出"), href="/sign-out")]
    name = html.Summary([html.Span(who.name, className="name"), html.Span(role, className="role")], className="user")
    return html.Details([name, html.Div([html.P(scope), *links])], id=ids.DESK_USER, className="user-menu")
