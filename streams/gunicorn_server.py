"""Gunicorn with gevent workers, set up from code.

It knows gunicorn's settings and hooks; `serve.py` says when it may be imported.
"""

import ctypes
import logging
import os
import signal
from collections.abc import Callable
from typing import Any

import gevent
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.workers.ggevent import GeventWorker  # type: ignore[import-untyped]

from streams.serve import PORT_FILE, Listen, Worker

CONNECTIONS = 2_000
"""Connections that one worker takes at a time: 500 screens with their sockets and requests, and room to spare."""
GRACE_S = 3
"""How long requests under way may take when a worker is told to end; the default of 30 s would be a long restart."""

_PR_SET_PDEATHSIG = 1


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn's idea of an application: settings and a loader. `run` serves until SIGTERM or SIGINT."""

    def __init__(self, listen: Listen, worker: Worker, ready: Callable[[str], object]) -> None:
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
            "worker_class": _worker_class(self._worker.leave),
            "worker_connections": CONNECTIONS,
            "graceful_timeout": GRACE_S,
            "keepalive": 65,
            "preload_app": False,  # the frame reader must start after the fork
            "control_socket_disable": True,
            "proc_name": "grid-command",
            "logger_class": _Log,
            "loglevel": logging.getLevelName(logging.getLogger().getEffectiveLevel()).lower(),
            "post_fork": _die_with_parent,
            "when_ready": self._announce,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Serves. Exits the process."""
        _Arbiter(self).run()

    def load(self) -> Flask:
        """Called in the worker."""
        return self._worker.make()

    def _announce(self, arbiter: Arbiter) -> None:
        port = int(arbiter.LISTENERS[0].sock.getsockname()[1])
        file = self._listen.data_dir / PORT_FILE
        beside = file.with_suffix(f".{os.getpid()}")
        beside.write_text(f"{port}\n")
        beside.replace(file)
        host = self._listen.host if self._listen.host not in ("0.0.0.0", "::") else "localhost"  # noqa: S104
        self._ready(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")


class _Arbiter(Arbiter):  # type: ignore[misc]
    """Gunicorn's master."""

    def spawn_worker(self) -> int:
        """Forks a worker, which ends here: it must not go back into what the master holds open, and close it."""
        try:
            return int(super().spawn_worker())
        except SystemExit as end:  # only ever raised in the worker
            logging.shutdown()
            os._exit(end.code & 0xFF if isinstance(end.code, int) else int(end.code is not None))


def _worker_class(leave: Callable[[], None]) -> type[GeventWorker]:
    """Gunicorn's gevent worker that calls `leave` when told to end, while there is still time to do something."""

    class LeavingWorker(GeventWorker):  # type: ignore[misc]
        def handle_exit(self, sig: int, frame: object) -> None:
            super().handle_exit(sig, frame)
            gevent.spawn(leave)  # a signal handler may not wait for anything

    return LeavingWorker


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
