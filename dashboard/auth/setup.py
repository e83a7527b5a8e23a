"""Puts the gate on a server: who is recognised, in which order, what strangers are told, what every answer carries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.api.ports import Keys
from dashboard.auth import forgery, headers, oidc, pairing, sign_in
from dashboard.auth.auditor import Auditor
from dashboard.auth.devices import Devices
from dashboard.auth.doors import SMALL, Stranger
from dashboard.auth.gate import Gate, Tell
from dashboard.auth.keys import KeyHolders
from dashboard.auth.loopback import Loopback
from dashboard.auth.people import COOKIE, People
from dashboard.auth.rates import Rates
from dashboard.auth.secret import secret_key
from dashboard.auth.throttle import limiter_of
from dashboard.settings import Settings
from dashboard.store.web.devices import DeviceStore
from dashboard.store.web.pairings import PairingStore
from dashboard.store.web.sessions import Limits, SessionStore
from dashboard.store.web.users import UserStore

MINUTE_MS, HOUR_MS = 60_000, 3_600_000


@dataclass(frozen=True, slots=True)
class Accounts:
    """Where people, their sessions and wall devices are kept; `redis_url` is where tries to sign in are counted (None:
    here).
    """

    users: UserStore
    sessions: SessionStore
    devices: DeviceStore
    redis_url: str | None = None


def accounts_in(engine: sa.Engine, settings: Settings, redis_url: str | None) -> Accounts:
    """The accounts of the web's own database, their sessions as long as the settings say."""
    limits = Limits(settings.session_idle_minutes * MINUTE_MS, settings.session_hours * HOUR_MS)
    return Accounts(UserStore(engine), SessionStore(engine, limits), DeviceStore(engine), redis_url)


def guard(server: Flask, settings: Settings, keys: Keys, auditor: Auditor, accounts: Accounts | None) -> Gate:
    """The gate, before every request from now on. Without accounts nobody can sign in."""
    _configure(server, settings)
    holders, local = (
        KeyHolders(keys, settings.api_key, Rates(accounts.redis_url if accounts else None)),
        Loopback(settings.host, settings.loopback),
    )
    if accounts is None:
        return Gate([holders, local], auditor.here).install(server)
    people = People(accounts.sessions)
    people.install(server)
    devices = Devices(accounts.devices)
    tell: dict[Stranger, Tell] = {"sign-in": sign_in.ask, "pairing": pairing.ask}
    gate = Gate([holders, people, devices, local], auditor.here, tell, sign_in.refused).install(server)
    pairing.install(server, pairing.Pairing(devices, PairingStore(accounts.devices), auditor, settings.timezone))
    limiter = limiter_of(server, accounts.redis_url)
    label = settings.oidc_label if settings.oidc_issuer else None
    signing = sign_in.Signing(accounts.users, people, auditor, limiter, settings.city_name, label)
    sign_in.install(server, signing)
    if settings.oidc_issuer:
        oidc.install(server, signing, settings)
    return gate


def seal(server: Flask, settings: Settings, gate: Gate, apps: Sequence[Any]) -> None:
    """After everything is registered: nothing is without a rule, answers carry their headers, proxies are believed."""
    gate.check(server, apps)
    headers.install(server, [digest for app in apps for digest in app.csp_hashes()])
    if settings.trusted_proxies:
        behind = settings.trusted_proxies
        # Around the sockets, too; `Host` is the proxy's to pass on as it came.
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=behind, x_proto=behind, x_host=0)  # type: ignore[method-assign]


def _configure(server: Flask, settings: Settings) -> None:
    """What the libraries read: keys, cookies, sizes."""
    server.secret_key = secret_key(settings.secret_key, settings.data_dir)
    server.config.update(
        SECRET_KEY_FALLBACKS=[settings.secret_key_old] if settings.secret_key_old else [],
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=SMALL,
        MAX_FORM_MEMORY_SIZE=SMALL,
        GRID_PUBLIC_URL=settings.public_url,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
    )
    server.session_interface = _Cookies()
    server.after_request(forgery.give_token)


class _Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie, which travels encrypted only wherever the request did."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 – Flask's own signature
        """By the request at hand."""
        return forgery.secure_cookies(request)
