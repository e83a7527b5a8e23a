"""The audit log on SQLite and PostgreSQL: found again by every question, changed by nobody."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from dashboard.auth.who import RIGHTS, Principal
from dashboard.store.web.audit import BLANK, AuditQuery, AuditStore
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.tables import audit

WANG = Principal("user", "u-1", "王芳", RIGHTS["officer"], role="officer")


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """An empty web store."""
    opened = open_web_engine(database_url)
    yield opened
    opened.dispose()


def filled(engine: sa.Engine) -> AuditStore:
    """Six entries, one a second."""
    store = AuditStore(engine)
    store.note(1_000, "zhang", "session.sign_in", outcome="refused", detail={"password": "hunter2"}, address="10.0.0.9")
    store.note(2_000, WANG, "session.sign_in", address="10.0.0.7")
    store.note(3_000, WANG, "act.case.close", "2024-000001", detail={"reason": "100%_done"})
    store.note(4_000, WANG, "act.case.close", "2024-000002", "refused", {"reason": "already_closed"})
    store.note(5_000, "system", "key.rotate", "gateway", detail={"old_until": 9, "inner": [{"api-key": "grid_x"}]})
    store.note(6_000, WANG, "export.cases", "csv", detail={"rows": 12})
    return store


def test_each_question_finds_its_entries(engine: sa.Engine) -> None:
    """By name, action, outcome, text and time; `%` and `_` mean themselves."""
    store = filled(engine)

    def found(query: AuditQuery) -> list[int]:
        return [entry.at for entry in store.search(query).entries]

    assert found(AuditQuery()) == [6_000, 5_000, 4_000, 3_000, 2_000, 1_000]
    assert found(AuditQuery(who="王", action="act.")) == [4_000, 3_000]
    assert found(AuditQuery(outcome="refused")) == [4_000, 1_000]
    assert found(AuditQuery(text="2024-00000")) == [4_000, 3_000]
    assert found(AuditQuery(text="100%_d")) == [3_000]
    assert found(AuditQuery(text="1_0")) == []
    assert found(AuditQuery(start=2_000, end=4_000)) == [3_000, 2_000]
    first = store.search(AuditQuery()).entries[-2]
    assert (first.kind, first.who_id, first.who, first.address) == ("user", "u-1", "王芳", "10.0.0.7")


def test_pages_join_without_a_gap_and_a_stream_has_all(engine: sa.Engine) -> None:
    """Also while new entries come in on top."""
    store = filled(engine)
    query, seen = AuditQuery(limit=4), []
    while True:
        page = store.search(query)
        seen += [entry.at for entry in page.entries]
        store.note(7_000, "later", "session.sign_in")
        if page.following is None:
            break
        query = query._replace(before=page.following)
    assert seen == [6_000, 5_000, 4_000, 3_000, 2_000, 1_000]
    assert len(list(store.stream(AuditQuery(limit=1)))) == 8


def test_no_secret_is_written(engine: sa.Engine) -> None:
    """A detail named like a secret is blanked, however deep it lies."""
    store = filled(engine)
    refused, rotated = (
        store.search(AuditQuery(action="session.", outcome="refused")),
        store.search(AuditQuery("system")),
    )
    assert refused.entries[0].detail == {"password": BLANK}
    assert rotated.entries[0].detail == {"old_until": 9, "inner": [{"api-key": BLANK}]}


@pytest.mark.parametrize("statement", [audit.update().values(who="nobody"), audit.delete()], ids=["update", "delete"])
def test_the_database_refuses_changes(engine: sa.Engine, statement: sa.Executable) -> None:
    """Whoever asks: the table's own triggers say no."""
    store = filled(engine)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(statement)
    assert len(store.search(AuditQuery()).entries) == 6


def test_postgresql_refuses_to_empty_it(postgres_url: str) -> None:
    """TRUNCATE passes row triggers by, so it has one of its own."""
    engine = open_web_engine(postgres_url)
    filled(engine)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE web_audit"))
    engine.dispose()
