"""The embedded server: started, shared, killed, stopped – with the real binary and real processes."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from dashboard.errors import ServerNotStarted, ServerUnreachable
from dashboard.settings import Settings, child_environment, load
from streams import embedded
from streams.embedded import EmbeddedServer
from tests.integration.parts.conftest import awaited, pid_of, processes

ROOT = Path(__file__).parents[3]
USER = """
import sys
from dashboard.settings import from_environment
from streams import embedded
settings = from_environment()
with embedded.server(settings):
    with embedded.connect(settings) as client:
        client.xadd("used", {"by": "me"})
        print(client.info("server")["run_id"], flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def using(settings: Settings) -> Iterator["subprocess.Popen[str]"]:
    """Another process that uses the server until its standard input is closed; it first prints the server's run id."""
    environment = {**child_environment(settings, ""), "GRID_REDIS_URL": ""}
    with subprocess.Popen(
        [sys.executable, "-c", USER],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as user:
        yield user


def run_id(user: "subprocess.Popen[str]") -> str:
    """The server's run id as that user saw it."""
    assert user.stdout is not None
    return user.stdout.readline().strip()


def server_pid(client: redis.Redis) -> int:
    """The server's process."""
    pid: int = client.info("server")["process_id"]
    return pid


class TestKeeping:
    """What was acknowledged stays."""

    def test_nothing_is_lost_between_two_starts(self, settings: Settings) -> None:
        """It listens on no port, syncs every write, evicts nothing, and is gone after use."""
        with embedded.server(settings), embedded.connect(settings) as client:
            client.set("fact", "kept")
            assert client.config_get("port") == {"port": "0"}
            assert client.config_get("appendfsync") == {"appendfsync": "always"}
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert not processes(settings.data_dir)
        with embedded.server(settings), embedded.connect(settings) as client:
            assert client.get("fact") == b"kept"

    def test_kill_9_loses_nothing_acknowledged_and_the_server_comes_back(self, settings: Settings) -> None:
        """Five kills under a writer that notes what was acknowledged; its client rides them out."""
        acknowledged: list[object] = []
        done = threading.Event()

        def await_more() -> None:
            before = len(acknowledged)
            awaited(lambda: len(acknowledged) > before + 20)

        def write() -> None:
            with embedded.connect(settings, retries=20) as writer:
                number = 0
                while not done.is_set():
                    number += 1
                    acknowledged.append(writer.xadd("log", {"n": number}))

        with embedded.server(settings), embedded.connect(settings, retries=20) as client:
            thread = threading.Thread(target=write)
            thread.start()
            for _ in range(5):
                await_more()
                os.kill(server_pid(client), signal.SIGKILL)
            await_more()
            done.set()
            thread.join()
            kept = {entry for entry, _ in client.xrange("log")}
        assert [entry for entry in acknowledged if entry not in kept] == []

    def test_a_killed_keeper_takes_the_server_along_and_is_replaced(self, settings: Settings) -> None:
        """`start` may be called at any time."""
        with EmbeddedServer(settings.data_dir) as server, embedded.connect(settings) as client:
            client.set("fact", "kept")
            os.kill(pid_of(settings.data_dir, "tether.py keep"), signal.SIGKILL)
            awaited(lambda: not processes(settings.data_dir))
            server.start()
            assert client.get("fact") == b"kept"

    def test_a_server_that_does_not_answer_is_not_given_up(self, settings: Settings) -> None:
        """Too slow is not dead: there is never a second one, and whoever used it still does."""
        with EmbeddedServer(settings.data_dir) as server, embedded.connect(settings) as client:
            pid = server_pid(client)
            os.kill(pid, signal.SIGSTOP)
            with pytest.raises(ServerNotStarted, match=r"does not answer; see .+valkey\.log"):
                server.start(ready_s=0.1)
            os.kill(pid, signal.SIGCONT)
            server.start()
            assert server_pid(client) == pid


class TestSharing:
    """Any number of users, one server."""

    def test_many_that_start_at_once_share_one(self, settings: Settings) -> None:
        """Six processes, one run id, six entries; then nothing is left."""
        with contextlib.ExitStack() as stack:
            users = [stack.enter_context(using(settings)) for _ in range(6)]
            assert len({run_id(user) for user in users}) == 1
            assert len([c for c in processes(settings.data_dir).values() if "tether.py keep" in c]) == 1
            with embedded.connect(settings) as client:
                assert client.xlen("used") == 6
        assert not processes(settings.data_dir)

    def test_it_stays_for_others_when_its_starter_leaves(self, settings: Settings) -> None:
        """A short command that happened to come first does not take the server from a long one."""
        with using(settings) as first, using(settings) as second:
            first_id = run_id(first)
            assert run_id(second) == first_id
            first.communicate()
            with embedded.server(settings), embedded.connect(settings) as client:
                assert client.info("server")["run_id"] == first_id

    def test_it_stops_when_its_last_user_is_killed(self, settings: Settings) -> None:
        """No orphan: the kernel says that nobody is left."""
        with using(settings) as user:
            run_id(user)
            user.kill()
        awaited(lambda: not processes(settings.data_dir))

    def test_one_that_comes_while_it_stops_gets_a_new_one(self, settings: Settings) -> None:
        """Coming and going in quick turns, from two sides at once."""

        def come_and_go() -> None:
            for _ in range(8):
                with embedded.server(settings), embedded.connect(settings) as client:
                    counts.append(client.incr("visits"))

        counts: list[object] = []
        threads = [threading.Thread(target=come_and_go) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(counts) == list(range(1, 17))  # type: ignore[type-var]


class TestPlaces:
    """Where it can and cannot live."""

    def test_a_long_path_gets_a_short_socket(self, data_dir: Path) -> None:
        """Unix sockets end at 107 bytes; the short one is private and recorded."""
        settings = load({"GRID_DATA_DIR": str(data_dir / ("d" * 120))})
        for _ in range(2):
            with embedded.server(settings) as url, using(settings) as other:
                assert len(url) < 107
                socket = Path(url.removeprefix("unix://"))
                assert socket.parent.stat().st_mode & 0o077 == 0
                with embedded.connect(settings) as client:
                    assert client.info("server")["run_id"] == run_id(other)
            socket.parent.rmdir()  # as a cleaner of /tmp does; the server has taken its socket along

    def test_a_place_that_cannot_be_used_is_said(self, tmp_path: Path) -> None:
        """With what to do."""
        (tmp_path / "file").touch()
        with pytest.raises(ServerNotStarted, match=r"set GRID_DATA_DIR"):
            EmbeddedServer(tmp_path / "file" / "data").start()

    def test_a_server_that_cannot_start_says_why(self, settings: Settings) -> None:
        """Its own last words, and where the others are; nothing goes on in the background."""
        files = settings.data_dir / "appendonlydir"
        files.mkdir(parents=True)
        (files / "appendonly.aof.manifest").write_text("no manifest\n")
        with pytest.raises(ServerNotStarted, match=r"does not start: .+; see .+valkey\.log"):
            EmbeddedServer(settings.data_dir).start()
        awaited(lambda: not processes(settings.data_dir))


class TestConnecting:
    """Reaching a server, or saying why not."""

    def test_a_server_that_is_away_is_waited_for(self, settings: Settings) -> None:
        """A part may start before the server does."""
        with contextlib.ExitStack() as stack:
            late = threading.Timer(0.3, lambda: stack.enter_context(embedded.server(settings)))
            late.start()
            with embedded.connect(settings, wait_s=20) as client:
                assert client.ping()
            late.join()

    def test_waiting_ends_with_what_to_do(self, settings: Settings) -> None:
        """After the time asked for."""
        started = time.monotonic()
        with pytest.raises(ServerUnreachable, match=r"python app\.py run"):
            embedded.connect(settings, wait_s=0.2)
        assert time.monotonic() - started < 5

    def test_a_wrong_password_is_not_tried_again_nor_shown(self, settings: Settings) -> None:
        """Waiting does not mend it."""
        with embedded.server(settings), embedded.connect(settings) as client:
            client.config_set("requirepass", "right")
            path = embedded.url(settings).removeprefix("unix://")
            wrong = load({"GRID_REDIS_URL": f"unix://me:hunter2@{path}"})
            with pytest.raises(ServerUnreachable, match=r"refuses the password.+GRID_REDIS_URL") as caught:
                embedded.connect(wrong, wait_s=20)
            assert "hunter2" not in str(caught.value)
            client.config_set("requirepass", "")

    def test_a_server_that_is_given_is_only_used(self, valkey_url: str, data_dir: Path) -> None:
        """GRID_REDIS_URL: nothing is started, nothing stopped."""
        settings = load({"GRID_DATA_DIR": str(data_dir), "GRID_REDIS_URL": valkey_url})
        with embedded.server(settings) as url, embedded.connect(settings) as client:
            assert url == valkey_url
            assert client.ping()
        assert not data_dir.exists()
