"""The Flask server: screens, machine doors and the socket server, put together from what it is given.

It knows which doors there are and how answers are compressed; the parts behind them come in as `WebDeps`, made by
app.py (real ones) or a test (fakes). Screens are Dash apps that mount themselves on the server.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flask import Flask, Request, Response, redirect
from flask.typing import ResponseReturnValue
from flask_compress import Compress
from flask_socketio import SocketIO

from dashboard.api import cases, events, figures, health, problems
from dashboard.api.access import Access
from dashboard.api.counters import Counters
from dashboard.api.ports import Intake, Keys, Reader
from dashboard.settings import Settings
from dashboard.sockets import sockets_of

HOME = "/wall"


@dataclass(frozen=True)
class WebDeps:
    """What the server stands on. `attach` registers the push's socket events, each of `screens` mounts itself."""

    reader: Reader
    intake: Intake
    keys: Keys
    checks: health.Checks
    city_now: Callable[[], int]
    attach: Callable[[SocketIO], None]
    screens: Sequence[Callable[[Flask], object]] = ()
    counters: Counters = field(default_factory=Counters)


def create_server(settings: Settings, deps: WebDeps) -> Flask:
    """The server, to be made in the worker that runs it."""
    server = Flask("grid_command", static_folder=None)
    problems.install(server)
    _compress(server)
    access = Access(deps.keys, settings.host, settings.api_key)
    server.register_blueprint(events.blueprint(deps.intake, access, deps.counters.events))
    server.register_blueprint(figures.blueprint(deps.reader, access, settings.zone, deps.city_now))
    server.register_blueprint(cases.blueprint(deps.reader, access, settings.zone))
    server.register_blueprint(health.blueprint(deps.checks, access))
    server.add_url_rule("/", "home", _home)
    server.after_request(_counted(deps.counters))
    for mount in deps.screens:
        mount(server)
    deps.attach(sockets_of(server))
    return server


def _home() -> ResponseReturnValue:
    return redirect(HOME)


def _counted(counters: Counters) -> Callable[[Response], Response]:
    def count(response: Response) -> Response:
        counters.request(response.status_code)
        return response

    return count


def _compress(server: Flask) -> None:
    """Compresses answers; Dash's bundles, the same for every screen that loads, only once."""
    server.config["COMPRESS_CACHE_BACKEND"] = _Bundles
    server.config["COMPRESS_CACHE_KEY"] = _bundle_of
    Compress(server)


def _bundle_of(request: Request) -> str:
    """The bundle's path, which holds its version; empty for all that may differ from answer to answer."""
    return request.path if "/_dash-component-suites/" in request.path else ""


class _Bundles:
    """Compressed bundles by algorithm and name. What has no name is not kept."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The bytes kept for this algorithm and bundle."""
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keeps them."""
        _algorithm, _, name = key.partition(";")
        if name:
            self._kept[key] = value
