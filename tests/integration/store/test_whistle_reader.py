"""Whistles as screens ask for them: board, life, archive, cases, mentions, statistics, now and at a past moment."""

from __future__ import annotations

from typing import Any

from dashboard.auth.who import Scope
from dashboard.domain.instants import parse
from dashboard.domain.rules import ReferenceRules
from dashboard.store.whistle_reader import WhistleQuery, WhistleReader
from tests import builders as b
from tests.store_kit import REFERENCE, Store

DAY = "2024-11-14"
NOW = parse(f"{DAY}T20:00:00+08:00")
BEFORE = parse(f"{DAY}T09:30:00+08:00")


def later(kind: str, at: str, name: str = "w-1", **data: Any) -> dict[str, Any]:
    """What came of a whistle that day."""
    return b.event(f"whistle.{kind}", name, f"{DAY}T{at}", data, event_id=f"{name} {kind} {at} {data}")


STORY = [
    b.accepted("c-1", f"{DAY}T08:00", lon=102.7, lat=25.04),
    b.accepted("c-2", f"{DAY}T08:00", lon=102.7001, lat=25.0401),
    b.blown("w-1", f"{DAY}T09:00", cases=["c-1"], kind="key"),
    later("signed", "09:20", department="城管局"),
    later("noted", "09:40", note="@市场监管局 请到场", by="王芳"),
    later("checked_in", "10:00", department="城管局"),
    later("signed", "11:00", department="市场监管局"),
    b.blown("w-2", f"{DAY}T12:00", cases=["c-2"], area="530103", level="district", title="别处"),
    later("withdrawn", "12:30", "w-2", reason="误吹"),
    later("signed", "13:00", "w-3", department="城管局"),
    b.blown("w-4", "2024-11-12T09:00", title="更早"),
    b.event("whistle.closed", "w-4", "2024-11-13T09:00", {}),
]


def reader(store: Store) -> WhistleReader:
    """Over a store in which all that happened, the latest first."""
    store.feed(reversed(STORY))
    return WhistleReader(store.engine, ReferenceRules(REFERENCE))


def test_the_board_now_and_then(store: Store) -> None:
    """Those that have ended stand for a day; one that was never blown does not; the past is as it was."""
    asked = reader(store)
    assert [(one.subject, one.stage) for one in asked.standing(NOW)] == [("w-1", "signed"), ("w-2", "withdrawn")]
    [then] = asked.standing(BEFORE, as_of=BEFORE)
    assert (then.subject, list(then.departments), then.missing) == (
        "w-1",
        ["城管局", "市场监管局"],
        ["城管局", "市场监管局"],
    )
    life = asked.life("w-1", as_of=BEFORE)
    assert life is not None
    assert [event.type for event, _ in life.events] == ["whistle.blown", "whistle.signed"]
    refused = asked.life("w-4")
    assert refused is not None
    assert [reason for _, reason in refused.events] == [None, None]
    assert asked.life("nobody") is None


def test_the_archive_by_whatever_is_asked(store: Store) -> None:
    """The newest first; of cases exactly those; in his part only."""
    asked = reader(store)

    def found(**query: Any) -> list[str]:
        return [one.subject for one in asked.archive(WhistleQuery(**query))]

    assert found() == ["w-2", "w-1", "w-4"]
    assert found(levels=frozenset({"district"})) == found(areas=frozenset({"530103"})) == ["w-2"]
    assert (
        found(kinds=frozenset({"key"})) == found(start=parse(f"{DAY}T00:00:00+08:00"), end=NOW, text="占道") == ["w-1"]
    )
    assert found(departments=frozenset({"教育局"})) == []
    assert found(scope=Scope(areas=frozenset({"530103"}))) == ["w-2"]
    assert [one.subject for one in asked.of_case("c-1")] == ["w-1"]
    assert asked.of_case("c") == []
    [then] = asked.of_case("c-1", as_of=BEFORE)
    assert (then.stage, asked.of_case("c-1", as_of=parse("2024-11-01T00:00:00+08:00"))) == ("blown", [])


def test_what_recurs_at_one_place(store: Store) -> None:
    """Another case of the category some metres away, in another area; asked of all, counted of those asked for."""
    found = reader(store).statistics(WhistleQuery(levels=frozenset({"district"})), NOW)
    assert (found["total"]["blown"], found["total"]["repeats"], found["total"]["withdrawn"]) == (1, 1, 1)
    whole = reader(store).statistics(WhistleQuery(), NOW)
    assert whole["by_department"]["市场监管局"]["sign"] == {"due": 2, "on_time": 0, "rate": 0.0}
    assert whole["by_level"]["street"]["repeats"] == 0
