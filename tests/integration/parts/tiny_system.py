"""A system for the supervisor's tests: `python -m …tiny_system run NAME=MANNER…`, whose parts are this file again.

A part writes its heartbeat ten times a second and notes its start and end in `<data directory>/life.log`. Its manner:
`good`; `fails` (ends at once with 1); `wrong` (ends with 2); `stubborn` (does not stop when asked); `parent` (leaves
a stubborn child behind).
"""

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from dashboard import logs
from dashboard.errors import GridError
from dashboard.settings import from_environment
from streams import embedded, supervisor
from streams.heartbeat import Heart

MODULE = "tests.integration.parts.tiny_system"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def system(manners: list[str]) -> int:
    """Supervises parts of the given manners, in this order."""
    settings = from_environment()
    logs.configure(settings.log_level, "json", "run")
    parts = [
        supervisor.Part(name, (sys.executable, "-m", MODULE, "part", name, manner), stop_s=0.5)
        for name, manner in (word.split("=") for word in manners)
    ]
    try:
        return supervisor.run(settings, parts)
    except GridError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code


def part(name: str, manner: str) -> int:
    """One part, until SIGTERM."""
    settings = from_environment()
    life = settings.data_dir / "life.log"
    _note(life, f"start {name} {settings.port}")
    if manner in ("fails", "wrong"):
        return 1 if manner == "fails" else 2
    if manner == "parent":
        subprocess.Popen([sys.executable, "-c", STUBBORN, str(settings.data_dir)])
    heart = Heart(embedded.connect(settings), name, every_s=0.1)

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        _note(life, f"stop {name}")
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, signal.SIG_IGN if manner == "stubborn" else stop)
    while True:
        heart.pulse()
        time.sleep(0.02)


def _note(life: Path, words: str) -> None:
    with life.open("a") as file:
        file.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(system(sys.argv[2:]) if sys.argv[1] == "run" else part(*sys.argv[2:]))
