"""Statistics of whistles against a plain recount from the events themselves, in any order, with any repeats."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain import whistle, whistle_stats
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_limits import Course
from tests.builders import blown, event
from tests.unit.domain.test_whistle import HOUR, NINE, events_of

DEPARTMENTS = ("城管局", "住建局")
COURSES = [
    Course(step, 0, 0, NINE + hours * HOUR)  # type: ignore[arg-type] # the four steps
    for step, hours in (("sign", 1), ("contact", 3), ("check_in", 5), ("solve", 8))
]
DUE = {course.step: course.due for course in COURSES}
Fact = tuple[str, int, str]
"""(what happened, hours after nine, department or result)."""

facts = st.lists(
    st.tuples(
        st.sampled_from(["signed", "contacted", "checked_in", "rated", "handled", "verified", "closed", "withdrawn"]),
        st.integers(1, 12),
        st.sampled_from(DEPARTMENTS),
    ),
    max_size=9,
)
lives = st.lists(
    st.tuples(st.sampled_from(["city", "street"]), st.sampled_from(["530102", "530103"]), facts), max_size=4
)


def told(name: str, level: str, area: str, life: Sequence[Fact]) -> list[dict[str, Any]]:
    """The events of one whistle."""
    data: Mapping[str, Callable[[str], dict[str, Any]]] = {
        **dict.fromkeys(("signed", "contacted", "checked_in"), lambda who: {"department": who}),
        "rated": lambda who: {"department": who, "score": 80 if who == DEPARTMENTS[0] else 65.5},
        "verified": lambda who: {"result": "pass" if who == DEPARTMENTS[0] else "fail"},
        **dict.fromkeys(("handled", "closed", "withdrawn"), lambda _who: {}),
    }
    begun = blown(name, NINE, level=level, area=area, departments=list(DEPARTMENTS), title=name)
    return [
        begun,
        *(
            event(f"whistle.{kind}", name, NINE + at * HOUR, data[kind](who), event_id=f"{name}-{n}")
            for n, (kind, at, who) in enumerate(life)
        ),
    ]


def recount(life: Sequence[Fact], department: str, as_of: int) -> tuple[dict[str, tuple[int, int]], float | None]:
    """One department's steps, walked hour by hour: step → (decided, in time), and its rating."""
    order = ["signed", "contacted", "checked_in", "handled", "verified", "rated", "closed", "withdrawn"]
    done: dict[str, int | None] = dict.fromkeys(DUE)
    score, ended = None, None
    walked = sorted(enumerate(life), key=lambda one: (one[1][1], order.index(one[1][0]), f"{one[0]}"))
    for _, (kind, hour, who) in walked:
        at = NINE + hour * HOUR
        if ended is not None:
            continue
        if kind in ("closed", "withdrawn"):
            ended = at
        elif kind == "handled":
            done["solve"] = done["solve"] or at
        elif kind == "verified":
            done["solve"] = done["solve"] if who == DEPARTMENTS[0] else None
        elif who == department and kind == "rated":
            score = 80.0 if who == DEPARTMENTS[0] else 65.5
        elif who == department:
            later = {
                "signed": ("sign",),
                "contacted": ("sign", "contact"),
                "checked_in": ("sign", "contact", "check_in"),
            }
            for step in later[kind]:
                done[step] = done[step] or at
    over = min(at for at in (as_of, ended, done["solve"]) if at is not None)
    found: dict[str, tuple[int, int]] = {}
    for step, due in DUE.items():
        at_last = done[step]
        decided = at_last is not None or due < over
        found[step] = (int(decided), int(at_last is not None and at_last <= due))
    return found, score


@settings(max_examples=60)
@given(lives, st.integers(1, 14), st.randoms(use_true_random=False))
def test_as_a_plain_recount_has_it(
    stories: list[tuple[str, str, list[Fact]]], hours: int, chance: random.Random
) -> None:
    """By every grouping; whatever the order of whistles."""
    as_of = NINE + 13 * HOUR + hours
    named = [(f"w{n}", level, area, life) for n, (level, area, life) in enumerate(stories)]
    folded = [whistle.fold(name, events_of(told(name, level, area, life))) for name, level, area, life in named]
    found = whistle_stats.count(folded, lambda _: COURSES, as_of)
    chance.shuffle(folded)
    assert whistle_stats.count(folded, lambda _: COURSES, as_of) == found
    for who in DEPARTMENTS:
        steps = [recount(life, who, as_of) for _, _, _, life in named]
        shown = found["by_department"].get(who)
        if not named:
            assert shown is None
            continue
        assert {step: (shown[step]["due"], shown[step]["on_time"]) for step in DUE} == {
            step: (sum(one[step][0] for one, _ in steps), sum(one[step][1] for one, _ in steps)) for step in DUE
        }
        assert shown["rated"] == sum(score is not None for _, score in steps)
    for level in ("city", "street"):
        of_it = [life for _, at, _, life in named if at == level]
        both = [recount(life, who, as_of)[0]["sign"] for life in of_it for who in DEPARTMENTS]
        solved = [recount(life, DEPARTMENTS[0], as_of)[0]["solve"] for life in of_it]
        shown = found["by_level"].get(level, whistle_stats.Count().told())
        assert shown["blown"] == len(of_it)
        assert (shown["sign"]["due"], shown["sign"]["on_time"]) == (sum(d for d, _ in both), sum(g for _, g in both))
        assert (shown["solve"]["due"], shown["solve"]["on_time"]) == (
            sum(d for d, _ in solved),
            sum(g for _, g in solved),
        )


def test_what_recurs_is_what_was_blown_before() -> None:
    """The first at a place does not recur; a third does by either."""

    def one(name: str, at: int) -> Whistle:
        return Whistle(name, blown_at=at)

    places = {"a": ["x"], "b": ["y"], "c": ["x", "y"], "d": ["z"]}
    found = whistle_stats.recurring([one("c", 3), one("d", 4), one("a", 1), one("b", 2)], lambda w: places[w.subject])
    assert found == {"c"}


def test_nothing_gives_no_rates() -> None:
    assert whistle_stats.count([], lambda _: COURSES, NINE)["total"]["sign"] == {"due": 0, "on_time": 0, "rate": None}
