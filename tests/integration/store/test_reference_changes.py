"""A limit that changes at T moves the due times of what is filed from T on, and of nothing else, on both databases."""

from collections.abc import Callable, Iterator
from zlib import crc32

import pytest
import sqlalchemy as sa

from dashboard import reference
from dashboard.auth.who import RIGHTS, Principal
from dashboard.domain.instants import HOUR_MS
from dashboard.domain.revisions import Revision, Row
from dashboard.domain.rules import ReferenceRules
from dashboard.errors import RefusedError, StoreError
from dashboard.reference_live import LiveReference, differs_from, fold_mark
from dashboard.store import refold, verify
from dashboard.store import tables as t
from dashboard.store.ledger import Ledger
from dashboard.store.reader import Reader
from dashboard.store.web import tables as web_tables
from dashboard.store.web.edits import EditStore
from dashboard.store.web.engine import open_web_engine
from tests.builders import accepted, closed, filed, ms, returned
from tests.store_kit import STREAM, ZONE, Store

ADMIN = Principal("user", "u1", "张敏", RIGHTS["admin"], role="admin")
T = ms("2024-11-20 10:00")
CODE = "E0110"  # 4 working hours to close, until somebody says otherwise


@pytest.fixture
def edits(database_url: str) -> Iterator[EditStore]:
    """Kept beside the cases: in the same PostgreSQL database, in a file of its own with SQLite."""
    engine = open_web_engine(database_url.replace("grid.sqlite3", "web.sqlite3"))
    yield EditStore(engine)
    engine.dispose()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()


def limits(**changed: str) -> tuple[Row, ...]:
    """The program's limits with the category's row changed."""
    rows = reference.files()["limits"][0].rows
    return tuple({**row, **changed} if row["code"] == CODE else row for row in rows)


def start(store: Store, live: LiveReference) -> int:
    """As a projector starts: what changed is made up for, and the next events are folded by the new rules."""
    rules = ReferenceRules(live.load(None))
    store.ledger = Ledger(store.engine, rules)
    store.reader = Reader(store.engine, live.load(None), ZONE)
    mark = fold_mark(live.history)
    return refold.bring_up(store.engine, rules, mark, differs_from, [STREAM], lambda _: True)


def dues(store: Store) -> dict[str, int]:
    """Case → when it is to be closed."""
    with store.engine.connect() as connection:
        return {row.subject: row.due_at for row in connection.execute(sa.select(t.cases.c.subject, t.cases.c.due_at))}


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All that is stored of cases, in an order of its own; a tally that came back to 0 says nothing."""
    counted = sa.select(t.tallies).where(t.tallies.c.value != 0)
    queries = {"cases": sa.select(t.cases), "marks": sa.select(t.marks), "tallies": counted}
    with store.engine.connect() as connection:
        return {name: sorted(map(tuple, connection.execute(query)), key=repr) for name, query in queries.items()}


EARLY = [accepted("before", T - 3 * HOUR_MS, category=CODE), filed("before", T - 2 * HOUR_MS)]
AHEAD = [accepted("ahead", T - HOUR_MS, category=CODE), filed("ahead", T), returned("before", T + 1)]
LATER = [accepted("later", T + HOUR_MS, category=CODE), filed("later", T + HOUR_MS), closed("before", T + HOUR_MS)]


def test_a_limit_changed_at_a_moment_moves_what_is_filed_from_then_on(store: Store, edits: EditStore) -> None:
    live = LiveReference("Asia/Shanghai", None, edits)
    start(store, live)
    store.feed(EARLY)
    # Dated ahead of the change and folded before anybody made it, as events may be that are an hour fast.
    store.feed(AHEAD)
    before = dues(store)
    edits.add(Revision("limits", 1, T, limits(close_limit="1", close_unit="day", dispatch_limit="30")), ADMIN)
    assert start(store, live) == 2
    store.feed(LATER)
    after = dues(store)
    assert after["before"] == before["before"]
    assert after["ahead"] == T + 24 * HOUR_MS != before["ahead"]
    assert after["later"] == T + 25 * HOUR_MS
    assert list(verify.differences(store.engine, ReferenceRules(live.load(None)))) == []

    stepwise = everything(store)
    assert start(store, live) == 0, "what has been made up for is not folded again"
    store.empty()
    start(store, live)
    store.feed([*EARLY, *AHEAD, *LATER])
    assert everything(store) == stepwise, "incremental, with starts in between, as recomputed"


def test_a_change_during_a_stop_is_made_up_for_once(store: Store, edits: EditStore) -> None:
    """Two versions while nothing ran; the later one was made for an earlier moment, so the other never holds."""
    live = LiveReference("Asia/Shanghai", None, edits)
    start(store, live)
    store.feed([*EARLY, *AHEAD, *LATER])
    edits.add(Revision("limits", 1, T + HOUR_MS, limits(close_limit="9", close_unit="day")), ADMIN)
    edits.add(Revision("limits", 2, T, limits(close_limit="2", close_unit="day")), ADMIN)
    assert start(store, live) == 3
    assert dues(store)["later"] == T + 49 * HOUR_MS
    assert list(verify.differences(store.engine, ReferenceRules(live.load(None)))) == []


def half(own: int) -> Callable[[str], bool]:
    """Whether a subject is one of the first projector's (0) or of the second's (1)."""
    return lambda subject: crc32(subject.encode()) % 2 == own


def test_only_a_projectors_own_cases_are_folded_by_it(store: Store, edits: EditStore) -> None:
    live = LiveReference("Asia/Shanghai", None, edits)
    start(store, live)
    store.feed([*EARLY, *AHEAD, *LATER])
    edits.add(Revision("limits", 1, T, limits(close_limit="1", close_unit="day")), ADMIN)
    rules = ReferenceRules(live.load(None))
    mark = fold_mark(live.history)
    halves = [refold.bring_up(store.engine, rules, mark, differs_from, [f"half {own}"], half(own)) for own in (0, 1)]
    assert sum(halves) == 3
    assert list(verify.differences(store.engine, rules)) == []


class TestWhatIsKept:
    """Versions are added, numbered without holes, and never changed."""

    def test_who_when_and_why(self, edits: EditStore) -> None:
        edits.add(Revision("areas", 1, T, ({"code": "1"},), reason="合并"), ADMIN)
        (kept,) = edits.revisions()
        assert (kept.by, kept.reason, kept.valid_from, kept.rows) == ("张敏", "合并", T, ({"code": "1"},))
        assert kept.made_at > ms("2024-01-01")

    def test_of_two_at_once_one_is_told(self, edits: EditStore) -> None:
        edits.add(Revision("areas", 1, T, ()), ADMIN)
        stamp = edits.stamp()
        with pytest.raises(RefusedError, match="version 1 of areas"):
            edits.add(Revision("areas", 1, T, ()), ADMIN)
        assert edits.stamp() == stamp

    def test_the_database_itself_refuses_a_change(self, edits: EditStore) -> None:
        edits.add(Revision("areas", 1, T, ()), ADMIN)
        for statement in ("UPDATE web_edits SET reason = 'x'", "DELETE FROM web_edits"):
            with pytest.raises(sa.exc.DBAPIError, match="never changed"), edits._engine.begin() as connection:
                connection.execute(sa.text(statement))

    def test_what_was_tampered_with_is_not_used(self, edits: EditStore) -> None:
        """Triggers can be dropped by who owns the database; the checksum then tells."""
        edits.add(Revision("areas", 1, T, ()), ADMIN)
        with edits._engine.begin() as connection:
            row = dict(connection.execute(sa.select(web_tables.edits)).mappings().one())
            forged = {**row, "seq": row["seq"] + 1, "kind": "limits", "content": '[{"code":"2"}]'}
            connection.execute(sa.insert(web_tables.edits), forged)
        with pytest.raises(StoreError, match="version 1 of limits"):
            edits.revisions()
