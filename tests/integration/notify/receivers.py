"""Real receivers on loopback: an HTTP server that answers as bots do, and an SMTP server with STARTTLS."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Heard(NamedTuple):
    """One request: path with query, headers, body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


class Bot:
    """What came in, and what is answered: (status, JSON) as long as `answers` lasts, then success."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: list[tuple[int, dict[str, Any]]] = []
        self.url = ""


@contextmanager
def bot() -> Iterator[Bot]:
    """A listening receiver."""
    found = Bot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.heard.append(Heard(self.path, dict(self.headers), body))
            status, said = found.answers.pop(0) if found.answers else (200, {"errcode": 0, "code": 0})
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 – http.server names it
            """Nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}/robot/send?access_token=topsecret"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


class Post:
    """A mail server's letters, and where it listens."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.encrypted: list[bool] = []
        self.users: list[str] = []
        self.server = ""
        self.ca_file = ""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 – aiosmtpd's
        """Takes a letter."""
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content))
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


@contextmanager
def post(folder: Path, *, tls: bool = True) -> Iterator[Post]:
    """A listening mail server; with `tls` it asks for STARTTLS and a password."""
    found = Post()
    context = None
    if tls:
        certificate, key = folder / "cert.pem", folder / "key.pem"
        asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run([*asked, *names], check=True, capture_output=True)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        found.ca_file = str(certificate)

    def log_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        found.users.append(data.login.decode())
        return AuthResult(success=data.password == b"right")

    controller = Controller(
        found,
        hostname="127.0.0.1",
        port=_free_port(),
        tls_context=context,
        require_starttls=tls,
        auth_required=tls,
        authenticator=log_in if tls else None,
    )
    controller.start()
    try:
        found.server = f"localhost:{controller.port}"
        yield found
    finally:
        controller.stop()


def _free_port() -> int:
    """One that nobody listens on: the controller cannot be asked for any."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
