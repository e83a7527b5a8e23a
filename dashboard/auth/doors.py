"""Every door of the web and what it takes to pass it: addresses, Dash's own, socket events. PURE.

The gate (`dashboard.auth.gate`) refuses what has no row here, and the server does not start when something that is
registered has none. Dash callbacks declare their right where they are registered (`callbacks.guarded`).
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from dashboard.auth.who import Right

Need = Right | Literal["public", "known", "person", "callback"]
"""A right; or: nobody in particular · anyone we know · somebody who signed in · what the called callback declares."""

Stranger = Literal["problem", "sign-in", "pairing"]
"""How somebody unknown is told: JSON with 401 · the sign-in page · the wall's pairing page."""

SMALL: Final = 64 * 1024
FORM: Final = 4 * 1024 * 1024
FILES: Final = 512 * 1024 * 1024
EVENTS: Final = 4 * 1024 * 1024 + 1
"""Largest bodies. The events door wants one byte more than it takes, to tell what is too large from what is cut."""


class Door(NamedTuple):
    """One row: what it takes, how a stranger is told, the largest body in bytes."""

    need: Need
    stranger: Stranger = "problem"
    most_bytes: int = SMALL


class View(NamedTuple):
    """A view whose frames sockets follow: what it takes, and whether each scope has frames of its own."""

    need: Need
    scoped: bool


def _dash(prefix: str, need: Need) -> dict[str, Door]:
    """The addresses that a Dash app brings along. Its code and styles are the same for everybody."""
    public = ("_dash-component-suites/<string:package_name>/<path:fingerprinted_path>", "_favicon.ico")
    own = ("_dash-layout", "_dash-dependencies", "_reload-hash", "<path:path>")
    return {
        **{f"{prefix}{rule}": Door("public") for rule in public},
        **{f"{prefix}{rule}": Door(need) for rule in own},
        f"_{prefix.strip('/')}_dash_assets.static": Door("public"),
        f"{prefix}_dash-update-component": Door("callback", most_bytes=FORM),
    }


def _page(name: str, right: Right) -> dict[str, Door]:
    """A desk's page and what lies below it."""
    return {f"desk_{name}": Door(right, "sign-in"), f"desk_{name}_below": Door(right, "sign-in")}


ROUTES: Final[Mapping[str, Door]] = {
    "home": Door("public"),
    # People
    "people.static": Door("public"),
    "people.sign_in": Door("public"),
    "people.sign_out": Door("person", "sign-in"),
    "people.account": Door("person", "sign-in"),
    "oidc.begin": Door("public"),
    "oidc.come_back": Door("public"),
    # Machine doors
    "api_events.post_events": Door("events:write", most_bytes=EVENTS),
    "api_figures.get_figures": Door("figures:read"),
    "api_cases.get_cases": Door("cases:read"),
    "api_cases.get_case": Door("cases:read"),
    "api_cases.get_cases_csv": Door("export"),  # and `cases:read`: the door asks
    "api_cases.get_cases_xlsx": Door("export"),
    "api_whistles.get_whistles": Door("whistles:see"),
    "api_whistles.get_whistles_csv": Door("export"),
    "api_whistles.get_whistles_xlsx": Door("export"),
    "api_whistles.get_statistics": Door("whistles:see"),
    "api_whistles.get_statistics_csv": Door("export"),
    "api_whistles.get_statistics_xlsx": Door("export"),
    "api_whistle_files.post_files": Door("known", most_bytes=FILES),  # its act has the right
    "api_whistle_files.get_files": Door("whistles:see"),
    "api_whistle_files.get_file": Door("whistles:see"),
    "api_acts.post_acts": Door("known", most_bytes=FORM),  # each act has its own right: `dashboard.acts`
    "api_acts.get_acts": Door("known"),
    "api_asked.get_asked": Door("known"),  # who sees figures or a wall; its rows have rights of their own
    "api_asked.get_asked_csv": Door("export"),
    "api_asked.get_asked_xlsx": Door("export"),
    "api_audit.get_audit": Door("admin"),
    "api_audit.get_audit_csv": Door("admin"),
    "api_audit.get_audit_xlsx": Door("admin"),
    **{f"api_reports.get_reports_{ending}": Door("reports:see") for ending in ("docx", "xlsx", "pdf")},
    "api_rankings.get_rankings_csv": Door("export"),
    "api_rankings.get_rankings_xlsx": Door("export"),
    "api_openapi.get_openapi": Door("public"),
    "api_health.healthz": Door("public"),
    "api_health.readyz": Door("public"),  # yes or no; the details take `ops`
    "api_health.metrics": Door("ops"),
    # The wall
    **_dash("/wall/", "wall:see"),
    "/wall/": Door("wall:see", "pairing"),
    "wall_without_slash": Door("public"),
    "wall_scripts": Door("public"),
    "wall_outline": Door("known"),  # maps are on desks, too
    "wall_time": Door("known"),
    "past.get_past": Door("wall:see"),
    "pairing.page": Door("public"),
    "wall_curtain": Door("public"),
    "wall_guard": Door("public"),
    "wall_charts": Door("public"),
    "wall_styles": Door("public"),
    "pairing.status": Door("public"),
    "pairing.code": Door("public"),
    # The desks
    **_dash("/desk/", "known"),
    "/desk/": Door("known", "sign-in"),
    "desk_scripts": Door("public"),
    **_page("duty", "alerts:see"),
    **_page("whistles", "whistles:see"),
    **_page("rankings", "figures:read"),
    **_page("hotspots", "cases:read"),
    **_page("bulletin", "reports:see"),
    **_page("cases", "cases:read"),
    **_page("admin", "admin"),
}
"""By Flask's endpoint. A row without its door does no harm: not every server has all parts."""

SOCKET_EVENTS: Final[Mapping[str, Need]] = {
    "connect": "known",
    "disconnect": "public",
    "join": "known",  # which views and scopes: `VIEWS`
    "report": "known",  # kept of wall devices only
}

VIEWS: Final[Mapping[str, View]] = {
    "wall": View("wall:see", scoped=True),
    "desk": View("known", scoped=False),  # says only that something changed
}
"""Chains of frames."""
