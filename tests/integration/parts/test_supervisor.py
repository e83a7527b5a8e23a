"""The supervisor over real processes: what dies comes back, what is stopped is gone, and nothing is left behind."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from dashboard.settings import Settings, child_environment
from streams import embedded, heartbeat
from streams.clock import machine_ms
from tests.integration.parts import tiny_system
from tests.integration.parts.conftest import awaited, pid_of, processes

ROOT = Path(__file__).parents[3]
ALL_GOOD = ("project=good", "schedule=good", "web=good")


class System:
    """A supervisor with tiny parts, started and watched from outside."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.dir = settings.data_dir
        self._environment = {**child_environment(settings, ""), "GRID_REDIS_URL": ""}
        self._started: list[subprocess.Popen[str]] = []

    def start(self, *manners: str) -> "subprocess.Popen[str]":
        """A supervisor over parts of these manners."""
        command = [sys.executable, "-m", tiny_system.MODULE, "run", *(manners or ALL_GOOD)]
        process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stderr=subprocess.PIPE, text=True)
        self._started.append(process)
        return process

    def beats(self) -> dict[str, heartbeat.Beat]:
        """The last signs of life; none while the server is away."""
        try:
            with redis.Redis.from_url(embedded.url(self.settings), protocol=2, retry=None) as client:
                return heartbeat.read(client)
        except redis.exceptions.ConnectionError:
            return {}

    def await_life(self, names: tuple[str, ...] = ("project", "schedule", "web")) -> dict[str, int]:
        """Waits until each of `names` has given a sign of life from now on; returns their pids."""
        since = machine_ms()

        def fresh() -> dict[str, int] | None:
            beats = self.beats()
            pids = {name: beats[name].pid for name in names if name in beats and beats[name].real_ms > since}
            return pids if len(pids) == len(names) else None

        return awaited(fresh, f"no sign of life of {names}; {processes(self.dir)}", seconds=40) or {}

    def life(self) -> list[str]:
        """What the parts noted of their starts and ends."""
        life = self.dir / "life.log"
        return life.read_text().splitlines() if life.exists() else []

    def end(self) -> None:
        """Whatever a failed test has left."""
        for process in self._started:
            process.kill()
            process.wait()
            assert process.stderr is not None
            process.stderr.close()


@pytest.fixture
def system(settings: Settings) -> Iterator[System]:
    """Not yet started."""
    found = System(settings)
    yield found
    found.end()


def finish(process: "subprocess.Popen[str]", number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
    """Asks the supervisor to stop; its exit status and what it had said."""
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    return process.returncode, said


class TestRunning:
    """From start to stop."""

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
    def test_it_starts_in_order_and_stops_in_reverse(self, system: System, number: signal.Signals) -> None:
        """The web first, so that nobody asks for what is going away; the server last."""
        process = system.start()
        system.await_life()
        status, said = finish(process, number)
        assert status == 0, said
        assert [line.split()[:2] for line in system.life()][3:] == [["stop", p] for p in ("web", "schedule", "project")]
        assert not processes(system.dir)

    def test_parts_get_the_same_free_port_again(self, system: System) -> None:
        """With GRID_PORT=0 a browser that stayed open finds the restarted web."""
        process = system.start("web=good")
        os.kill(system.await_life(("web",))["web"], signal.SIGKILL)
        system.await_life(("web",))
        finish(process)
        ports = {line.split()[2] for line in system.life() if line.startswith("start")}
        assert len(ports) == 1
        assert ports != {"0"}

    def test_a_second_one_on_the_same_data_is_refused(self, system: System) -> None:
        """With the process that runs, and what to do; the first one is not disturbed."""
        first = system.start()
        system.await_life()
        second = system.start()
        _, said = second.communicate(timeout=20)
        assert second.returncode == 1
        assert said.splitlines()[-1].startswith(f"the system already runs on {system.dir} (process {first.pid}); stop")
        system.await_life()
        assert finish(first)[0] == 0

    def test_it_uses_a_server_that_others_use_and_leaves_it_to_them(self, system: System) -> None:
        """A command that came before the system keeps its server."""
        with embedded.server(system.settings), embedded.connect(system.settings) as client:
            process = system.start()
            system.await_life()
            assert finish(process)[0] == 0
            assert client.ping()


class TestDying:
    """What dies comes back."""

    @pytest.mark.parametrize("name", ["project", "web"])
    def test_a_killed_part_is_restarted_alone(self, system: System, name: str) -> None:
        """The others do not notice."""
        process = system.start()
        before = system.await_life()
        os.kill(before[name], signal.SIGKILL)
        awaited(lambda: name in system.beats() and system.beats()[name].pid != before[name])
        after = system.await_life()
        assert {part for part in before if before[part] != after[part]} == {name}
        assert awaited(lambda: system.beats()["run"].details["restarts"][name] == 1)
        assert finish(process)[0] == 0

    @pytest.mark.parametrize("words", ["valkey-server", "tether.py keep"])
    def test_a_killed_server_is_restarted_with_its_data(self, system: System, words: str) -> None:
        """The parts ride it out: none has to be restarted."""
        process = system.start()
        before = system.await_life()
        with embedded.connect(system.settings) as client:
            client.set("fact", "kept")
            os.kill(_server_process(system.dir, words), signal.SIGKILL)
            assert system.await_life() == before
            assert client.get("fact") == b"kept"
        assert finish(process)[0] == 0

    def test_what_a_dead_part_left_behind_is_killed(self, system: System) -> None:
        """Or its children would keep the port that its successor needs."""
        process = system.start("web=parent")
        pid = system.await_life(("web",))["web"]
        child = pid_of(system.dir, "time.sleep(600)")
        os.kill(pid, signal.SIGKILL)
        awaited(lambda: child not in processes(system.dir))
        system.await_life(("web",))
        finish(process)

    def test_a_part_that_keeps_failing_is_tried_less_and_less_often(self, system: System) -> None:
        """Each pause lies in the upper half of a span that doubles; the others run on meanwhile."""
        process = system.start("web=fails", "project=good")
        awaited(lambda: sum(line.startswith("start web") for line in system.life()) >= 5)
        system.await_life(("project",))
        status, said = finish(process)
        assert status == 0
        died = [line for line in map(json.loads, said.splitlines()) if line["event"] == "part.died"]
        for number, line in enumerate(died):
            assert 0.05 * 2**number - 0.01 <= line["restart_in_s"] <= 0.1 * 2**number + 0.01

    def test_a_part_with_unusable_settings_stops_the_system(self, system: System) -> None:
        """Starting it again would change nothing: exit status 2."""
        process = system.start("project=good", "web=wrong")
        _, said = process.communicate(timeout=20)
        assert process.returncode == 2
        assert "part web cannot work with these settings" in said

    def test_a_part_that_does_not_stop_is_killed_and_that_is_said(self, system: System) -> None:
        """After its deadline, with status 1."""
        process = system.start("project=good", "web=stubborn")
        system.await_life(("project", "web"))
        status, said = finish(process)
        assert status == 1
        assert '"parts": ["web"]' in said

    def test_a_killed_supervisor_takes_all_along_and_can_be_started_again(self, system: System) -> None:
        """SIGKILL leaves nobody time to tidy up; the kernel does."""
        process = system.start()
        system.await_life()
        process.kill()
        process.communicate()
        awaited(lambda: not processes(system.dir))
        process = system.start()
        system.await_life()
        assert finish(process)[0] == 0


def test_ten_kills_at_random_instants(system: System) -> None:
    """Parts, server, keeper and supervisor in turn: all comes back each time, the data with it, and no orphan stays."""
    chance = random.Random(20241101)
    process = system.start()
    for number, target in enumerate(["project", "server", "supervisor", "web", "keeper"] * 2):
        pids = system.await_life()
        with embedded.connect(system.settings) as client:
            assert client.incr("kills") == number + 1
        time.sleep(chance.uniform(0, 0.3))  # the random instant
        _kill(system.dir, process, target, pids)
        if target == "supervisor":
            process.communicate()
            process = system.start()
    system.await_life()
    status, said = finish(process)
    assert status == 0, said


def _kill(folder: Path, supervisor: "subprocess.Popen[str]", target: str, pids: dict[str, int]) -> None:
    victims: dict[str, Callable[[], int]] = {
        "supervisor": lambda: supervisor.pid,
        "server": lambda: _server_process(folder, "valkey-server"),
        "keeper": lambda: _server_process(folder, "tether.py keep"),
    }
    with contextlib.suppress(ProcessLookupError):
        os.kill(victims[target]() if target in victims else pids[target], signal.SIGKILL)


def _server_process(folder: Path, words: str) -> int:
    """The keeper's command line names the server's, but not the other way round."""
    (pid,) = [
        pid
        for pid, line in processes(folder).items()
        if words in line and (words != "valkey-server" or "tether" not in line)
    ]
    return pid
