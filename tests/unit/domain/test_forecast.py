"""Chances of being late are fractions of counted cases that stood the same."""

import pytest

from dashboard.domain import forecast, held_out
from dashboard.domain.case import Case, Task
from dashboard.domain.forecast import Odds, Trial
from dashboard.domain.held_out import Calls
from tests.builders import ms

FILED = ms("2024-11-14T10:00")
MINUTE = 60_000


def a_case(**more: object) -> Case:
    """Filed at ten, to be dispatched by 10:15, closed by 14:00."""
    case = Case("c", begun="accepted", begun_at=FILED, filed_at=FILED, area="530102", category="E0110")
    case.tasks, case.close_due = [Task(FILED + 15 * MINUTE)], FILED + 240 * MINUTE
    for name, value in more.items():
        setattr(case, name, value)
    return case


def dispatched(after_minutes: float, **more: object) -> Case:
    """Dispatched so many minutes after filing."""
    return a_case(tasks=[Task(FILED + 15 * MINUTE, int(FILED + after_minutes * MINUTE))], **more)


def _trial(stand: forecast.Stand, *, late: bool) -> Trial:
    return Trial(stand, "E0110", late)


def trials(*cases: Case) -> list[Trial]:
    return [trial for case in cases for trial in forecast.trials(case, 0, FILED + 10**9)]


def test_an_open_case_has_the_deadlines_of_the_next_hour_before_it() -> None:
    limits = [one.stand.limit for one in forecast.ahead(a_case(), FILED + MINUTE)]
    assert limits == ["dispatch"]
    assert [one.stand.limit for one in forecast.ahead(dispatched(5), FILED + 200 * MINUTE)] == ["close"]


@pytest.mark.parametrize(
    "case",
    [
        a_case(closed_at=FILED + MINUTE),
        a_case(voided_at=FILED),
        a_case(filed_at=None),
        dispatched(5, suspended_at=FILED + 190 * MINUTE),
    ],
)
def test_what_is_over_or_suspended_is_not_forecast(case: Case) -> None:
    assert list(forecast.ahead(case, FILED + 200 * MINUTE)) == []


def test_what_is_late_already_is_no_forecast() -> None:
    assert list(forecast.ahead(a_case(close_due=None), FILED + 16 * MINUTE)) == []


def test_a_past_deadline_is_tried_only_where_it_was_still_open() -> None:
    """Dispatched after five of fifteen minutes: nothing is known of how it would have stood later."""
    lefts = [trial.stand.left for trial in trials(dispatched(5)) if trial.stand.limit == "dispatch"]
    late = [trial.stand.left for trial in trials(dispatched(16)) if trial.stand.limit == "dispatch"]
    assert lefts
    assert set(lefts) < set(late)
    assert all(trial.late for trial in trials(dispatched(16)) if trial.stand.limit == "dispatch")


def test_how_far_the_work_is_belongs_to_the_stand() -> None:
    case = dispatched(5, handled_at=FILED + 230 * MINUTE, closed_at=FILED + 239 * MINUTE)
    works = {trial.stand.work for trial in trials(case) if trial.stand.limit == "close"}
    assert works == {"dispatched", "handled"}


def test_the_chance_is_the_citys_drawn_towards_the_areas_own() -> None:
    stand = next(forecast.ahead(a_case(), FILED + 13 * MINUTE)).stand
    seen = [Trial(stand._replace(area="other"), "E0110", late) for late in (True, False, False, False)]
    assert Odds(seen).forecast(stand) == forecast.Forecast(0.25, 1, 4, 0, 0)
    own = [_trial(stand, late=True)] * 12
    found = Odds(seen + own).forecast(stand)
    assert found is not None
    assert found[1:] == (13, 16, 12, 12)
    assert found.chance == pytest.approx((12 + 12 * 13 / 16) / 24)


def test_nothing_alike_seen_is_no_forecast() -> None:
    assert Odds([]).forecast(next(forecast.ahead(a_case(), FILED + MINUTE)).stand) is None


def test_calls_on_held_out_deadlines() -> None:
    """The model learns that one stand is late and the other not; the naive answer knows the category alone."""
    late, fine = (next(forecast.ahead(a_case(), FILED + n * MINUTE)).stand for n in (14, 2))
    learnt = [_trial(late, late=True), _trial(fine, late=False)]
    held = [_trial(late, late=True), _trial(late, late=False), _trial(fine, late=True)]
    usually = held_out.usual([("dispatch", "E0110", True), ("dispatch", "E0110", False)])
    found = held_out.of_forecasts(Odds(learnt), usually, held)["dispatch"]
    assert found.model == Calls(hits=1, false_alarms=1, unseen=1, total=3)
    assert found.naive == Calls(hits=0, false_alarms=0, unseen=2, total=3)
    assert (found.model.precision, found.model.recall, found.naive.precision) == (0.5, 0.5, None)
