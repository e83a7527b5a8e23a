"""A ranking just told is told to others, too, but not to who has heard of something since."""

from types import SimpleNamespace
from typing import Any, cast

from callbacks.rankings_answers import Answers, Heard, RankingDeps
from dashboard.auth.who import RIGHTS, Principal
from dashboard.views.rankings.asked import asked

WHO = Principal("user", "leader", "leader", RIGHTS["viewer"])


def counting() -> Answers:
    """Answers whose tables say how many were made."""
    made = iter(range(1, 100))
    rankings = SimpleNamespace(table=lambda *_: {"made": next(made)})
    deps = SimpleNamespace(rankings=rankings, city_now=lambda: 0, run=lambda call, *args: call(*args))
    return Answers(cast("RankingDeps", deps))


def told(answers: Answers, heard: Heard | None) -> Any:
    """The how-many-eth table somebody is told."""
    return answers.table(asked({}), WHO, None, heard)["made"]


def test_one_table_is_told_to_all_who_know_no_more() -> None:
    answers = counting()
    assert [told(answers, heard) for heard in (Heard("e", 7), Heard("e", 7), Heard("e", 6), None)] == [1, 1, 1, 1]


def test_who_has_heard_of_a_change_is_told_a_table_made_since() -> None:
    answers = counting()
    assert told(answers, None) == 1
    assert told(answers, Heard("e", 7)) == 2
    assert told(answers, Heard("e", 8)) == 3
    assert told(answers, Heard("f", 1)) == 4, "a chain that began anew"
