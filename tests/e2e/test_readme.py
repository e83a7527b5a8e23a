"""What the README tells a stranger to type works as it stands there, but for the address and the directory."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^## Connect your case system.*?$(.*?)^## ", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class System:
    """A running system: where it listens and keeps its data."""

    address: str
    data_dir: Path
    environment: dict[str, str]

    def shell(self, script: str) -> str:
        """Run what the README says against this system; its standard output."""
        here = script.replace("127.0.0.1:8050", self.address).replace("var/", f"{self.data_dir}/")
        here = here.replace(".venv/bin/python", sys.executable)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", here],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{here}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def ready(self) -> bool:
        """Whether all parts live."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """`make run`, in a directory of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"GRID_DATA_DIR": str(tmp_path / "var"), "GRID_PORT": str(port), "TZ": "Asia/Shanghai"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GRID_")} | own
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "app.py", "run"], cwd=ROOT, env=environment, stderr=log, stdout=log)
    running = System(f"127.0.0.1:{port}", tmp_path / "var", environment)
    try:
        until(running.ready, 60, lambda: (tmp_path / "log").read_text()[-3000:])
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def until(condition: object, seconds: float, explain: object = lambda: "") -> None:
    """Wait for a condition, up to a limit."""
    assert callable(condition)
    assert callable(explain)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, explain()
        time.sleep(0.05)


def test_a_stranger_connects_a_case_system_from_the_readme_alone(system: System) -> None:
    """The curl and redis-cli lines file a case; the door and the figures then know it."""
    if shutil.which("redis-cli") is None:
        pytest.fail("no redis-cli here: install it with `apt-get install redis-tools`, or run `make test`")
    start, by_http, by_redis, asks = section_blocks("README.md")
    assert start.startswith("make run")
    assert json.loads(system.shell(by_http))["accepted"] == 1
    assert re.fullmatch(r"\d+-\d+\n", system.shell(by_redis))

    case_question, figures_question = asks.strip().splitlines()
    until(lambda: '"filed"' in system.shell(case_question), 10)
    figures = json.loads(system.shell(figures_question))
    assert figures["filed"]["total"] == 1
    assert figures["filed"]["by_source"] == {"hotline_12345": 1}


def section_blocks(document: str) -> list[str]:
    """The shell blocks of a README's section on connecting."""
    text = (ROOT / document).read_text(encoding="utf-8")
    section = SECTION.search(text)
    assert section
    return BLOCK.findall(section.group(1))


def test_the_chinese_readme_gives_the_same_commands() -> None:
    """Both languages show one set of commands for HTTP and Redis."""
    english = section_blocks("README.md")[1:3]
    chinese = BLOCK.findall((ROOT / "docs" / "README.zh-CN.md").read_text(encoding="utf-8"))
    assert [block for block in english if block not in chinese] == []
