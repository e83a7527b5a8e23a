"""The pages around signing in: /sign-in, /sign-out, /account. They work without a script.

Whoever fails is told the same in the same time, whether there is such a user or not. Tries are limited per address and
per account. It knows the pages; sessions are `people.py`'s, passwords `passwords.py`'s business.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import jinja2
import structlog
from flask import Blueprint, Flask, Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter, RequestLimit, RouteLimit
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms import HiddenField, PasswordField, StringField

from dashboard.auth import forgery, landing, passwords, throttle
from dashboard.auth.auditor import Auditor
from dashboard.auth.people import People, SignedIn, present, principal_of
from dashboard.auth.who import ROLE_NAMES
from dashboard.offload import offload
from dashboard.store.web.users import User, UserStore, fold
from layouts import theme

log = structlog.get_logger(__name__)

ASSETS: Final = Path(__file__).resolve().parents[2] / "assets"
PAGES: Final = ASSETS.parent / "layouts" / "pages"

WRONG: Final = "用户名或密码不正确"
STALE: Final = "页面已过期，请再试一次"


class SignInForm(FlaskForm):  # type: ignore[misc] # the library has no types
    """Name and password; where to go afterwards."""

    name = StringField()
    password = PasswordField()
    next = HiddenField()


class PasswordForm(FlaskForm):  # type: ignore[misc] # as above
    """The old password and the new one twice."""

    old = PasswordField()
    new = PasswordField()
    again = PasswordField()


@dataclass(frozen=True, slots=True)
class Signing:
    """What the pages stand on. `oidc`: what the button for signing in elsewhere says, if there is one."""

    users: UserStore
    people: People
    auditor: Auditor
    limiter: Limiter
    city: str
    oidc: str | None = None


def install(server: Flask, it: Signing) -> None:
    """Puts the pages on the server."""
    server.jinja_loader = jinja2.FileSystemLoader(PAGES)
    server.jinja_env.globals.update(city=it.city, tokens=Markup(theme.style()), csrf_token=generate_csrf)  # noqa: S704 – our own constants
    door = Blueprint("people", __name__, static_folder=str(ASSETS), static_url_path="/sign-in/assets")
    _sign_in(door, it)
    _sign_out(door, it)
    _account(door, it)
    server.register_blueprint(door)


def ask() -> ResponseReturnValue:
    """Sends a stranger to the sign-in page, and from there back to where he wanted to go."""
    return redirect(landing.sign_in_address(request))


def refused() -> ResponseReturnValue:
    """The page for who is known, but not for this. With a one-time password everything leads to a new one."""
    one = present()
    if one is not None and one.user.must_change:
        return redirect("/account")
    return render_template("refused.html", who=g.principal.name, person=one is not None), 403


def _sign_in(door: Blueprint, it: Signing) -> None:
    @door.route("/sign-in", methods=["GET", "POST"])
    @_limited(it, throttle.PER_ADDRESS, "address", throttle.address)
    @_limited(it, throttle.PER_ACCOUNT_AND_ADDRESS, "both", lambda: f"{_account_key()}@{throttle.address()}")
    @_limited(it, throttle.PER_ACCOUNT, "account", _account_key)
    def sign_in() -> ResponseReturnValue:
        form = SignInForm(request.form)
        if request.method == "GET":
            form.next.data = request.args.get("next", "")
            return _page(it, form)
        if not forgery.own_origin(request) or not form.validate():
            return _page(it, form, STALE, 400)
        user = _checked(it, form.name.data or "", form.password.data or "")
        if user is None:
            return _page(it, form, WRONG, 401)
        return enter(it, user, form.next.data or "")


def enter(it: Signing, user: User, wanted: str) -> ResponseReturnValue:
    """Begins somebody's session and sends him where he wanted to go."""
    it.people.begin(user)
    it.users.note_sign_in(user.id)
    who = principal_of(user, "")
    it.auditor.note(who, "session.sign_in", user.name, address=throttle.address())
    return redirect("/account" if user.must_change else landing.after_sign_in(who, wanted))


def _checked(it: Signing, name: str, password: str) -> User | None:
    """The user, if he may come in with that. What is not one of our names may be a password, and is not noted."""
    user = offload(it.users.find, name=name[: passwords.MOST])
    good = offload(passwords.matches, user.password_hash if user else None, password[: passwords.MOST])
    if good and user is not None and not user.disabled:
        return user
    known = user.name if user is not None else "unknown"
    it.auditor.note(known, "session.sign_in", known, "refused", address=throttle.address())
    return None


def _sign_out(door: Blueprint, it: Signing) -> None:
    @door.route("/sign-out", methods=["GET", "POST"])
    def sign_out() -> ResponseReturnValue:
        if request.method == "GET":
            return render_template("sign_out.html", user=_somebody().user)
        it.auditor.here("session.sign_out", _somebody().user.name)
        it.people.end()
        return redirect("/sign-in")


def _account(door: Blueprint, it: Signing) -> None:
    @door.route("/account", methods=["GET", "POST"])
    @_limited(it, throttle.PER_ACCOUNT_AND_ADDRESS, "password", _account_key)
    def account() -> ResponseReturnValue:
        user, form = _somebody().user, PasswordForm(request.form)
        if request.method == "GET":
            return _account_page(user, form, done="done" in request.args)
        error = _objection(user, form)
        if error is not None:
            it.auditor.here("session.password", user.name, "refused")
            return _account_page(user, form, error), 400
        offload(it.users.set_password, user.id, offload(passwords.hashed, form.new.data), must_change=False)
        it.auditor.here("session.password", user.name)
        it.people.begin(it.users.one(user.id))
        return redirect("/account?done" if not user.must_change else "/")


def _objection(user: User, form: PasswordForm) -> str | None:
    if user.password_hash is None or not form.validate():
        return STALE
    if not offload(passwords.matches, user.password_hash, (form.old.data or "")[: passwords.MOST]):
        return "当前密码不正确"
    if form.new.data != form.again.data:
        return "两次输入的新密码不一致"
    if form.new.data == form.old.data:
        return "新密码不能与当前密码相同"
    return passwords.objection(form.new.data or "", user.name)


def _account_page(user: User, form: PasswordForm, error: str | None = None, *, done: bool = False) -> str:
    scope = "全市" if user.scope.whole_city else user.scope.name
    shown = form if user.password_hash is not None else None
    return render_template(
        "account.html",
        user=user,
        role=ROLE_NAMES[user.role],
        scope=scope,
        form=shown,
        error=error,
        done=done,
        least=passwords.LEAST,
    )


def _page(it: Signing, form: SignInForm, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("sign_in.html", form=form, error=error, oidc=it.oidc), status


def _limited(it: Signing, limit: str, name: str, key: Callable[[], str]) -> RouteLimit:
    """A limit of how often a form may be sent."""
    return it.limiter.shared_limit(limit, f"sign-in:{name}", key_func=key, methods=["POST"], on_breach=too_often)


def too_often(limit: RequestLimit) -> Response:
    """Says so, and for how long."""
    log.warning("sign_in.throttled", limit=str(limit.limit), address=throttle.address())
    wait = max(1, limit.reset_at - landing.real_s())
    response = make_response(render_template("too_often.html", minutes=-(-wait // 60)), 429)
    response.headers["Retry-After"] = str(wait)
    return response


def _account_key() -> str:
    one = present()
    return one.user.name if one is not None else fold(request.form.get("name", ""))[:64]


def _somebody() -> SignedIn:
    one = present()
    assert one is not None, "the gate lets only people pass here"
    return one
