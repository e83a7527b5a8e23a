"""The least that Socket.IO on gevent can do: says to all what one says. `python -m tests.bench.echo PORT_FILE`."""

from gevent import monkey

if __name__ == "__main__":
    # Before all other imports, as the product's web does.
    monkey.patch_all()

import sys
from pathlib import Path
from typing import Any

from flask import Flask
from flask_socketio import SocketIO, emit

from tests.bench.bare import serve


def main() -> None:
    """Serves on a free port, which it writes to the file named, until it is killed."""
    app = Flask("echo")
    sockets = SocketIO(app, async_mode="gevent", transports=["websocket"])
    sockets.on_event("echo", _echo)
    serve(app, Path(sys.argv[1]))


def _echo(message: Any) -> None:
    emit("echo", message, broadcast=True)


if __name__ == "__main__":
    main()
