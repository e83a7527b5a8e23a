"""The gate: before every request and socket event it finds out who asks, and holds that against the table of doors.

What has no row in `dashboard.auth.doors` is refused, and a server on which such a thing is registered does not start.
The gate knows no sessions, keys or devices: each kind of principal has a resolver. Scopes are for the doors to keep to,
they alone know what they show.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from flask import Flask, Request, request
from flask.typing import ResponseReturnValue
from flask_socketio import ConnectionRefusedError as SocketRefused

from dashboard.api.problems import Problem
from dashboard.auth import callbacks, current, forgery
from dashboard.auth.callbacks import CallbackDoors, Declared
from dashboard.auth.doors import ROUTES, SOCKET_EVENTS, Door, Need, Stranger
from dashboard.auth.who import Kind, Principal
from dashboard.errors import GridError
from dashboard.store.web.audit import Outcome

SAFE = ("GET", "HEAD", "OPTIONS")
UPDATE = "_dash-update-component"

Tell = Callable[[], ResponseReturnValue]
Note = Callable[[str, str, Outcome], None]
"""Action, target, outcome: of who asks in the request at hand."""


class Resolver(Protocol):
    """Finds principals of one kind."""

    @property
    def kind(self) -> Kind:
        """Of the principals that it finds."""
        ...

    def find(self, asked: Request, /) -> Principal | None:
        """Who asks; None = none of mine. Raises Problem when somebody shows what is not good any more."""
        ...

    def still(self, principal: Principal, /) -> Principal | None:
        """The same principal as he stands now (not older than 2 s); None = he may not be let in any more."""
        ...


class Gate:
    """One server's gate. `resolvers` are asked in their order; `note` is the audit's, for who is refused. `tell` says
    how strangers are answered at doors of screens, `refused` how somebody known is; without them, they get JSON.
    """

    def __init__(
        self,
        resolvers: Sequence[Resolver],
        note: Note,
        tell: Mapping[Stranger, Tell] | None = None,
        refused: Tell | None = None,
    ) -> None:
        self._resolvers = resolvers
        self._by_kind = {resolver.kind: resolver for resolver in resolvers}
        self._note = note
        self._tell: dict[Stranger, Tell] = dict(tell or {})
        self._refused = refused
        self.callbacks = CallbackDoors()

    def install(self, server: Flask) -> "Gate":
        """Stands before every request from now on. Before everything else that is registered on the server."""
        server.extensions[current.GATE] = self
        server.before_request(self._before)
        return self

    def tells(self, stranger: Stranger, tell: Tell) -> None:
        """From now on strangers at such doors are told so."""
        self._tell[stranger] = tell

    def check(self, server: Flask, apps: Sequence[Any] = ()) -> None:
        """Raises GridError if the server has a door, or one of these Dash apps a callback, that is in no table."""
        missing = sorted({rule.endpoint for rule in server.url_map.iter_rules()} - set(ROUTES))
        for app in apps:
            missing += self.callbacks.missing(app.config.requests_pathname_prefix, app.callback_map)
        if missing:
            raise GridError(f"doors without a rule of who may pass: {', '.join(missing)}; see dashboard/auth/doors.py")

    def find(self, asked: Request) -> Principal | None:
        """Who asks; None = nobody we know. Raises Problem 401 when he shows what is not good any more."""
        for resolver in self._resolvers:
            who = resolver.find(asked)
            if who is not None:
                return who
        return None

    def resolver(self, kind: Kind) -> Resolver | None:
        """Who finds principals of this kind here."""
        return self._by_kind.get(kind)

    def still_valid(self, principal: Principal) -> bool:
        """Would he be let in now with the same rights and scope? For sockets, which stay open."""
        resolver = self._by_kind.get(principal.kind)
        return resolver is not None and resolver.still(principal) == principal

    def socket_event(self, name: str, handler: Callable[..., Any]) -> Callable[..., Any]:
        """`handler` of a socket event behind the gate. Raises GridError when the table does not know the event."""
        need = SOCKET_EVENTS.get(name)
        if need is None:
            raise GridError(f"the socket event {name!r} has no rule of who may send it; see dashboard/auth/doors.py")

        def guarded(*args: Any) -> Any:
            if allowed(need, _known()):
                return handler(*args)
            if name == "connect":
                raise SocketRefused("not_allowed")
            return {"ok": False, "reason": "not_allowed"}

        return handler if need == "public" else guarded

    def _before(self) -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # there is no such address: Flask says so
        door = ROUTES.get(request.endpoint)
        if door is None:
            raise current.not_allowed(request.endpoint)
        request.max_content_length = door.most_bytes
        if door.need == "public":
            return None
        who = current.principal()
        if who is None:
            return self._stranger(door)
        called = self._called(door)
        need = door.need if called is None else called.need
        if not allowed(need, who):
            # Who is known only for sitting at the machine may be somebody else once he says who he is.
            return self._stranger(door) if who.kind == "loopback" else self._not_allowed(door, need)
        if request.method not in SAFE and who.kind != "key":
            forgery.refuse(request)
        if called is not None:
            callbacks.fits(request.get_json(), called)
        return None

    def _called(self, door: Door) -> Declared | None:
        """The callback that is called, at the doors through which they are."""
        if door.need != "callback":
            return None
        return self.callbacks.called(request.path.removesuffix(UPDATE), request.get_json(silent=True))

    def _stranger(self, door: Door) -> ResponseReturnValue:
        tell = self._tell.get(door.stranger)
        if tell is None:
            raise current.unknown()
        return tell()

    def _not_allowed(self, door: Door, need: Need) -> ResponseReturnValue:
        self._note("door.refused", request.path, "refused")
        if door.stranger == "problem" or self._refused is None:
            raise current.not_allowed(need)
        return self._refused()


def allowed(need: Need, who: Principal | None) -> bool:
    """Does this suffice? A callback's need is asked for when it is called."""
    if need == "public":
        return True
    if who is None or need == "callback":
        return False
    if need == "known":
        return True
    return who.kind == "user" if need == "person" else who.may(need)


def _known() -> Principal | None:
    """Who asks; a bad key counts as none where there is nobody to tell."""
    try:
        return current.principal()
    except Problem:
        return None
