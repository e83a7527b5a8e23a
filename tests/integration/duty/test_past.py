"""The duty desk at a past moment: what stood in the queue then, whatever came since."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import pytest

from dashboard.auth.who import Scope
from dashboard.domain.instants import parse
from dashboard.store.alerts import AlertReader
from dashboard.store.duty import DutyStore
from dashboard.store.duty_past import DutyPast
from tests.builders import accepted, closed, event, filed
from tests.store_kit import Store

AT = parse("2024-11-04T10:00:00+08:00")
DAY = "2024-11-04T"


def before() -> list[dict[str, object]]:
    """One case late then, one due later, one of another area, and an alert."""
    dues = {"late": "09:30", "soon": "10:30", "away": "10:40"}
    cases = [
        one
        for name, due in dues.items()
        for one in (
            accepted(name, f"{DAY}08:00:00+08:00", area="530111" if name == "away" else "530102"),
            filed(name, f"{DAY}08:05:00+08:00", dispatch_due=f"{DAY}{due}:00+08:00", close_due=f"{DAY}18:00:00+08:00"),
        )
    ]
    raised = event("alert.raised", "a-1", f"{DAY}09:31:00+08:00", {"rule": "drill", "unit": "530102", "level": 1})
    return [*cases, raised]


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """The store of that morning."""
    with tempfile.TemporaryDirectory() as folder:
        opened = Store(f"sqlite:///{folder}/store.sqlite3")
        opened.feed(before())
        yield opened
        opened.close()


def test_it_is_what_was_seen_then(store: Store) -> None:
    past, mine = DutyPast(store.reader), Scope(frozenset({"530102"}))
    for scope in (Scope(), mine):
        live, seen = DutyStore(store.engine).queue(scope, AT), past.seen(scope, AT)
        assert {one.subject for one in seen.queue.cases} == {one.subject for one in live.cases}
        assert (seen.queue.late, seen.queue.coming) == (live.late, live.coming)
        assert [one.subject for one in seen.alerts] == [one.subject for one in AlertReader(store.engine).open(AT)]
    then = past.seen(mine, AT)
    store.feed(
        [
            closed("late", f"{DAY}11:00:00+08:00"),
            event("alert.resolved", "a-1", f"{DAY}11:00:00+08:00", {"reason": "gone"}),
            accepted("new", f"{DAY}11:05:00+08:00"),
        ]
    )
    again = past.seen(mine, AT)
    assert again == then
    assert ([one.subject for one in again.queue.cases], again.queue.late) == (["late", "soon"], 1)
    assert past.seen(mine, parse(f"{DAY}12:00:00+08:00")).alerts == []


def test_a_life_ends_at_the_moment(store: Store) -> None:
    past = DutyPast(store.reader)
    found = past.case("late", AT)
    assert found is not None
    assert [one.type for one in found.events] == ["case.accepted", "case.filed"]
    assert past.case("new", AT) is None
    assert past.alert("a-1", parse(f"{DAY}09:00:00+08:00")) is None
