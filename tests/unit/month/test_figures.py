"""The month's events, counted straight by contract §2, give what the report prints."""

import copy

import pytest

from tests import month_figures
from tests.unit.month.conftest import Reading

pytestmark = pytest.mark.timeout(300)


class TestTheReport:
    """Sections 1 to 4 of the published report."""

    def test_is_met_by_november_as_of_its_end(self, reading: Reading) -> None:
        assert month_figures.check(reading.at_the_end) == []

    def test_is_met_as_of_any_later_moment_too(self, reading: Reading) -> None:
        """No event dated in December moves a figure of November."""
        assert reading.later == reading.at_the_end

    def test_is_looked_at_row_by_row(self) -> None:
        """No row of sections 1 to 4 is left out of the check."""
        assert set(month_figures.read_report()) - month_figures.mapped() == set()

    @pytest.mark.parametrize(
        ("path", "figure"),
        [
            ("filed.total", "1.01"),
            ("filed.by_category.E0201", "1.10"),
            ("dispatch.530111.late_by_category.E0108", "2.07"),
            ("closure.hazard.closure_rate", "3.33"),
            ("missed.by_area.530102.rate", "1.26"),
            ("hotline.530111.response_rate", "4.07"),
        ],
    )
    def test_would_not_be_met_by_another_number(self, reading: Reading, path: str, figure: str) -> None:
        """The check can fail: one figure changed is named."""
        changed = copy.deepcopy(dict(reading.at_the_end))
        *way, last = path.split(".")
        place = month_figures.at(changed, ".".join(way))
        place[last] = place[last] * 1.1 + 300
        assert any(difference.startswith(figure) for difference in month_figures.check(changed))


class TestEvents:
    """What the recount saw on its way."""

    def test_are_all_allowed_by_their_cases(self, reading: Reading) -> None:
        assert reading.anomalies == []

    def test_are_as_many_as_a_real_month_has(self, reading: Reading) -> None:
        assert reading.events >= 1_200_000

    def test_come_in_order_of_time_each_with_its_own_id(self, reading: Reading) -> None:
        assert (reading.out_of_order, reading.repeated_ids) == (0, 0)

    def test_cover_the_turns_that_a_case_can_take(self, reading: Reading) -> None:
        assert reading.at_the_end["voided"] > 0
        assert reading.at_the_end["quality"]["total"]["substandard"] > 0
