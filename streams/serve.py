"""Runs the web server: gunicorn with gevent workers, from code, with a hook for what each worker does after its fork.

It knows processes, sockets and signals; the application is made by a function, in each worker, after the fork, which
greenlets and connections do not survive. The program must have called `patch()` before it imported anything else.
"""

import ctypes
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from gevent import monkey
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

PORT_FILE = "web.port"
CONNECTIONS = 2_000
"""Connections that one worker takes at a time: 500 screens with their sockets and requests, and room to spare."""
GRACE_S = 3
"""Sockets never end by themselves, so a stopping worker waits for its connections in vain: not for long."""

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Worker:
    """What runs in each worker: `make` gives the application (after the fork), `leave` is called when it ends well."""

    make: Callable[[], Flask]
    leave: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen; port 0 takes any free one. The port in use is written to `<data_dir>/web.port`."""

    host: str
    port: int
    data_dir: Path
    workers: int = 1


def patch() -> None:
    """Makes Python's blocking calls cooperative. Before all other imports, and only in the web's processes."""
    monkey.patch_all()


def serve(listen: Listen, worker: Worker, ready: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT. `ready(url)` is called once, when connections are taken. Exits the process."""
    _Server(listen, worker, ready).run()


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn's idea of an application: settings and a loader."""

    def __init__(self, listen: Listen, worker: Worker, ready: Callable[[str], None]) -> None:
        self._listen = listen
        self._worker = worker
        self._ready = ready
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's settings; what is not here is its default."""
        host = f"[{self._listen.host}]" if ":" in self._listen.host else self._listen.host
        settings: dict[str, Any] = {
            "bind": f"{host}:{self._listen.port}",
            "workers": self._listen.workers,
            "worker_class": "gevent",
            "worker_connections": CONNECTIONS,
            "graceful_timeout": GRACE_S,
            "keepalive": 65,
            "preload_app": False,  # the frame reader must start after the fork
            "control_socket_disable": True,
            "proc_name": "grid-command",
            "logger_class": _Log,
            "loglevel": logging.getLevelName(logging.getLogger().getEffectiveLevel()).lower(),
            "post_fork": _die_with_parent,
            "worker_exit": self._leave,
            "when_ready": self._announce,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called in the worker."""
        return self._worker.make()

    def _leave(self, _arbiter: Arbiter, _worker: object) -> None:
        self._worker.leave()

    def _announce(self, arbiter: Arbiter) -> None:
        port = int(arbiter.LISTENERS[0].sock.getsockname()[1])
        file = self._listen.data_dir / PORT_FILE
        beside = file.with_suffix(f".{os.getpid()}")
        beside.write_text(f"{port}\n")
        beside.replace(file)
        host = self._listen.host if self._listen.host not in ("0.0.0.0", "::") else "localhost"  # noqa: S104
        self._ready(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")


class _Log(Logger):  # type: ignore[misc]
    """Gunicorn's log lines go the way of all others: to the root logger's handlers."""

    def setup(self, cfg: Any) -> None:
        """Instead of handlers of its own."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True


def _die_with_parent(arbiter: Arbiter, _worker: object) -> None:
    """A worker without its master would hold the port for another second, and the next master could not have it."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != arbiter.pid:  # it died before the call above
        os._exit(1)
