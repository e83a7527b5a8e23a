"""Runs the web server, so that every blocking call in its processes is cooperative from the first import on.

It knows what the server is told; how it is run is `gunicorn_server.py`'s business. This module imports nothing that
blocks: `patch` must come before everything else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gevent import monkey

if TYPE_CHECKING:
    from flask import Flask

PORT_FILE = "web.port"


def patch() -> None:
    """Makes Python's blocking calls cooperative. Before all other imports, and only in the web's processes."""
    monkey.patch_all()


@dataclass(frozen=True, slots=True)
class Worker:
    """What runs in each worker: `make` gives the application, `leave` is called when the worker is told to end.

    `leave` should close what never ends by itself (sockets), or the worker waits for it in vain and is killed.
    """

    make: "Callable[[], Flask]"
    leave: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen; port 0 takes any free one. The port in use is written to `<data_dir>/web.port`."""

    host: str
    port: int
    data_dir: Path
    workers: int = 1


def serve(listen: Listen, worker: Worker, ready: Callable[[str], object]) -> None:
    """Serves until SIGTERM or SIGINT. `ready(url)` is called once, when connections are taken. Exits the process."""
    assert monkey.is_module_patched("socket"), "call patch() before all other imports"
    from streams.gunicorn_server import Server  # noqa: PLC0415 – it imports what must have been patched

    Server(listen, worker, ready).run()
