"""The Flask server: screens, machine doors and the socket server, put together from what it is given.

It knows which doors there are and how answers are compressed; the parts behind them come in as `WebDeps`, made by
app.py (real ones) or a test (fakes). Screens are Dash apps that mount themselves on the server.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from dash import Dash
from dash.exceptions import DependencyException
from flask import Blueprint, Flask, Request, Response, redirect
from flask.typing import ResponseReturnValue
from flask_compress import Compress
from flask_socketio import SocketIO
from werkzeug.exceptions import NotFound

from dashboard.acts.port import Acting
from dashboard.api import acts, asked, audit, cases, events, figures, health, openapi, past, problems, rankings, reports
from dashboard.api.counters import Counters
from dashboard.api.ports import Intake, Keys, Reader
from dashboard.api.tables import Files
from dashboard.auth import current, landing, setup
from dashboard.auth.audience import Audience
from dashboard.auth.auditor import Auditor
from dashboard.auth.setup import Accounts
from dashboard.past_walls import PastWalls
from dashboard.rankings import Rankings
from dashboard.report_desk import ReportDesk
from dashboard.settings import Settings
from dashboard.sockets import sockets_of
from dashboard.store.asking import Asker
from dashboard.store.web.audit import AuditStore


@dataclass(frozen=True)
class WebDeps:
    """What the server stands on. `attach` registers the push's socket events, each of `screens` mounts itself.

    Without `accounts` nobody can sign in: machine doors only. Without `audit` it is written, but not shown;
    without `asker` numbers are not asked, without `past` walls do not look back.
    """

    reader: Reader
    intake: Intake
    acting: Acting
    auditor: Auditor
    keys: Keys
    checks: health.Checks
    city_now: Callable[[], int]
    attach: Callable[[SocketIO, Audience], None]
    accounts: Accounts | None = None
    audit: AuditStore | None = None
    asker: Asker | None = None
    past: PastWalls | None = None
    reports: ReportDesk | None = None
    rankings: Rankings | None = None
    whistles: Sequence[Blueprint] = ()
    screens: Sequence[Callable[[Flask], Dash]] = ()
    counters: Counters = field(default_factory=Counters)


def create_server(settings: Settings, deps: WebDeps) -> Flask:
    """The server, to be made in the worker that runs it."""
    server = Flask("grid_command", static_folder=None)
    problems.install(server)
    server.register_error_handler(DependencyException, lambda _error: NotFound())
    gate = setup.guard(server, settings, deps.keys, deps.auditor, deps.accounts)
    _compress(server)
    server.register_blueprint(events.blueprint(deps.intake, deps.counters.events))
    server.register_blueprint(figures.blueprint(deps.reader, settings.zone, deps.city_now))
    server.register_blueprint(cases.blueprint(deps.reader, deps.auditor, settings.zone))
    server.register_blueprint(acts.blueprint(deps.acting))
    if deps.audit is not None:
        server.register_blueprint(audit.blueprint(deps.audit, deps.auditor, settings.zone))
    if deps.reports is not None:
        server.register_blueprint(reports.blueprint(deps.reports, deps.auditor))
    if deps.rankings is not None:
        files = Files(deps.auditor, settings.zone, "export.rankings")
        server.register_blueprint(rankings.blueprint(deps.rankings, files, deps.city_now))
    if deps.asker is not None:
        server.register_blueprint(asked.blueprint(deps.asker, deps.auditor, settings.zone, deps.city_now))
    if deps.past is not None:
        server.register_blueprint(past.blueprint(deps.past, settings.zone, deps.city_now))
    for doors in deps.whistles:
        server.register_blueprint(doors)
    server.register_blueprint(openapi.blueprint())
    server.register_blueprint(health.blueprint(deps.checks))
    server.add_url_rule("/", "home", _home)
    server.after_request(_counted(deps.counters))
    apps = [mount(server) for mount in deps.screens]
    deps.attach(sockets_of(server, gate.socket_event), Audience(gate))
    setup.seal(server, settings, gate, apps)
    return server


def _home() -> ResponseReturnValue:
    """The page where somebody's work begins; a stranger has to say who he is first."""
    who = current.principal()
    return redirect(landing.home(who) if who is not None else "/sign-in")


def _counted(counters: Counters) -> Callable[[Response], Response]:
    def count(response: Response) -> Response:
        counters.request(response.status_code)
        return response

    return count


def _compress(server: Flask) -> None:
    """Compresses answers; bundles, the same for every screen that loads, only once, and so as well as may be."""
    server.config["COMPRESS_ZSTD_LEVEL"] = 9
    server.config["COMPRESS_CACHE_BACKEND"] = _Bundles
    server.config["COMPRESS_CACHE_KEY"] = _bundle_of
    Compress(server)


_BUNDLE: Final = re.compile(r"/(?:wall|desk)/(?:_dash-component-suites/|scripts-|assets/own/)")


def _bundle_of(request: Request) -> str:
    """The bundle's path, which holds its version; empty for all that may differ from answer to answer."""
    return request.path if _BUNDLE.match(request.path) else ""


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
