"""Roster, hand-over sheets and saved filters, on SQLite and PostgreSQL."""

import pytest

from dashboard.domain.handover import OpenAlert, OpenWork, Sheet
from dashboard.domain.roster import Watch
from dashboard.errors import RefusedError
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.filters import MOST, FilterStore, Saved
from dashboard.store.web.handovers import HandoverStore
from dashboard.store.web.rosters import RosterStore

WORK = OpenWork(3, 40, 7, 2, (OpenAlert("a1", "结案超期", "五华区城市管理局", "2", 12, None),))
SHEET = Sheet(0, 1_000, "李某", "user:1", "王某", "夜间注意内涝", WORK)


def test_what_the_desk_keeps(database_url: str) -> None:
    """One store, one migration: each aggregate keeps what it was given and nobody else's."""
    engine = open_web_engine(database_url)
    _roster(RosterStore(engine))
    _sheets(HandoverStore(engine))
    _filters(FilterStore(engine))
    engine.dispose()


def _roster(store: RosterStore) -> None:
    night = store.add(Watch(0, "李某", "lead", 100, 200, "138"))
    store.add(Watch(0, "王某", "on_call", 200, 300))
    assert [watch.person for watch in store.within(150, 200)] == ["李某"]
    assert [watch.person for watch in store.within(199, 201)] == ["李某", "王某"]
    assert store.remove(night.no) == night
    assert store.remove(night.no) is None
    assert [watch.person for watch in store.within(0, 1_000)] == ["王某"]


def _sheets(store: HandoverStore) -> None:
    first, second = store.add(SHEET), store.add(SHEET._replace(at=2_000))
    assert store.get(first.no) == first
    assert store.newest(1) == [second]
    assert store.take(first.no, 1_500, "王某") is True
    assert store.take(first.no, 1_600, "赵某") is False
    taken = store.get(first.no)
    assert taken is not None
    assert (taken.state, taken.taken_at, taken.taken_by) == ("taken", 1_500, "王某")
    assert store.get(99) is None


def _filters(store: FilterStore) -> None:
    store.save("user:1", "官渡逾期", {"area": ["530111"]})
    store.save("user:1", "官渡逾期", {"area": ["530111"], "late": True})
    assert store.of("user:1") == [Saved("官渡逾期", {"area": ["530111"], "late": True})]
    assert store.of("user:2") == []
    for n in range(MOST - 1):
        store.save("user:1", f"f{n}", {})
    with pytest.raises(RefusedError):
        store.save("user:1", "one too many", {})
    assert store.remove("user:1", "官渡逾期") is True
    assert store.remove("user:1", "官渡逾期") is False
