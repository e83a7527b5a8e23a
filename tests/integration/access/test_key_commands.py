"""`app.py key …` on a data directory: what it prints, what then works, and what the audit knows."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from dashboard.auth import key_commands
from dashboard.auth.key_commands import USUAL, Place
from dashboard.auth.who import Scope
from dashboard.store.web.audit import AuditQuery, AuditStore
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.keys import Grant, KeyStore

GIVEN = "add gateway --right events:write --source my-city/cases --area 530102 --rate 600 --expires 2099-01-01".split()


class Desk:
    """The commands on one web store."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(
            open_web_engine(f"sqlite:///{folder}/web.sqlite3"), folder / "api-key", ZoneInfo("Asia/Shanghai")
        )
        self.store = KeyStore(self.place.engine)

    def run(self, *words: str) -> Result:
        """A command, whatever comes of it."""
        return CliRunner().invoke(key_commands.commands(lambda: self.place), list(words))

    def said(self, *words: str) -> str:
        """The last word of a command that must succeed: the key, where it prints one."""
        done = self.run(*words)
        assert done.exit_code == 0, done.output
        return done.stdout.split()[-1]

    def audit(self) -> list[str]:
        """What has been noted, oldest first."""
        entries = AuditStore(self.place.engine).search(AuditQuery()).entries
        return [f"{entry.action} {entry.target}" for entry in reversed(entries)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty store."""
    return Desk(tmp_path)


def test_a_key_from_its_making_to_its_end(desk: Desk) -> None:
    """Two secrets after a rotation, none when it is disabled or removed; the audit has it all, and no secret."""
    first = desk.said(*GIVEN)
    found = desk.store.recognise(first)
    assert found is not None
    assert found.grant == Grant(
        frozenset({"events:write"}),
        frozenset({"my-city/cases"}),
        Scope(areas=frozenset({"530102"})),
        600,
        4_070_880_000_000,
    )
    second = desk.said("rotate", "gateway", "--overlap-hours", "1")
    assert all(desk.store.recognise(key) for key in (first, second))
    assert "two secrets" in desk.run("list").stdout
    desk.said("disable", "gateway")
    assert not desk.store.recognise(second)
    desk.said("enable", "gateway")
    assert desk.store.recognise(second)
    desk.said("remove", "gateway")
    assert not desk.store.recognise(second)
    assert desk.audit() == [f"key.{word} gateway" for word in ("add", "rotate", "disable", "enable", "remove")]
    told = str(AuditStore(desk.place.engine).search(AuditQuery()).entries)
    assert first not in told
    assert second not in told


def test_the_usual_key_reads_no_names(desk: Desk) -> None:
    found = desk.store.recognise(desk.said("add", "gateway"))
    assert found is not None
    assert found.grant == Grant(USUAL)


def test_the_first_keys_file_follows_a_rotation(desk: Desk) -> None:
    """Tools that read it go on."""
    desk.store.first_key(desk.place.first_key)
    key = desk.said("rotate", "first", "--overlap-hours", "0")
    assert desk.place.first_key.read_text() == key + "\n"


@pytest.mark.parametrize(
    "words",
    [
        ("add", "gateway", "--right", "admin"),
        ("add", "settings"),
        ("add", "x", "--expires", "soon"),
        ("rotate", "nobody"),
        ("remove", "nobody"),
        ("disable", "nobody"),
    ],
)
def test_what_cannot_be_done(desk: Desk, words: tuple[str, ...]) -> None:
    """Is an error with a sentence, and changes nothing."""
    done = desk.run(*words)
    assert done.exit_code != 0
    assert isinstance(done.exception, Exception)
    assert len(str(done.exception)) > 20
    assert desk.store.listed() == []
