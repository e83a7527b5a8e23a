"""People who have signed in: their session's cookie (Flask-Login) becomes a principal, as long as the session lives.

The cookie is signed and holds the session's token; whether the session still lives says the store, asked anew every
two seconds at most. So a reset, a lock and a sign-out work everywhere at once, in sockets too.
"""

import time
from typing import Final

import flask_login
from flask import Flask, Request, g, request, session
from flask_login import LoginManager, UserMixin

from dashboard.auth.who import RIGHTS, Kind, Principal
from dashboard.offload import offload
from dashboard.store.web.sessions import SessionStore, hashed
from dashboard.store.web.users import User

REMEMBER_S = 2.0
"""A session found good is not looked up again for so long, in each worker."""
REMEMBER_MOST = 10_000

COOKIE: Final = "grid-session"


class SignedIn(UserMixin):  # type: ignore[misc] # the library has no types
    """Somebody in a session. Flask-Login keeps `get_id` in the signed cookie."""

    def __init__(self, token: str, user: User) -> None:
        self.token = token
        self.user = user

    def get_id(self) -> str:
        """The session's token."""
        return self.token


class People:
    """Recognises people by their sessions, and begins and ends these."""

    kind: Kind = "user"

    def __init__(self, sessions: SessionStore) -> None:
        self._sessions = sessions
        self._known: dict[str, tuple[float, User]] = {}

    def install(self, server: Flask) -> None:
        """Puts Flask-Login on the server."""
        manager = LoginManager()
        manager.session_protection = None  # it ties a session to an address, which a telephone changes all the time
        manager.user_loader(self._load)
        manager.init_app(server)

    def find(self, _asked: Request) -> Principal | None:
        """Who has signed in."""
        one = present()
        return None if one is None else principal_of(one.user, hashed(one.token))

    def still(self, principal: Principal) -> Principal | None:
        """The same, if the session lives."""
        user = self._user(principal.ticket)
        return None if user is None else principal_of(user, principal.ticket)

    def begin(self, user: User) -> None:
        """Signs somebody in: a new session, nothing of the old one is left."""
        self._forget()
        flask_login.login_user(SignedIn(offload(self._sessions.begin, user.id, request.remote_addr or ""), user))

    def end(self) -> None:
        """Signs out whoever asks."""
        one = present()
        if one is not None:
            offload(self._sessions.end, hashed(one.token))
            self._known.pop(hashed(one.token), None)
        self._forget()

    @staticmethod
    def _forget() -> None:
        session.clear()
        for kept in ("csrf_token", "principal"):
            g.pop(kept, None)

    def _load(self, token: str) -> SignedIn | None:
        user = self._user(hashed(token))
        return None if user is None else SignedIn(token, user)

    def _user(self, session_id: str) -> User | None:
        now = time.monotonic()
        at, user = self._known.get(session_id, (0.0, None))
        if user is not None and now - at < REMEMBER_S:
            return user
        user = offload(self._sessions.user_of, session_id)
        if len(self._known) >= REMEMBER_MOST:
            self._known.clear()
        if user is None:
            self._known.pop(session_id, None)
        else:
            self._known[session_id] = (now, user)
        return user


def present() -> SignedIn | None:
    """Who has signed in, as Flask-Login knows him."""
    one = flask_login.current_user
    return one if one.is_authenticated else None


def principal_of(user: User, ticket: str) -> Principal:
    """A user as a principal. Before he has set a password of his own he has no rights."""
    rights = frozenset() if user.must_change else RIGHTS[user.role]
    return Principal("user", user.id, user.display, rights, user.scope, user.role, ticket)
