"""The life of an alert: one table of steps, refusals by name, and a fold that no order of arrival changes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain import alert
from dashboard.domain.alert import ALLOWED, Alert, fold
from dashboard.domain.events import RANK, Event, payload
from tests.builders import ms, rfc3339

NOON = ms("2024-11-14T12:00")
MINUTE = 60_000
KINDS = sorted(ALLOWED)


def step(kind: str, minute: int, event_id: str = "", **data: Any) -> Event:
    """An event so many minutes after noon."""
    name = f"alert.{kind}"
    text = json.dumps(data)
    return Event(
        NOON + minute * MINUTE, RANK[name], event_id or f"{kind}{minute}", "t", name, "A", payload(name, text), text
    )


def told(*steps: Event) -> tuple[Alert, list[tuple[str, str]]]:
    """The alert, and the steps that were refused with their reasons."""
    no: list[tuple[str, str]] = []
    return fold("A", steps, lambda event, reason: no.append((event.id, reason))), no


def raised(minute: int = 0, **data: Any) -> Event:
    """The first word of an alert with two cases."""
    added = {"c1": rfc3339(NOON - MINUTE), "c2": rfc3339(NOON)}
    return step("raised", minute, rule="close_overdue", unit="官渡区城管局", added=added, **data)


class TestLife:
    """What the steps do."""

    def test_a_whole_life(self) -> None:
        found, no = told(
            raised(),
            step("acknowledged", 1, by="张三"),
            step("assigned", 2, by="张三", to="李四"),
            step("noted", 3, by="李四", note="已电话催办"),
            step("escalated", 4, by="李四", to="王局"),
            step("snoozed", 5, by="王局", until=rfc3339(NOON + 60 * MINUTE), note="等待吊车"),
            step("raised", 60, rule="close_overdue"),
            step("resolved", 70, removed=["c1", "c2"]),
        )
        assert no == []
        assert (found.state, found.resolved_at, found.resolved_by) == ("resolved", NOON + 70 * MINUTE, None)
        assert (found.raises, found.step, found.total, found.members) == (2, 2, 2, {})
        assert (found.holder, found.escalated_to, found.note) == ("李四", "王局", "等待吊车")

    def test_two_officers_at_once_see_one_truth(self) -> None:
        """The first holds it; the second is told why not, whichever arrived first."""
        first, second = step("acknowledged", 1, "a", by="张三"), step("acknowledged", 1, "b", by="李四")
        for order in ([first, second], [second, first]):
            found, no = told(raised(), *order)
            assert (found.holder, no) == ("张三", [("b", "already_acknowledged")])

    def test_a_first_note_with_a_rule_is_pending_and_announces_nothing(self) -> None:
        pending = step("noted", 0, rule="hotspot", unit="530111", added={"c": rfc3339(NOON)})
        found, _ = told(pending)
        assert (found.state, found.raised_at, found.live) == ("pending", None, True)
        found, no = told(pending, step("acknowledged", 1, by="张三"))
        assert (found.state, no) == ("pending", [("acknowledged1", "not_raised")])

    def test_said_again_it_brings_its_cases_up_to_date_and_is_not_announced_again(self) -> None:
        found, _ = told(raised(), step("acknowledged", 1, by="张三"), step("raised", 2, cases=["c2", "c3"]))
        assert (found.state, found.raises, found.total) == ("acknowledged", 1, 3)
        assert found.members == {"c2": NOON, "c3": NOON + 2 * MINUTE}

    def test_resolved_by_hand_it_stays_responsible_for_the_causes_that_go_on(self) -> None:
        found, _ = told(raised(), step("resolved", 1, by="张三", note="误报"))
        assert (found.is_open, found.by_hand, found.live) == (False, True, True)
        found, _ = told(raised(), step("resolved", 1, by="张三"), step("noted", 2, removed=["c1", "c2"]))
        assert not found.live

    def test_raised_anew_after_it_was_resolved_it_begins_again(self) -> None:
        found, no = told(raised(), step("acknowledged", 1, by="张三"), step("resolved", 2), raised(9))
        assert (found.state, found.raises, found.step, found.holder, no) == ("raised", 2, 1, None, [])
        assert found.announcement == "A#2.1"

    def test_above_the_leader_there_is_nobody(self) -> None:
        found, no = told(raised(), *(step("escalated", minute) for minute in (1, 2, 3)))
        assert (found.step, no) == (alert.HIGHEST_STEP, [("escalated3", "already_highest")])

    @pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("alert.raised", "alert.noted")])
    def test_nothing_but_a_note_or_a_new_raise_comes_after_the_end(self, kind: str) -> None:
        found, _ = told(raised(), step("resolved", 1))
        assert alert.refusal(found, kind) == "already_resolved"
        assert alert.refusal(Alert("A"), kind) == "not_raised"


moments = st.integers(0, 8)
people = st.sampled_from(["张三", "李四"])
names = st.lists(st.sampled_from(["c1", "c2", "c3"]), unique=True)
_data = st.fixed_dictionaries(
    {},
    optional={
        "rule": st.just("close_overdue"),
        "by": people,
        "to": people,
        "cases": names,
        "added": st.dictionaries(
            st.sampled_from(["c1", "c2", "c3"]), moments.map(lambda m: rfc3339(NOON + m * MINUTE))
        ),
        "removed": names,
        "until": moments.map(lambda minute: rfc3339(NOON + minute * MINUTE)),
    },
)


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """Up to twelve events of any type, at few enough moments to collide."""
    kinds = draw(st.lists(st.sampled_from([*KINDS, "alert.raised"]), max_size=12))
    return [step(kind[6:], draw(moments), f"e{n:02d}", **draw(_data)) for n, kind in enumerate(kinds)]


class TestAnyLife:
    """What holds for all events in all orders."""

    @given(lives(), st.randoms())
    def test_no_order_of_arrival_changes_it(self, events: list[Event], chance: Any) -> None:
        shuffled = events[:]
        chance.shuffle(shuffled)
        assert told(*shuffled) == told(*events)

    @given(lives())
    def test_what_it_says_of_itself_agrees(self, events: list[Event]) -> None:
        found, no = told(*events)
        assert {reason for _, reason in no} <= {
            "not_raised",
            "already_resolved",
            "already_acknowledged",
            "already_highest",
        }
        assert found.is_open <= found.live
        assert (found.emptied_at is None) == (bool(found.members) or found.began_at is None)
        assert found.is_open <= (found.raised_at is not None)
        assert 0 <= found.step <= alert.HIGHEST_STEP
        assert len(found.members) <= found.total
