"""Mounts the wall, a Dash app of its own, on a Flask server.

    create_wall_app(server, lambda: reference, WallOptions(zone="Asia/Shanghai", build="…")) -> dash.Dash

serves the screen at `/wall/` (and `/wall`, which redirects there), its assets under `/wall/assets/` and the outlines
under `/wall/geo/`. It opens a Socket.IO connection to the same origin at `socket_path` and speaks the frame protocol
(streams/frames.py). It knows nothing of Redis or the store; the caller compresses responses.
"""

import importlib.resources
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, Final

import dash
import dash_leaflet
from flask import Flask, Response, abort, redirect, request

from callbacks import wall as wall_callbacks
from callbacks.libraries import ASSETS, only, serve_scripts, serve_styles
from dashboard.build import with_names
from dashboard.domain.reference import Reference
from dashboard.views.wall import labels
from layouts import shell
from layouts import wall as wall_layout
from layouts.panels.city_map import URBAN_VIEW, Bounds

PREFIX: Final = "/wall/"
TIME: Final = f"{PREFIX}time"
"""Tells the machine's time: also to desks."""

GEO: Final = f"{PREFIX}geo"
_OUTLINES: Final = ("districts", "lakes", "inner_lines", "outline")


@dataclass(frozen=True)
class WallOptions:
    """What a city and its installation choose.

    `build` names the running version: when the server tells of another one, the page loads itself anew once. `pages`
    take turns in that order, `dwell_s` each (0 = the first one stays; `?pages=` and `?dwell=` in the URL go before
    them). At `reload_hour` (city time; 24 = never) the page is loaded anew every night. `view` is the map's frame
    (south-west and north-east corners). `outlines` is a folder with districts.geojson, lakes.geojson and
    inner_lines.geojson in WGS-84 (default: Kunming's, 示意).
    """

    zone: str = "Asia/Shanghai"
    city: str = "昆明市"
    build: str = ""
    pages: tuple[str, ...] = tuple(labels.PAGES)
    dwell_s: int = 30
    reload_hour: int = 4
    view: Bounds = field(default_factory=lambda: URBAN_VIEW)
    outlines: Traversable | None = None
    socket_path: str = "/socket.io"


class _WallDash(dash.Dash):
    """Dash, with a page that is made anew for each visit: the names in it are those of now."""

    page: Callable[[bool], str]

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        english = request.args.get("lang") == "en"
        self.index_string = self.page(english)
        text: str = super().interpolate_index(*args, **parts)  # type: ignore[no-untyped-call] # Dash has no types for it
        theme = "light" if request.args.get("theme") == "light" else "dark"
        return shell.dressed(text, "en" if english else "zh-CN", theme)


def create_wall_app(server: Flask, reference: Callable[[], Reference], options: WallOptions | None = None) -> dash.Dash:
    """The wall on `server`. `reference` gives the reference data in force now."""
    chosen = options or WallOptions()
    app = _WallDash(
        __name__,
        server=server,  # type: ignore[arg-type] # Dash's stub forgets the type that its documentation asks for
        routes_pathname_prefix=PREFIX,
        requests_pathname_prefix=PREFIX,
        assets_folder=str(ASSETS),
        include_assets_files=False,  # ours come as one; Dash would have the browser ask for each by itself
        serve_locally=True,
        title=f"{chosen.city}{wall_layout.TITLE}",
        update_title="",
    )
    app.enable_dev_tools(debug=False, dev_tools_disable_version_check=True)
    only(app, dash_leaflet)
    scripts = serve_scripts(server, PREFIX, "wall_scripts", "vendor/socket.io.min.js", "shared", "wall")
    first = serve_scripts(server, PREFIX, "wall_curtain", "curtain")
    styles = serve_styles(server, PREFIX, "wall_styles", "shared", "wall")
    later = {
        "guardUrl": serve_scripts(server, PREFIX, "wall_guard", "guard"),
        "chartsUrl": serve_scripts(server, PREFIX, "wall_charts", "vendor/plotly-finance.min.js"),
    }
    app.page = lambda english: shell.page(
        _config(reference(), chosen, english=english) | later, scripts, first=first, styles=styles
    )
    app.layout = wall_layout.layout(chosen.city, GEO, chosen.view)
    wall_callbacks.register(app)
    _serve_outlines(server, chosen.outlines or importlib.resources.files("dashboard") / "data" / "geo")
    server.add_url_rule(TIME, "wall_time", _machine_time)
    server.add_url_rule(PREFIX.rstrip("/"), "wall_without_slash", _with_slash)
    return app


def _config(reference: Reference, chosen: WallOptions, *, english: bool) -> dict[str, Any]:
    return labels.config(reference, english=english) | {
        "zone": chosen.zone,
        "build": with_names(chosen.build, reference) if chosen.build else "",
        "order": list(chosen.pages),
        "dwell": chosen.dwell_s,
        "reloadHour": chosen.reload_hour,
        "socketPath": chosen.socket_path,
        "timeUrl": TIME,
        "view": chosen.view,
        "geo": GEO,
    }


def _with_slash() -> Response:
    query = request.query_string.decode()
    return redirect(PREFIX + (f"?{query}" if query else ""))  # type: ignore[return-value] # werkzeug's own Response


def _serve_outlines(server: Flask, folder: Traversable) -> None:
    files = {name: folder / f"{name}.geojson" for name in _OUTLINES}
    texts = {name: _features(file.read_text(encoding="utf-8")) for name, file in files.items() if file.is_file()}

    def outline(name: str) -> Response:
        if name not in texts:
            abort(404)
        return Response(texts[name], mimetype="application/json", headers={"Cache-Control": "max-age=3600"})

    server.add_url_rule(f"{GEO}/<name>.geojson", "wall_outline", outline)


def _features(text: str) -> str:
    """The outlines as a FeatureCollection, which is all that dash-leaflet draws; tools also write bare geometries."""
    outlines = json.loads(text)
    if outlines["type"] == "FeatureCollection":
        return text
    geometries = outlines.get("geometries", [outlines])
    features = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))


def _machine_time() -> Response:
    """`{"real": epoch ms}`: a wall's own clock may be wrong, and ages are counted by the server's."""
    return Response(json.dumps({"real": time.time_ns() // 1_000_000}), mimetype="application/json")
