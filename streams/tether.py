"""Processes that end with those who need them: the first thing a child of ours runs.

    python -I -S tether.py part PARENT -- COMMAND…      becomes COMMAND, which is killed when PARENT dies
    python -I -S tether.py keep LIFE USERS -- COMMAND…  runs COMMAND as long as anyone holds a lock on the file USERS

The kernel does the counting, so that it also holds after a SIGKILL: a parent-death signal (Linux) for parts,
and for the embedded server a file that every user locks shared – when the keeper gets it exclusively,
nobody is left. The keeper starts the server again when it dies. Started as a plain script with an empty `sys.path`
(15 ms instead of 150), it imports the standard library only and knows nothing of the project.
"""

import ctypes
import fcntl
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LOOK_S = 0.05
"""How often the keeper looks whether anyone is left."""
SHORT_LIFE_S = 1.0
"""One that lived shorter and ended by itself did not start: the keeper gives up, and the starter says so."""
LONGEST_PAUSE_S = 5.0
"""Between restarts of a server that is killed again and again."""
STOP_S = 20.0
"""How long a server may take to write out what it has before it is killed."""


def part(parent: int, command: Sequence[str]) -> list[str]:
    """The command line that runs `command` tied to the life of process `parent`."""
    return [*_script(), "part", str(parent), "--", *command]


def keeper(life_fd: int, users: Path, command: Sequence[str]) -> list[str]:
    """The command line of a keeper of `command`; `life_fd` is a locked file that keeper and command inherit."""
    return [*_script(), "keep", str(life_fd), str(users), "--", *command]


def _script() -> list[str]:
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve())]


def _become(parent: int, command: Sequence[str], farewell: signal.Signals) -> NoReturn:
    """Turns this process into `command`, which gets the signal `farewell` when `parent` dies."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, farewell, 0, 0, 0)
    if os.getppid() != parent:  # it died before the call above, which then never fires
        os._exit(1)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    try:
        os.execvp(command[0], list(command))  # noqa: S606 – replacing this process is the point
    except OSError as error:
        sys.stderr.write(f"cannot start {command[0]}: {error}\n")
        os._exit(127)


def _keep(life_fd: int, users_path: str, command: Sequence[str]) -> int:
    """Runs `command` until told to stop or nobody needs it; returns the exit status."""
    os.set_inheritable(life_fd, True)  # noqa: FBT003 – takes no keyword
    users = os.open(users_path, os.O_RDWR)
    signal.pthread_sigmask(signal.SIG_BLOCK, (*STOP_SIGNALS, signal.SIGCHLD))
    pause = LOOK_S
    while True:
        started = time.monotonic()
        server = _spawn(command)
        status = _ended(server, users)
        if status is None:
            return _stop(server)
        lived_long = time.monotonic() - started >= SHORT_LIFE_S
        if os.WIFEXITED(status) and not lived_long:
            return 1
        pause = LOOK_S if lived_long else min(2 * pause, LONGEST_PAUSE_S)
        if signal.sigtimedwait(STOP_SIGNALS, pause) is not None or _alone(users):
            return 0


def _spawn(command: Sequence[str]) -> int:
    keeper_pid = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become(keeper_pid, command, signal.SIGTERM)
    return pid


def _ended(server: int, users: int) -> int | None:
    """Waits; the wait status of a server that ended by itself, None when it is to be stopped."""
    while True:
        got = signal.sigtimedwait((*STOP_SIGNALS, signal.SIGCHLD), LOOK_S)
        pid, status = os.waitpid(server, os.WNOHANG)
        if pid:
            return status
        asked = got is not None and got.si_signo != signal.SIGCHLD
        if asked or _alone(users):
            return None


def _alone(users: int) -> bool:
    """True, and the file locked so that nobody new can count on the server, when no user is left."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(server: int) -> int:
    os.kill(server, signal.SIGTERM)
    deadline = time.monotonic() + STOP_S
    while not os.waitpid(server, os.WNOHANG)[0]:
        if time.monotonic() > deadline:
            os.kill(server, signal.SIGKILL)
        signal.sigtimedwait((signal.SIGCHLD,), LOOK_S)
    return 0


def _main(words: list[str]) -> int:
    own, command = words[: words.index("--")], words[words.index("--") + 1 :]
    if own[0] == "part":
        # Not SIGTERM: without its server a part may take long to stop, and would meet its successor.
        _become(int(own[1]), command, signal.SIGKILL)
    return _keep(int(own[1]), own[2], command)


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
