"""The least that Socket.IO on gevent can do: says back what it hears. `python -m tests.bench.echo PORT_FILE`."""

from gevent import monkey

if __name__ == "__main__":
    # Before all other imports, as the product's web does.
    monkey.patch_all()

import sys
from pathlib import Path
from typing import Any

from flask import Flask
from flask_socketio import SocketIO, emit
from gevent.pywsgi import WSGIServer


def main() -> None:
    """Serves on a free port, which it writes to the file named, until it is killed."""
    app = Flask("echo")
    sockets = SocketIO(app, async_mode="gevent", transports=["websocket"])
    sockets.on_event("echo", _echo)
    server = WSGIServer(("127.0.0.1", 0), app, log=None)
    server.start()
    port_file = Path(sys.argv[1])
    fresh = port_file.with_suffix(".new")
    fresh.write_text(str(server.server_port))
    fresh.rename(port_file)
    server.serve_forever()


def _echo(message: Any) -> None:
    emit("echo", message)


if __name__ == "__main__":
    main()
