"""A case's limits while they run: which facts of the clock follow, whoever looks when."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain import case, spans
from dashboard.domain.calendar import Limit
from dashboard.domain.case import Case
from dashboard.domain.events import RANK, Event, payload
from dashboard.domain.facts import facts
from dashboard.domain.rules import ReferenceRules
from tests.builders import ms, rfc3339
from tests.store_kit import REFERENCE

RULES = ReferenceRules(REFERENCE)
NINE = ms("2024-11-14T09:00")  # a Thursday
MINUTE, HOUR = 60_000, 3_600_000
DAY_CASE = "C0101"


def event(kind: str, at: int, name: str = "", **data: Any) -> Event:
    """An event of the case `c`."""
    text = json.dumps(data)
    kind = f"case.{kind}"
    return Event(at, RANK[kind], name or f"{kind}{at}", "t", kind, "c", payload(kind, text), text)


def begun(category: str = DAY_CASE, source: str = "city_supervisor", **dues: int) -> list[Event]:
    """Accepted and filed at nine."""
    stated = {f"{name}_due": rfc3339(at) for name, at in dues.items()}
    return [event("accepted", NINE, source=source, category=category, area="530102"), event("filed", NINE, **stated)]


def told_of(events: list[Event]) -> list[tuple[str, int, int]]:
    """(limit, level, minutes after nine) of all facts, in order."""
    found = spans.untold(case.fold("c", events, RULES))
    return [(one.limit, one.level, (one.at - NINE) // MINUTE) for one in found]


class TestSpans:
    """Each kind of event that begins, moves or ends a limit."""

    def test_dispatching_and_closing_run_from_the_filing(self) -> None:
        assert told_of(begun(dispatch=NINE + 20 * MINUTE, close=NINE + 10 * HOUR)) == [
            ("dispatch", 50, 10),
            ("dispatch", 80, 16),
            ("dispatch", 100, 20),
            ("close", 50, 300),
            ("close", 80, 480),
            ("close", 100, 600),
        ]

    def test_what_is_done_in_time_is_told_no_further(self) -> None:
        done = event("dispatched", NINE + 16 * MINUTE, to="u")
        assert told_of([*begun(dispatch=NINE + 20 * MINUTE, close=NINE + HOUR), done])[0] == ("dispatch", 50, 10)
        late = event("dispatched", NINE + 20 * MINUTE + 1, to="u")
        on_time = event("dispatched", NINE + 20 * MINUTE, to="u")
        for last, count in ((late, 3), (on_time, 2)):
            found = told_of([*begun(dispatch=NINE + 20 * MINUTE, close=NINE + HOUR), last])
            assert sum(limit == "dispatch" for limit, *_ in found) == count

    def test_a_return_opens_another_task(self) -> None:
        events = begun(dispatch=NINE + 20 * MINUTE, close=NINE + 99 * HOUR)
        events += [event("dispatched", NINE + MINUTE, to="u"), event("returned", NINE + 30 * MINUTE, by="u")]
        assert [one for one in told_of(events) if one[0] == "dispatch"] == [
            ("dispatch", 50, 37),
            ("dispatch", 80, 42),
            ("dispatch", 100, 45),
        ]

    def test_an_extension_tells_only_what_still_lies_ahead(self) -> None:
        later = event("extended", NINE + 9 * HOUR, close_due=rfc3339(NINE + 12 * HOUR))
        found = told_of([*begun(dispatch=NINE + 99 * HOUR, close=NINE + 10 * HOUR), later])
        assert [one for one in found if one[0] == "close"] == [
            ("close", 50, 300),
            ("close", 80, 480),
            ("close", 80, 576),
            ("close", 100, 720),
        ]

    def test_a_pause_stops_the_closing_but_not_the_dispatching(self) -> None:
        events = begun(dispatch=NINE + 10 * HOUR, close=NINE + 10 * HOUR)
        events += [event("suspended", NINE + 3 * HOUR), event("resumed", NINE + 8 * HOUR)]
        found = told_of(events)
        assert [one for one in found if one[0] == "close"] == [
            ("close", 50, 600),
            ("close", 80, 780),
            ("close", 100, 900),
        ]
        assert [level for limit, level, _ in found if limit == "dispatch"] == [50, 80, 100]
        assert told_of(events[:3])[-1] == ("dispatch", 100, 600)

    def test_working_limits_count_working_time_alone(self) -> None:
        four_hours = Limit(4, "hour")
        working = next(one for one in REFERENCE.catalogue.current.categories if one.limits.close == four_hours)
        found = told_of(begun(working.code))  # 9–12 and 14–15
        assert [one for one in found if one[0] == "close"] == [
            ("close", 50, 120),
            ("close", 80, 312),
            ("close", 100, 360),
        ]

    def test_a_due_time_in_the_past_has_passed_when_it_is_set(self) -> None:
        found = told_of(begun(dispatch=NINE - HOUR, close=NINE + HOUR))
        assert found[0] == ("dispatch", 100, 0)

    def test_verifying_runs_from_the_handling_and_anew_from_its_report(self) -> None:
        events = begun(dispatch=NINE + 99 * HOUR, close=NINE + 99 * HOUR)
        events += [event("handled", NINE + HOUR, by="u"), event("reported_back", NINE + HOUR + 10 * MINUTE)]
        assert [one for one in told_of(events) if one[0] == "verify"] == [
            ("verify", 50, 85),
            ("verify", 80, 94),
            ("verify", 100, 100),
        ]
        events += [event("verified", NINE + 90 * MINUTE, result="pass"), event("reported_back", NINE + 95 * MINUTE)]
        assert [one for one in told_of(events) if one[0] == "verify"] == [("verify", 50, 85)]

    def test_the_hotline_is_answered_within_a_day(self) -> None:
        events = begun(source="hotline_12345", dispatch=NINE + 99 * HOUR, close=NINE + 99 * HOUR)
        assert [one for one in told_of(events) if one[0] == "respond"] == [
            ("respond", 50, 720),
            ("respond", 80, 1152),
            ("respond", 100, 1440),
        ]
        assert not any(one[0] == "respond" for one in told_of([*events, event("responded", NINE + HOUR)]))
        amended = event("amended", NINE + 13 * HOUR, source="hotline_12345")
        late = told_of([*begun(dispatch=NINE + 99 * HOUR, close=NINE + 99 * HOUR), amended])
        assert [level for limit, level, _ in late if limit == "respond"] == [80, 100]

    def test_closing_ends_everything_but_the_answer_and_voiding_all(self) -> None:
        events = begun(source="hotline_12345", dispatch=NINE + HOUR, close=NINE + HOUR)
        assert {one[0] for one in told_of([*events, event("closed", NINE + MINUTE)])} == {"respond"}
        assert told_of([*events, event("voided", NINE + 5 * HOUR)]) == []

    @pytest.mark.parametrize(
        ("given", "levels"), [({}, [50, 80, 100]), ({"close_due": rfc3339(NINE + 20 * HOUR)}, [50, 80, 100])]
    )
    def test_reopened_the_old_limit_goes_on_or_a_new_one_begins(self, given: dict[str, str], levels: list[int]) -> None:
        events = begun(dispatch=NINE + 99 * HOUR, close=NINE + 10 * HOUR)
        events += [event("closed", NINE + HOUR), event("reopened", NINE + 2 * HOUR, **given)]
        assert [level for limit, level, _ in told_of(events) if limit == "close"] == levels

    def test_what_was_told_is_not_told_again_even_where_the_same_due_time_returns(self) -> None:
        events = begun(dispatch=NINE + 99 * HOUR, close=NINE + 10 * HOUR)
        note = event("deadline_passed", NINE + 10 * HOUR, limit="close", level=100, due=rfc3339(NINE + 10 * HOUR))
        events += [note, event("closed", NINE + 11 * HOUR), event("reopened", NINE + 12 * HOUR)]
        assert ("close", 100) not in [(limit, level) for limit, level, _ in told_of(events)]


minutes = st.integers(0, 60 * 60)
_kinds = st.sampled_from(
    [
        "dispatched",
        "returned",
        "handled",
        "reported_back",
        "verified",
        "extended",
        "suspended",
        "resumed",
        "closed",
        "reopened",
        "responded",
        "amended",
    ]
)


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """A life of up to ten further events, all of whose moments differ."""
    source = draw(st.sampled_from(["hotline_12345", "city_supervisor"]))
    category = draw(st.sampled_from(sorted(REFERENCE.catalogue.current.by_code)))
    events = begun(category, source)
    moments = sorted(draw(st.sets(minutes, max_size=10)))
    for n, minute in enumerate(moments):
        at = NINE + minute * MINUTE + 7
        kind = draw(_kinds)
        soon = rfc3339(at + draw(minutes) * MINUTE)
        data = {
            "dispatched": {"to": "u"},
            "returned": {"by": "u"},
            "handled": {"by": "u"},
            "verified": {"result": draw(st.sampled_from(["pass", "fail"]))},
            "extended": {"close_due": soon},
            "reopened": draw(st.sampled_from([{}, {"close_due": soon}])),
            "amended": {"source": draw(st.sampled_from(["hotline_12345", "other"]))},
        }.get(kind, {})
        events.append(event(kind, at, f"e{n}", **data))
    return events


class TestAnyLife:
    """What holds for all lives and all schedulers."""

    @given(lives(), st.lists(minutes, max_size=6))
    def test_whoever_looks_when_the_same_facts_are_told(self, events: list[Event], looks: list[int]) -> None:
        """A scheduler that comes at these moments only, and then at the end, tells what one that never slept does."""
        end = NINE + 400 * 24 * HOUR
        complete = {_key(one) for one in spans.untold(case.fold("c", events, RULES))}
        living = Case("c")
        told: set[Any] = set()
        waiting = list(events)
        for now in [*(NINE + minute * MINUTE for minute in sorted(looks)), end]:
            while waiting and waiting[0].at <= now:
                case.apply(living, waiting.pop(0), RULES)
            for one in spans.untold(living):
                if one.at <= now:
                    assert _key(one) not in told
                    told.add(_key(one))
                    spans.tell(living, one.limit, one.due, one.level)
        assert told == complete

    @given(lives())
    def test_the_row_says_when_to_look(self, events: list[Event]) -> None:
        folded = case.fold("c", events, RULES)
        passings = spans.untold(folded)
        assert facts(folded).watch_at == (passings[0].at if passings else None)
        assert [one.at for one in passings] == sorted(one.at for one in passings)

    @given(lives())
    def test_passed_dispatches_are_the_late_ones(self, events: list[Event]) -> None:
        """Exactly the tasks that count as late in the figures, once their time is up."""
        folded = case.fold("c", events, RULES)
        late = sorted(task.due for task in folded.tasks if task.counts and not task.on_time)
        found = [one.due for one in spans.untold(folded) if one.limit == "dispatch" and one.level == 100]
        assert sorted(set(found)) == sorted(set(late))


def _key(one: spans.Passing) -> tuple[str, int, int]:
    return one.limit, one.due, one.level
