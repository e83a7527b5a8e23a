"""Sign-in by an OpenID Connect provider (Authlib): its claims say who it is, which role he has and what he sees.

A user of the provider gets a row among the users at his first sign-in, which is brought up to date at each further one.
Roles and scopes are the provider's to give: who has no role there is refused, whatever he had before.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

import requests
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError

from dashboard.auth import throttle
from dashboard.auth.sign_in import Signing, enter, too_often
from dashboard.auth.who import Role, Scope
from dashboard.errors import RefusedError, SettingsError
from dashboard.offload import offload
from dashboard.settings import Settings
from dashboard.store.web.users import NAME_MOST, User, UserStore

log = structlog.get_logger(__name__)

TIMEOUT_S = 10


def install(server: Flask, it: Signing, settings: Settings) -> None:
    """Adds /sign-in/oidc and where the provider sends people back to, /sign-in/oidc/back. Raises SettingsError."""
    roles = _roles(settings)
    provider = _provider(server, settings)
    door = Blueprint("oidc", __name__)

    limited = it.limiter.shared_limit(throttle.PER_ADDRESS, "sign-in:oidc", on_breach=too_often)

    @door.get("/sign-in/oidc")
    @limited
    def begin() -> ResponseReturnValue:
        session["next"] = request.args.get("next", "")
        return _away_or(lambda: provider.authorize_redirect(_back(settings)))

    @door.get("/sign-in/oidc/back")
    @limited
    def come_back() -> ResponseReturnValue:
        return _away_or(lambda: _entered(it, settings, roles, provider.authorize_access_token()))

    server.register_blueprint(door)


def granted(claims: Mapping[str, Any], settings: Settings, roles: Mapping[str, Role]) -> tuple[Role, Scope] | None:
    """Role and scope that the claims give; None = none. A claim for areas or units that is missing or empty gives
    nothing, so that a slip at the provider never opens the whole city.
    """
    has = set(_texts(claims.get(settings.oidc_role_claim)))
    role = next((role for value, role in roles.items() if value in has), None)
    if role is None:
        return None
    names = (settings.oidc_areas_claim, settings.oidc_units_claim)
    limits = [None if name is None else frozenset(_texts(claims.get(name))) for name in names]
    if any(limit is not None and not limit for limit in limits):
        return None
    return role, Scope(*limits)


def _entered(
    it: Signing, settings: Settings, roles: Mapping[str, Role], token: Mapping[str, Any]
) -> ResponseReturnValue:
    """Begins the session of whom the provider vouches for."""
    claims: Mapping[str, Any] = token.get("userinfo") or {}
    given, subject = granted(claims, settings, roles), f"{claims.get('iss')} {claims.get('sub')}"
    user = None if given is None else offload(_known_as, it.users, subject, claims, *given)
    if user is None or user.disabled:
        name = user.name if user is not None else subject
        it.auditor.note(name, "session.sign_in", name, "refused", {"by": "oidc"}, throttle.address())
        return _failed("你的账号没有本系统的权限，请联系系统管理员", 403)
    return enter(it, user, session.get("next", ""))


def _known_as(users: UserStore, subject: str, claims: Mapping[str, Any], role: Role, scope: Scope) -> User:
    """The provider's user among ours, as the provider describes him now."""
    display = str(claims.get("name") or claims.get("preferred_username") or claims["sub"])
    user = users.find(subject=subject)
    if user is None:
        return users.add(_name(subject, claims), role, None, display=display, scope=scope, subject=subject)
    if (user.display, user.role, user.scope) != (display[:NAME_MOST], role, scope):
        return users.grant(user.id, display, role, scope)
    return user


def _name(subject: str, claims: Mapping[str, Any]) -> str:
    """A name that no user of our own can have taken by chance, and that people recognise."""
    shown = "".join(each for each in str(claims.get("preferred_username") or "") if each.isalnum() or each in "._-@")
    return f"sso:{shown[:40]}:{hashlib.sha256(subject.encode()).hexdigest()[:8]}"


def _away_or(step: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """A step with the provider; what goes wrong there is told on a page, and only the log knows more."""
    try:
        return step()
    except (AuthlibBaseError, JoseError, RefusedError, requests.RequestException, RuntimeError, ValueError) as error:
        log.warning("oidc.failed", error=type(error).__name__, detail=str(error)[:200])
        away = isinstance(error, requests.RequestException)
        return _failed("统一身份认证没有成功，请再试一次", 503 if away else 401)


def _failed(error: str, status: int) -> ResponseReturnValue:
    return render_template("told.html", error=error), status


def _provider(server: Flask, settings: Settings) -> Any:
    if not settings.oidc_client_id or not settings.oidc_client_secret:
        raise SettingsError("GRID_OIDC_ISSUER is set; set GRID_OIDC_CLIENT_ID and GRID_OIDC_CLIENT_SECRET, too")
    options = {
        "scope": settings.oidc_scopes,
        "code_challenge_method": "S256",
        "default_timeout": TIMEOUT_S,
    }
    return OAuth(server).register(
        "oidc",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs=options,
    )


def _roles(settings: Settings) -> dict[str, Role]:
    """Our role for each value of the provider's claim, in the order of the setting."""
    found: dict[str, Role] = {}
    for value, name in settings.oidc_roles or ():
        role = next((role for role in get_args(Role) if role == name), None)
        if role is None:
            raise SettingsError(f"GRID_OIDC_ROLES names the role {name!r}; one of: {', '.join(get_args(Role))}")
        found[value] = role
    if not found:
        raise SettingsError("GRID_OIDC_ISSUER is set; set GRID_OIDC_ROLES, too, or nobody may come in by it")
    return found


def _back(settings: Settings) -> str:
    """Where the provider sends people back to; it has to be told so beforehand."""
    path = url_for("oidc.come_back")
    return f"{settings.public_url}{path}" if settings.public_url else url_for("oidc.come_back", _external=True)


def _texts(claim: Any) -> Iterable[str]:
    """A claim as texts: one text, or a list of them."""
    listed = [claim] if isinstance(claim, str) else claim if isinstance(claim, list) else []
    return [each for each in listed if isinstance(each, str) and each]
