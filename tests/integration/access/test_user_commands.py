"""`python app.py user …`: one clear line each, and what it does holds."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.auth import passwords
from dashboard.auth.user_commands import commands, first_admin
from dashboard.auth.who import Scope
from dashboard.errors import RefusedError, UsageError
from tests.integration.access.site import Site


class Shell:
    """Runs the commands on a site's database."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._commands = commands(lambda: site.engine)

    def run(self, *words: str) -> str:
        """What a command prints; raises what the command line tells as one line on stderr."""
        done = CliRunner().invoke(self._commands, words, standalone_mode=False)
        if done.exception is not None:
            raise done.exception
        return done.stdout

    def password(self, *words: str) -> str:
        """The one-time password at the end of what it prints."""
        return self.run(*words).rstrip().rpartition(" ")[2]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(Site(tmp_path))


def test_a_user_from_his_first_day_to_his_last(shell: Shell) -> None:
    """Added, listed, reset, locked out and let in again; each is in the audit, no password is."""
    users = shell.site.users
    first = shell.password(
        "add", "Wang", "--role", "department", "--display", "王芳", "--unit", "城管局", "--area", "530111"
    )
    user = users.named("wang")
    assert (user.role, user.display, user.must_change) == ("department", "王芳", True)
    assert user.scope == Scope(frozenset({"530111"}), frozenset({"城管局"}))
    assert passwords.matches(user.password_hash, first)
    second = shell.password("reset", "wang")
    assert not passwords.matches(users.named("wang").password_hash, first)
    assert passwords.matches(users.named("wang").password_hash, second)
    assert shell.run("list") == "wang\t王芳\tdepartment\tarea:530111;unit:城管局\tone-time password\n"
    assert shell.run("disable", "wang") == "disabled wang; he is signed out everywhere\n"
    assert shell.run("list").endswith("\tdisabled\n")
    assert shell.run("enable", "wang") == "enabled wang\n"
    assert not users.named("wang").disabled
    assert [who for who, _, _ in shell.site.noted("user.")] == ["command line"] * 4


def test_slips_of_the_pen(shell: Shell) -> None:
    """Told in one line each."""
    shell.run("add", "li", "--role", "viewer")
    with pytest.raises(RefusedError, match="already"):
        shell.run("add", "LI", "--role", "viewer")
    with pytest.raises(UsageError, match="no role 'emperor'"):
        shell.run("add", "zhou", "--role", "emperor")
    for words in (("disable", "nobody"), ("enable", "nobody"), ("reset", "nobody")):
        with pytest.raises(RefusedError, match="no such user"):
            shell.run(*words)


def test_the_first_administrator(shell: Shell) -> None:
    """Made once, with a password that can be read out; never again while there is anybody."""
    password = first_admin(shell.site.engine)
    assert password is not None
    assert len(password) == 19
    assert passwords.matches(shell.site.users.named("admin").password_hash, password)
    assert first_admin(shell.site.engine) is None
