"""Keeps all parts running: starts them as processes, restarts what dies, stops them in order, leaves no orphan.

It knows processes, signals and the embedded server; nothing of what the parts do. Its life in one loop:
wait for a signal (a child's death, a request to stop) or the next thing due, then reap, restart, look after the server.

Parts are tied to this process (`tether.py`): even if it is killed with SIGKILL they stop by themselves, and the
server stops once they are gone. One supervisor per data directory; the pid file's lock says so.
"""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import redis
import structlog

from dashboard.errors import AlreadyRunning, GridError, RefusedError
from dashboard.settings import Settings, child_environment
from streams import embedded, tether
from streams.backoff import Backoff
from streams.heartbeat import Heart

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LOOK_S = 1.0
"""How often the supervisor shows its own heartbeat, and so looks after the server."""
RESTART_S = 3.0
"""How long the loop waits for a server that is coming back before it looks at everything else again."""
WRONG_USAGE = 2
"""Exit status of a part whose settings cannot work; starting it again would change nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """One child process: its command, and how many seconds it gets to stop cleanly before SIGKILL."""

    name: str
    command: tuple[str, ...]
    stop_s: float = 10.0


def parts_of(app: Path) -> tuple[Part, ...]:
    """The system's parts in the order in which they start: the commands `project`, `schedule`, `web` of `app`."""
    return tuple(Part(name, (sys.executable, str(app), name)) for name in ("project", "schedule", "web"))


def run(settings: Settings, parts: Sequence[Part]) -> int:
    """Runs `parts` until SIGTERM, SIGINT or SIGHUP; returns the exit status for the process.

    To be called in the main thread of a process without other threads. Parts get the environment of this process
    with every setting spelt out: the same server, and for `GRID_PORT=0` one free port that a restarted web keeps.
    0 = stopped as asked; 1 = a part had to be killed; 2 = a part cannot work with these settings.
    Raises AlreadyRunning, ServerNotStarted.
    """
    with _only_one(settings.data_dir), _signals_held(), contextlib.ExitStack() as stack:
        server = None
        if settings.redis_url is None:
            server = stack.enter_context(embedded.EmbeddedServer(settings.data_dir))
        settings = replace(settings, port=settings.port or _free_port(settings.host))
        heart = Heart(embedded.connect(settings, retries=1), "run")
        environment = child_environment(settings, embedded.url(settings))
        return _Supervisor([_Child(part, environment) for part in parts], server, heart).run()


class _Child:
    """A part and its process, if it lives."""

    def __init__(self, part: Part, environment: dict[str, str]) -> None:
        self.part = part
        self.restarts = 0
        self.due: float | None = 0.0  # monotonic time of its next start; None while it lives
        self._environment = environment
        self._backoff = Backoff()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    @property
    def alive(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            tether.part(os.getpid(), self.part.command),
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the supervisor, and its own children die with it
        )
        self.due = None
        log.info("part.started", child=self.part.name, pid=self._process.pid)

    def reap(self) -> int | None:
        """The exit status if it has ended (negative: the signal); what it left behind is killed."""
        if self._process is None:
            return None
        # Looked at without reaping: as long as its pid is taken, its process group cannot be someone else's.
        if os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return None
        self.signal_group(signal.SIGKILL)
        status = self._process.wait()
        self._process = None
        return status

    def put_off(self) -> float:
        """Plans the next start; returns the seconds until then."""
        pause = self._backoff.after(time.monotonic() - self._started)
        self.due = time.monotonic() + pause
        self.restarts += 1
        return pause

    def terminate(self) -> None:
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGTERM)  # Popen's own would reap it unseen

    def signal_group(self, number: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


class _Supervisor:
    def __init__(self, children: list[_Child], server: "embedded.EmbeddedServer | None", heart: Heart) -> None:
        self._children = children
        self._server = server
        self._heart = heart
        self._away = False

    def run(self) -> int:
        wrong: str | None = None
        while wrong is None:
            for child in self._children:
                if child.due is not None and child.due <= time.monotonic():
                    child.start()
            if _stop_asked(self._next_due()):
                break
            wrong = self._reap()
            self._look_after_server()
        status = self._stop()
        if wrong is not None:
            log.error("system.stopped", reason=f"part {wrong} cannot work with these settings; see its message above")
            return WRONG_USAGE
        log.info("system.stopped", status=status)
        return status

    def _next_due(self) -> float:
        """Seconds until something is to be done without a signal."""
        dues = [child.due - time.monotonic() for child in self._children if child.due is not None]
        return max(0.0, min([*dues, LOOK_S]))

    def _reap(self) -> str | None:
        """Plans the restart of what has died; returns the name of a part that must not be restarted."""
        for child in self._children:
            status = child.reap()
            if status is None:
                continue
            if status == WRONG_USAGE:
                return child.part.name
            pause = child.put_off()
            log.warning("part.died", child=child.part.name, status=status, restart_in_s=round(pause, 2))
        return None

    def _look_after_server(self) -> None:
        """Shows that it lives; if the server did not take that, sees to it that there is one again."""
        restarts = {child.part.name: child.restarts for child in self._children}
        try:
            if self._heart.pulse({"restarts": restarts}) and self._away:
                self._away = False
                log.info("server.back")
        except redis.exceptions.RedisError as error:
            if not self._away:
                self._away = True
                log.warning("server.away", error=str(error))
            if self._server is not None:
                self._restart_server(self._server)

    def _restart_server(self, server: "embedded.EmbeddedServer") -> None:
        try:
            server.start(RESTART_S)
        except GridError as error:
            log.error("server.not_started", error=str(error))  # noqa: TRY400 – its message is made to be enough

    def _stop(self) -> int:
        """Stops the parts, last started first, each with its deadline; a second request kills what is left."""
        hurry = False
        killed = []
        for child in reversed(self._children):
            child.terminate()
            deadline = time.monotonic() + child.part.stop_s
            while child.alive and child.reap() is None:
                if hurry or time.monotonic() > deadline:
                    killed.append(child.part.name)
                    child.signal_group(signal.SIGKILL)
                    deadline = float("inf")
                hurry = _stop_asked(0.1) or hurry
        self._heart.stop()
        if killed:
            log.warning("parts.killed", parts=killed)
        return 1 if killed else 0


def _stop_asked(within_s: float) -> bool:
    """Waits for a child's death or a request to stop, at most so long; True for the latter."""
    got = signal.sigtimedwait((*STOP_SIGNALS, signal.SIGCHLD), within_s)
    return got is not None and got.si_signo != signal.SIGCHLD


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Signals wait until they are asked for, so none is lost and none interrupts."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (*STOP_SIGNALS, signal.SIGCHLD))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """Holds `run.pid`; the lock, not the number in it, says that the system runs, so it cannot go stale."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        pid_file = (data_dir / "run.pid").open("a+", encoding="ascii")
    except OSError as error:
        raise RefusedError(
            f"cannot write in {data_dir} ({error}); set GRID_DATA_DIR to a directory you may write"
        ) from error
    with pid_file:
        try:
            fcntl.flock(pid_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid_file.seek(0)
            running = pid_file.read().strip()
            raise AlreadyRunning(
                f"the system already runs on {data_dir} (process {running}); stop that one first, "
                "or set GRID_DATA_DIR to another directory"
            ) from error
        pid_file.truncate(0)
        pid_file.write(str(os.getpid()))
        pid_file.flush()
        yield
        pid_file.truncate(0)


def _free_port(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
