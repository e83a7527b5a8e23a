"""One web worker's push and heartbeat, from its start to its end.

Every worker is a process of the part `web` under a name of its own (`web:<pid>`): a heartbeat per worker, so that none
hides another's. It knows how they are named and forgotten, not what is served.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

import gevent
import redis
import structlog
from flask_socketio import SocketIO

from streams import heartbeat
from streams.heartbeat import Heart
from streams.keys import HEARTBEATS, TROUBLE
from streams.push import Push
from streams.seats import Audience
from streams.troubles import Troubles

log = structlog.get_logger(__name__)

PART = "web"
FORGET_MS = 60_000
"""A worker that was killed cannot take itself off the list; the next one to start does it after so long."""


class WebWorker:
    """To be made in the worker, after its fork. `told()` is added to the heartbeat (the doors' counters).

    `build` names the running version. `client` should not retry for long: the push tells browsers nothing new while it
    waits, and tries again by itself.
    """

    def __init__(self, client: "redis.Redis", told: Callable[[], Mapping[str, Any]] = dict, build: str = "") -> None:
        self._client = client
        self._heart = Heart(client, f"{PART}:{os.getpid()}")
        self._told = told
        self._push = Push(client, self._beat, build)
        self._troubles = Troubles(client)
        self._look_out: gevent.Greenlet[..., None] | None = None
        self._tell_all: Callable[[Mapping[str, Any]], object] = dict

    def attach(self, sockets: SocketIO, audience: Audience) -> None:
        """Registers the socket events."""
        self._push.attach(sockets, audience)
        self._tell_all = lambda told: sockets.emit(TROUBLE, told)

    def start(self) -> None:
        """Starts following frames, and beating."""
        self._forget_killed()
        self._push.start()
        self._look_out = gevent.spawn(self._troubles.watch, self._tell_all)

    def renew(self, build: str) -> None:
        """Another version runs from now on, such as one with other names: walls load their page anew, once."""
        self._push.renew(build)

    def leave(self) -> None:
        """Closes the sockets and takes the worker off the list of parts."""
        self._push.stop()
        if self._look_out is not None:
            self._look_out.kill()
        try:
            self._heart.stop()
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            log.warning("web.left_without_saying", error=str(error))

    def _beat(self, status: Mapping[str, Any]) -> None:
        self._heart.pulse({**status, **self._told()})

    def _forget_killed(self) -> None:
        beats = heartbeat.read(self._client)
        for name in [name for name, beat in beats.items() if beat.age_ms > FORGET_MS and name.startswith(f"{PART}:")]:
            self._client.hdel(HEARTBEATS, name)
