"""The server started when none is given, shared by all processes that use the same data directory.

It knows how to start, share and stop that server, and how to connect to any; not what is stored in it.
What was acknowledged survives `kill -9` (see `valkey.py`), and `tether.py` starts it again when it dies.

Files in the data directory: `valkey.sock`, `valkey.log`, `appendonlydir/`, and three that processes lock –
`valkey.gate` (held while coming or going, so two never start it at once), `valkey.users` (shared by all who use the
server; when nobody is left it is stopped) and `valkey.life` (held by the server for as long as it lives, so a second
one never opens the same files). The kernel drops a dead process's locks, so nothing here can go stale.
"""

import contextlib
import fcntl
import os
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry

from dashboard.errors import ServerNotStarted, ServerUnreachable
from dashboard.logs import without_passwords
from dashboard.settings import Settings
from streams import tether
from streams.valkey import command, settle_socket, socket_path

LONGEST_BLOCK_S = 10.0
"""No command may block longer on the server: a client that hears nothing for `SILENCE_S` takes it for dead."""
SILENCE_S = 15.0
READY_S = 60.0
"""How long a server may take to come up; reading back a large append-only file is what takes time."""
GONE_S = 30.0
"""How long a server that nobody needs any more may take to stop."""
PROBE_S = 2.0
"""How long a server may think about a PING."""
LOOK_S = 0.01
NO_ANSWER = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)
"""Anything else (a full disk, say) is an answer, though not a nice one: starting it again would not help."""

# Keepers that go on for other users after their starter left: they are nobody's to wait for.
_left_to_others: "list[subprocess.Popen[bytes]]" = []


def url(settings: Settings) -> str:
    """The URL of the server in use: the one set, or the embedded one's socket (whether or not it runs)."""
    return settings.redis_url or _socket_url(settings.data_dir)


def connect(settings: Settings, wait_s: float = 10.0, retries: int = 8) -> "redis.Redis":
    """A client of the server in use, once it answers; asked with growing pauses for at most `wait_s` seconds.

    Its commands ride out a restart of the server by sending again up to `retries` times (8 last about 3 s),
    so one may arrive twice. Raises ServerUnreachable.
    """
    deadline = time.monotonic() + wait_s
    pause = 0.02
    while (trouble := _trouble(url(settings))) is not None:
        if isinstance(trouble, redis.exceptions.AuthenticationError) or time.monotonic() + pause > deadline:
            raise ServerUnreachable(_unreachable(settings, trouble)) from trouble
        time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 – spreads reconnects, is no secret
        pause = min(2 * pause, 1.0)
    return _client(url(settings), retries, SILENCE_S)


@contextlib.contextmanager
def server(settings: Settings) -> Iterator[str]:
    """Lends the server's URL: uses what runs, or starts it and stops it again when its last user leaves.

    Any number of processes may do this at once on the same data directory. With `GRID_REDIS_URL` set
    it only gives that. Raises ServerNotStarted.
    """
    if settings.redis_url:
        yield settings.redis_url
        return
    with EmbeddedServer(settings.data_dir) as embedded:
        yield embedded.url


class EmbeddedServer:
    """One user's hold on the data directory's server: `start` (or enter) to use it, `stop` (or leave) to let go."""

    def __init__(self, data_dir: Path) -> None:
        self._dir = data_dir
        self._log = data_dir / "valkey.log"
        self._users: int | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """`unix://…` of the server's socket."""
        return _socket_url(self._dir)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, ready_s: float = READY_S) -> None:
        """Makes sure that the server runs and answers within `ready_s` seconds. Raises ServerNotStarted.

        May be called again at any time; if that fails, the hold on the server stays as it was.
        """
        held = self._users is not None
        try:
            self._dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._gate():
                self._count_in()
                self._ensure(ready_s)
        except (OSError, ServerNotStarted) as error:
            if not held:
                self._count_out()
            if isinstance(error, ServerNotStarted):
                raise
            raise ServerNotStarted(
                f"cannot use {self._dir} ({error}); set GRID_DATA_DIR to a directory that this user may write"
            ) from error

    def stop(self) -> None:
        """Lets go; the last user waits until the server has written everything out and is gone."""
        if self._users is None:
            return
        with self._gate():
            last = self._is_last_user()
            self._count_out()
            if last:
                _await(self._is_gone, GONE_S, f"the embedded server of {self._dir} does not stop; see {self._log}")
        self._release_keeper(gone=last)

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        gate = _open(self._dir / "valkey.gate")
        try:
            held = f"another process has been starting or stopping the server of {self._dir} for too long"
            _await(lambda: _locks(gate, fcntl.LOCK_EX), READY_S + GONE_S, f"{held}; see {self._log}")
            yield
        finally:
            os.close(gate)

    def _count_in(self) -> None:
        if self._users is not None:
            return
        users = self._users = _open(self._dir / "valkey.users")
        # Refused only while a keeper is stopping the server.
        stuck = f"the embedded server of {self._dir} does not stop; see {self._log}"
        _await(lambda: _locks(users, fcntl.LOCK_SH), GONE_S, stuck)

    def _count_out(self) -> None:
        if self._users is not None:
            os.close(self._users)
            self._users = None

    def _is_last_user(self) -> bool:
        """To be asked with the gate held: nobody can come then, so having the file alone means being the last.

        Failing to get it alone gives up the share, too; not getting that back means that the keeper has it
        alone already, and is stopping the server.
        """
        assert self._users is not None
        return _locks(self._users, fcntl.LOCK_EX) or not _locks(self._users, fcntl.LOCK_SH)

    def _ensure(self, ready_s: float) -> None:
        """Starts a keeper, unless the server answers or another keeper is bringing it up."""
        deadline = time.monotonic() + ready_s
        fresh = False
        while isinstance(_trouble(self.url), NO_ANSWER):
            if fresh and self._keeper is not None and self._keeper.poll() is not None:
                raise ServerNotStarted(f"the embedded server does not start: {self._last_words()}; see {self._log}")
            if time.monotonic() > deadline:
                raise ServerNotStarted(f"the embedded server of {self._dir} does not answer; see {self._log}")
            if not fresh and (life := self._free_life()) is not None:
                self._release_keeper(gone=True)
                self._keeper = self._start_keeper(life)
                fresh = True
            time.sleep(LOOK_S)

    def _free_life(self) -> int | None:
        """The file `valkey.life`, locked, when neither server nor keeper lives."""
        life = _open(self._dir / "valkey.life")
        if _locks(life, fcntl.LOCK_EX):
            return life
        os.close(life)
        return None

    def _is_gone(self) -> bool:
        life = self._free_life()
        if life is not None:
            os.close(life)
        return life is not None

    def _start_keeper(self, life: int) -> "subprocess.Popen[bytes]":
        try:
            with self._log.open("ab") as output:
                return subprocess.Popen(
                    tether.keeper(life, self._dir / "valkey.users", command(self._dir, settle_socket(self._dir))),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    pass_fds=(life,),
                    start_new_session=True,  # Ctrl-C is for the users, who then stop in their order
                )
        finally:
            os.close(life)  # from here on the keeper's copy holds the lock

    def _release_keeper(self, *, gone: bool) -> None:
        if self._keeper is not None:
            if gone:
                self._keeper.wait(GONE_S)
            else:
                _left_to_others.append(self._keeper)
            self._keeper = None

    def _last_words(self) -> str:
        lines = [line for line in self._log.read_text("utf-8", errors="replace").splitlines() if line.strip()]
        return lines[-1].strip() if lines else "it said nothing"


def _socket_url(data_dir: Path) -> str:
    return f"unix://{socket_path(data_dir)}"


def _client(server_url: str, retries: int, silence_s: float) -> "redis.Redis":
    return redis.Redis.from_url(
        server_url,
        protocol=2,
        decode_responses=False,
        socket_timeout=silence_s,
        socket_connect_timeout=min(5.0, silence_s),
        retry=Retry(ExponentialWithJitterBackoff(cap=1.0, base=0.05), retries),
    )


def _trouble(server_url: str) -> redis.exceptions.RedisError | None:
    """Why the server does not answer a PING, or None. While it reads back its file it does not."""
    with _client(server_url, 0, PROBE_S) as client:
        try:
            client.ping()
        except redis.exceptions.RedisError as error:
            return error
    return None


def _unreachable(settings: Settings, trouble: Exception) -> str:
    if settings.redis_url is None:
        return f"no server answers at {url(settings)} ({trouble}); start the system with: python app.py run"
    where = without_passwords(settings.redis_url)
    if isinstance(trouble, redis.exceptions.AuthenticationError):
        return f"the server at {where} refuses the password ({trouble}); correct GRID_REDIS_URL"
    return f"no server answers at {where} ({trouble}); start it, or correct GRID_REDIS_URL"


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locks(fd: int, kind: int) -> bool:
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _await(condition: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Returns as soon as `condition()` holds. Raises ServerNotStarted(otherwise) after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise ServerNotStarted(otherwise)
        time.sleep(LOOK_S)
