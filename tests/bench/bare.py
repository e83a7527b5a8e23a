"""Serves a small application on gevent's own server, as the product is served, and says at which port."""

from pathlib import Path

from flask import Flask
from gevent.pywsgi import WSGIServer


def serve(app: Flask, port_file: Path) -> None:
    """On a free port, until it is killed."""
    server = WSGIServer(("127.0.0.1", 0), app, log=None)
    server.start()
    fresh = port_file.with_suffix(".new")
    fresh.write_text(str(server.server_port))
    fresh.rename(port_file)
    server.serve_forever()
