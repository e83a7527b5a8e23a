"""Users and their sessions in the web's own database, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from dashboard.auth.who import Scope
from dashboard.errors import RefusedError
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.sessions import Limits, SessionStore, hashed
from dashboard.store.web.users import UserStore

IDLE, WHOLE = 100_000, 1_000_000


class Clock:
    """The machine's clock, by hand."""

    now = 5_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """The opened database."""
    opened = open_web_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def users(engine: sa.Engine, clock: Clock) -> UserStore:
    return UserStore(engine, clock)


@pytest.fixture
def sessions(engine: sa.Engine, clock: Clock) -> SessionStore:
    return SessionStore(engine, Limits(IDLE, WHOLE), clock)


def test_a_user_as_he_was_added(users: UserStore) -> None:
    """Role and scope come back as they went in; the name is found in any case, and is taken only once."""
    scope = Scope(areas=frozenset({"530111", "530102"}), units=frozenset({"官渡区城管局"}))
    made = users.add("Wang.Li", "department", "hash", display="王丽", scope=scope)
    assert users.named("wang.LI") == users.find(name=" Wang.Li ") == made
    assert (made.scope, made.role, made.display, made.must_change) == (scope, "department", "王丽", True)
    with pytest.raises(RefusedError, match="already"):
        users.add("WANG.LI", "viewer", None)
    for bad in ("", "a b", "x" * 65, "a/b", "a\u0000"):
        with pytest.raises(RefusedError, match="no user name"):
            users.add(bad, "viewer", None)


def test_the_first_administrator_is_made_once(users: UserStore) -> None:
    first = users.first_admin(lambda: "hash")
    assert first is not None
    assert (first.role, first.scope.whole_city, first.must_change) == ("admin", True, True)
    assert users.first_admin(lambda: "hash") is None
    assert users.listed() == [first]


def test_whatever_takes_something_away_ends_all_sessions(users: UserStore, sessions: SessionStore) -> None:
    """A new password, a lock, another role or scope; not another name to print, and nobody else's sessions."""
    user, other = users.add("li", "officer", "hash"), users.add("zhao", "officer", "hash")
    others = hashed(sessions.begin(other.id, "10.0.0.2"))
    for take in (
        lambda: users.set_password(user.id, "new", must_change=False),
        lambda: users.set_disabled(user.id, disabled=True),
        lambda: users.set_disabled(user.id, disabled=False),
        lambda: users.grant(user.id, "李", "viewer", user.scope),
        lambda: users.grant(user.id, "李", "viewer", Scope(areas=frozenset({"530111"}))),
    ):
        mine = hashed(sessions.begin(user.id, "10.0.0.1"))
        take()
        assert sessions.user_of(mine) is None
    mine = hashed(sessions.begin(user.id, "10.0.0.1"))
    users.grant(user.id, "李四", "viewer", Scope(areas=frozenset({"530111"})))
    assert sessions.user_of(mine) == users.one(user.id)
    assert sessions.user_of(others) == other


def test_who_is_locked_out_has_no_session(users: UserStore, sessions: SessionStore) -> None:
    """Also one that was begun at the same moment."""
    user = users.add("li", "officer", "hash")
    users.set_disabled(user.id, disabled=True)
    assert sessions.user_of(hashed(sessions.begin(user.id, ""))) is None


def test_a_session_ends_when_it_is_idle_and_at_last(users: UserStore, sessions: SessionStore, clock: Clock) -> None:
    """Requests keep it alive, but not for good; what is over is swept out by the next that begins."""
    user = users.add("li", "officer", "hash")
    mine = hashed(sessions.begin(user.id, ""))
    for _ in range(WHOLE // (IDLE // 2) - 1):
        clock.now += IDLE // 2
        assert sessions.user_of(mine) is not None
    clock.now += IDLE // 2
    assert sessions.user_of(mine) is None
    mine = hashed(sessions.begin(user.id, ""))
    clock.now += IDLE
    assert sessions.user_of(mine) is None


def test_a_session_that_was_ended_is_over(users: UserStore, sessions: SessionStore) -> None:
    user = users.add("li", "officer", "hash")
    one, two = (hashed(sessions.begin(user.id, "")) for _ in range(2))
    sessions.end(one)
    assert sessions.user_of(one) is None
    assert sessions.user_of(two) is not None
    assert sessions.user_of(hashed("forged")) is None


def test_nobody_is_changed_who_is_not_there(users: UserStore) -> None:
    for change in (
        lambda: users.set_password("none", "new", must_change=True),
        lambda: users.set_disabled("none", disabled=True),
        lambda: users.named("none"),
    ):
        with pytest.raises(RefusedError, match="no such user"):
            change()
