"""Alerts in the store: applied step by step they are what a fold of all their events gives, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.domain import alert
from dashboard.domain.rules import ReferenceRules
from dashboard.store import log, verify
from dashboard.store.alerts import AlertReader
from tests.builders import accepted, event, ms, rfc3339
from tests.store_kit import REFERENCE, Store

NOON = ms("2024-11-14T12:00")
MINUTE = 60_000


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store."""
    made = Store(database_url)
    yield made
    made.close()


def step(kind: str, minute: int, subject: str = "A", **data: Any) -> dict[str, Any]:
    """An alert's event so many minutes after noon."""
    return event(f"alert.{kind}", subject, NOON + minute * MINUTE, data)


def raised(minute: int = 0, subject: str = "A") -> dict[str, Any]:
    """An alert about two cases."""
    added = {"c1": rfc3339(NOON - MINUTE), "w1": rfc3339(NOON)}
    return step("raised", minute, subject, rule="close_overdue", unit="官渡区城管局", added=added)


def test_late_and_repeated_steps_change_nothing_but_the_order_of_arrival(store: Store) -> None:
    """Batch by batch, the last one dated before the others: the row and the state are those of the log."""
    steps = [
        raised(),
        step("acknowledged", 2, by="张三"),
        step("noted", 3, removed=["c1"]),
        step("resolved", 9, by="张三"),
    ]
    for one in (*steps[::-1], *steps):
        store.feed([one])
    assert list(verify.differences(store.engine, ReferenceRules(REFERENCE))) == []
    with store.engine.connect() as connection:
        events = log.events_of(connection, ["A"], "alert.")["A"]
    found = AlertReader(store.engine).one("A")
    assert found is not None
    assert found[0] == alert.fold("A", events)
    assert (found[0].state, found[0].members) == ("resolved", {"w1": NOON})


def test_the_desk_asks_for_what_is_open(store: Store) -> None:
    """Raised by now and not resolved, the oldest cause first; one with its steps; its causes with their states."""
    pending = step("noted", 0, "P", rule="hotspot", unit="530111", added={"c9": rfc3339(NOON)})
    store.feed([accepted("c1", NOON - MINUTE), raised(), raised(5, "B"), pending, step("resolved", 6, "B")])
    store.feed([step("acknowledged", 7, "A", by="张三"), step("acknowledged", 8, "A", by="李四")])
    reader = AlertReader(store.engine)
    assert [found.subject for found in reader.open(NOON + 9 * MINUTE)] == ["A"]
    assert [found.subject for found in reader.open(NOON - 1)] == []
    one = reader.one("A")
    assert one is not None
    found, steps = one
    assert [(s.type, s.refused) for s in steps] == [
        ("alert.raised", None),
        ("alert.acknowledged", None),
        ("alert.acknowledged", "already_acknowledged"),
    ]
    causes = reader.causes(found, 10)
    assert [(name, since) for name, since, _ in causes] == [("c1", NOON - MINUTE), ("w1", NOON)]
    assert (causes[0][2].stage, causes[1][2]) == ("accepted", None)
    assert [a.subject for a in reader.of_case("w1", NOON + 9 * MINUTE)] == ["A"]
    assert reader.one("no such") is None
