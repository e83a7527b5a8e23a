"""Emits the frame stream to the web worker's own sockets, and gives each that joins what it lacks.

One greenlet reads the stream (`follower.py`), one sends (so the order on a socket is the order of the chain); both go
on by themselves after whatever happens to the server. It knows the join protocol of `docs/frames.md`; it does not know
what frames mean, and asks `allow` who may see which view and scope.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import gevent
import gevent.event
import orjson
import redis
import structlog
from flask import request
from flask_socketio import SocketIO

from dashboard.sockets import to_room
from streams import keys
from streams.chains import Chain, wire
from streams.follower import Follower, Room
from streams.joins import Join, Picture, wish_of
from streams.scopes import CITY, SAY_EVERY_S, Scopes
from streams.seats import Audience, Seats, spread_ms

log = structlog.get_logger(__name__)

INTERVAL_S = 0.125
"""Least time between two emits of one chain: at most 8 a second, the first at once."""

BEAT_S = 1.0
PICTURE_KEEP_S = 0.25
WAIT_S = 2.5
"""A client waits at most so long for a good answer: it may be ahead of this worker, or the snapshot behind it."""

STRANGER_S = 10.0
"""A connection on which nobody was let in for so long is closed."""
LAST_WORD_S = 0.3
"""A connection that ends is open so long for the word that it does."""
SWEEP_S = 1.0
"""So often it is looked up who may not watch any more."""

Beat = Callable[[Mapping[str, Any]], object]


@dataclass(slots=True)
class Counts:
    """What this worker did so far; in its heartbeat and in /metrics."""

    emits: int = 0
    joins: int = 0
    snapshots: int = 0
    errors: int = 0
    sockets: int = 0


class Push:
    """Follows the frame stream for one worker: `attach` to the socket server, then `start` (in the worker, after fork).

    `beat(status)` is called once a second and tells it to the other parts; `build` names the running version, which
    snapshots carry.
    """

    def __init__(self, client: "redis.Redis", beat: Beat, build: str = "", interval_s: float = INTERVAL_S) -> None:
        self._client = client
        self._beat = beat
        self._build = build
        self._interval_s = interval_s
        self._scopes = Scopes(client)
        self._said = float("-inf")
        self._strangers: dict[str, float] = {}
        self._audience: Audience | None = None
        self._due: dict[Room, float] = {}
        self._joins: dict[tuple[str, str, str], Join] = {}
        self._pictures: dict[Room, Picture] = {}
        self._wake = gevent.event.Event()
        self._follower = Follower(client, self._wake.set)
        self._sockets: SocketIO | None = None
        self._greenlets: list[gevent.Greenlet[..., None]] = []
        self.counts = Counts()
        self.seats = Seats(client)

    def attach(self, sockets: SocketIO, audience: Audience) -> None:
        """Registers the socket events."""
        self._sockets = sockets
        self._audience = audience
        sockets.on_event("connect", self._on_connect)
        sockets.on_event("disconnect", self._on_disconnect)
        sockets.on_event(keys.JOIN, self._on_join)
        sockets.on_event(keys.REPORT, self._on_report)

    def start(self) -> None:
        """Starts following."""
        steps = (self._follower.step, self._send, self._tell, self._sweep)
        self._greenlets = [gevent.spawn(self._forever, step) for step in steps]

    def stop(self) -> None:
        """Stops following and closes all sockets; the browsers connect again by themselves."""
        gevent.killall(self._greenlets)
        for socket in list(self._server().eio.sockets.values()):
            # Not Socket.IO's disconnect: after that a browser stays away on purpose.
            socket.close(wait=False)

    def renew(self, build: str) -> None:
        """Another version runs from now on: every screen gets a snapshot that says so."""
        self._build = build
        self._follower.broken.update(self._follower.chains)

    def status(self) -> dict[str, Any]:
        """For health and metrics: has the worker read everything there is, how late was the last frame (ms), counts."""
        read = self._follower
        told = {"caught_up": read.following, "lag_ms": read.lag_ms, "frames": read.frames, "malformed": read.malformed}
        return {**told, **asdict(self.counts)}

    def _tell(self) -> None:
        self._beat(self.status())
        gevent.sleep(BEAT_S)

    def _forever(self, step: Callable[[], None]) -> None:
        """Repeats `step`; a worker without it would show a frozen wall, so no error may end it."""
        away = False
        while True:
            try:
                step()
                if away:
                    log.info("push.server_back", step=step.__name__)
                away = False
            except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
                if not away:
                    log.warning("push.server_away", step=step.__name__, error=str(error))
                away = True
                gevent.sleep(random.uniform(0.1, 0.4))  # noqa: S311 – spreads workers, guards nothing
            except Exception:
                self.counts.errors += 1
                log.exception("push.failed", step=step.__name__)
                gevent.sleep(0.5)

    # -- sending ------------------------------------------------------------------------------------------------------

    def _send(self) -> None:
        """Waits until something is due, then answers joins and emits frames. The only place that emits."""
        self._wake.wait(self._pause())
        self._wake.clear()
        if not self._follower.caught_up:
            return
        while self._follower.broken:
            self._start_over(self._follower.broken.pop())
        for key in list(self._joins):
            self._answer_or_keep(key)
            gevent.sleep(0)  # a hall of walls may come back at once; pings go between
        for room, chain in self._follower.chains.items():
            self._flush(room, chain)

    def _pause(self) -> float | None:
        """Seconds until the next chain may be emitted; None = only a wake-up makes something due."""
        now = time.monotonic()
        dues = [self._due.get(room, 0.0) - now for room, chain in self._follower.chains.items() if chain.unsent]
        if self._joins:
            dues.append(0.1)
        return max(min(dues), 0.0) if dues and self._follower.caught_up else None

    def _flush(self, room: Room, chain: Chain) -> None:
        now = time.monotonic()
        if not chain.unsent or now < self._due.get(room, 0.0):
            return
        self._due[room] = now + self._interval_s
        self.counts.emits += 1
        to_room(self._server(), _name(room), keys.FRAMES_EVENT, wire(chain.take()))

    def _start_over(self, room: Room) -> None:
        """The chain began anew (new epoch, a hole): everyone in the room joins again and so gets a snapshot."""
        server = self._server()
        for sid, _ in list(server.manager.get_participants("/", _name(room))):
            server.leave_room(sid, _name(room), namespace="/")
            self._joins[sid, *room] = Join(sid, *room, None, 0)

    def _answer_or_keep(self, key: tuple[str, str, str]) -> None:
        """Answers one join; it stays (unless the client has asked anew) when that is not possible yet."""
        join = self._joins.pop(key, None)
        if join is None:  # gone meanwhile
            return
        try:
            answered = self._answer(join)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
            self._joins.setdefault(key, join)
            raise
        if not answered:
            self._joins.setdefault(key, join)

    def _answer(self, join: Join) -> bool:
        """Puts the client into its room, bridges its gap or gives it a snapshot. False = not yet."""
        room = (join.view, join.scope)
        chain = self._follower.chains.get(room)
        may_wait = time.monotonic() - join.asked_at < WAIT_S
        if chain is not None and may_wait and chain.ahead(join.epoch, join.n):
            return False
        missing = chain.missing(join.epoch, join.n) if chain is not None else None
        picture = self._picture(room) if missing is None else None
        if not self._connected(join.sid) or self.seats.who(join.sid) is None:
            return True
        if picture is not None:
            if chain is not None and may_wait and not picture.fits(chain):
                return False
            self._emit_picture(picture, chain, join.sid)
        elif missing is not None:
            self._emit(keys.FRAMES_EVENT, wire(missing), to=join.sid)
        # No other greenlet emits, so nothing of the chain falls between the answer and the room.
        self._server().enter_room(join.sid, _name(room), namespace="/")
        self.counts.joins += 1
        return True

    def _emit_picture(self, picture: Picture, chain: Chain | None, sid: str) -> None:
        """A snapshot, then what this worker has sent to the room since it was made."""
        self.counts.snapshots += 1
        head = orjson.dumps({"build": self._build})
        self._emit(keys.SNAPSHOT, orjson.Fragment(head[:-1] + b"," + picture.text[1:]), to=sid)
        following = chain.missing(picture.epoch, picture.n) if chain is not None else None
        if following:
            self._emit(keys.FRAMES_EVENT, wire(following), to=sid)

    def _picture(self, room: Room) -> Picture:
        """The newest snapshot, read at most four times a second for all who ask."""
        now = time.monotonic()
        kept = self._pictures.get(room)
        chain = self._follower.chains.get(room)
        if kept is not None and now - kept.read_at < PICTURE_KEEP_S and (chain is None or kept.fits(chain)):
            return kept
        text: Any = self._client.get(keys.snapshot(*room))
        if text is None:
            text = orjson.dumps(
                {"view": room[0], "scope": room[1], "epoch": None, "n": 0, "panels": {}, "cases": [], "clock": None}
            )
        whole: dict[str, Any] = orjson.loads(text)
        self._pictures[room] = Picture(whole["epoch"], whole["n"], text, now)
        return self._pictures[room]

    def _emit(self, event: str, data: orjson.Fragment, to: str) -> None:
        self.counts.emits += 1
        self._server().emit(event, data, to=to, namespace="/")

    # -- sockets ------------------------------------------------------------------------------------------------------

    def _server(self) -> Any:
        assert self._sockets is not None, "attach() comes first"
        return self._sockets.server

    def _connected(self, sid: str) -> bool:
        return bool(self._server().manager.is_connected(sid, "/"))

    def _on_connect(self, _auth: object = None) -> None:
        assert self._audience is not None, "attach() comes first"
        self.seats.take(_sid(), self._audience.enter())
        self.counts.sockets += 1

    def _on_disconnect(self, _reason: object = None) -> None:
        self.counts.sockets -= 1
        self._leave(_sid())

    def _on_join(self, data: object = None) -> dict[str, Any]:
        """Notes the wish; the sender answers it. The acknowledgement says which scope it will be, or why none."""
        sid = _sid()
        wish, who = wish_of(data), self.seats.who(sid)
        if wish is None:
            return {"ok": False, "reason": "bad_join"}
        assert self._audience is not None, "attach() comes first"
        scope = None if who is None else self._audience.scope_of(who, wish.view, wish.scope)
        if scope is None:
            return {"ok": False, "reason": "not_allowed"}
        if not self._may_want(scope):
            return {"ok": False, "reason": "too_many_scopes"}
        self._joins[sid, wish.view, scope] = Join(sid, wish.view, scope, wish.epoch, wish.n)
        self._wake.set()
        return {"ok": True, "scope": scope, "build": self._build}

    def _may_want(self, scope: str) -> bool:
        """May this scope be followed, too? While Redis is away nobody can tell: then the join waits for it."""
        try:
            return scope == CITY or self._scopes.want(scope)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
            return True

    def _on_report(self, data: object = None) -> dict[str, Any]:
        return {"ok": self.seats.report(_sid(), data), "spread": spread_ms(len(self.seats.taken()))}

    # -- who may stay -------------------------------------------------------------------------------------------------

    def _sweep(self) -> None:
        """Shows out whoever may not watch any more, and says which scopes are watched."""
        assert self._audience is not None, "attach() comes first"
        for sid in self.seats.ended(self._audience.may_stay):
            self._leave(sid)
            for name in self._server().rooms(sid, namespace="/"):
                if name != sid:
                    self._server().leave_room(sid, name, namespace="/")
            self._emit(keys.ENDED, orjson.Fragment(b"{}"), to=sid)
            gevent.spawn_later(LAST_WORD_S, self._hang_up, self._server().manager.eio_sid_from_sid(sid, "/"))
        self._hang_up_on_strangers()
        self._audience.in_contact(self.seats.devices())
        if time.monotonic() - self._said >= SAY_EVERY_S:
            self._say_scopes()
        gevent.sleep(SWEEP_S)

    def _hang_up_on_strangers(self) -> None:
        """Closes connections on which nobody has been let in for a while: each takes one of the worker's."""
        now = time.monotonic()
        seated = {self._server().manager.eio_sid_from_sid(sid, "/") for sid in self.seats.taken()}
        strangers = set(self._server().eio.sockets) - seated
        self._strangers = {line: self._strangers.get(line, now) for line in strangers}
        for line, since in self._strangers.items():
            if now - since > STRANGER_S:
                self._hang_up(line)

    def _hang_up(self, line: str) -> None:
        """Closes a connection; whoever is refused from then on says so when he comes back."""
        socket = self._server().eio.sockets.get(line)
        if socket is not None:
            socket.close(wait=False)

    def _leave(self, sid: str) -> None:
        self.seats.leave(sid)
        for key in [key for key in self._joins if key[0] == sid]:
            del self._joins[key]

    def _say_scopes(self) -> None:
        """Says what the worker's own sockets follow, and forgets chains that nobody follows anywhere."""
        self._said = time.monotonic()
        for room in list(self._follower.chains):
            if room[1] != CITY and any(self._server().manager.get_participants("/", _name(room))):
                self._scopes.want(room[1])
        wanted = {CITY, *self._scopes.wanted()}
        for room in [room for room in self._follower.chains if room[1] not in wanted]:
            for kept in (self._follower.chains, self._pictures, self._due):
                kept.pop(room, None)


def _sid() -> str:
    """The socket's id, within one of its events."""
    sid: str = request.sid  # type: ignore[attr-defined]  # put there by Flask-SocketIO
    return sid


def _name(room: Room) -> str:
    return f"{room[0]}:{room[1]}"
