"""Whole numbers that add up."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.month.apportion import apportion, apportion_capped, draw_weights, round_half_up, total_behind

weights = st.dictionaries(st.text(max_size=3), st.integers(1, 1_000), min_size=1, max_size=20)


class TestApportion:
    """Shares by largest remainder."""

    @given(st.integers(0, 100_000), weights)
    def test_parts_add_up_and_stay_next_to_their_exact_share(self, total: int, mass: dict[str, int]) -> None:
        parts = apportion(total, mass)
        assert sum(parts.values()) == total
        assert all(abs(parts[key] - total * mass[key] / sum(mass.values())) < 1 for key in mass)

    def test_nothing_to_weigh_cannot_be_split(self) -> None:
        with pytest.raises(ValueError, match="nothing to split"):
            apportion(3, {"a": 0})
        assert apportion(0, {"a": 0}) == {"a": 0}

    @given(weights, st.data())
    def test_caps_hold_and_what_they_cut_off_goes_to_others(self, mass: dict[str, int], data: st.DataObject) -> None:
        caps = {key: data.draw(st.integers(0, 50)) for key in mass}
        total = data.draw(st.integers(0, sum(caps.values())))
        parts = apportion_capped(total, mass, caps)
        assert sum(parts.values()) == total
        assert all(parts[key] <= caps[key] for key in mass)


class TestPrintedShares:
    """Totals behind printed percentages."""

    def test_two_printed_shares_leave_a_few_totals_of_which_the_middle_is_taken(self) -> None:
        """五华 37,664 are 26.45 %, 盘龙 19,473 13.68 % of their group: 142,371 to 142,398 (row D.01)."""
        total = total_behind([(37_664, 26.45), (19_473, 13.68)])
        assert 142_371 <= total <= 142_398

    def test_shares_that_contradict_each_other_are_refused(self) -> None:
        with pytest.raises(ValueError, match="no total"):
            total_behind([(50, 50.0), (50, 40.0)])

    @pytest.mark.parametrize(("value", "printed"), [(97.105, 97.11), (26.4452, 26.45), (0.0, 0.0), (100.0, 100.0)])
    def test_are_rounded_half_up(self, value: float, printed: float) -> None:
        assert round_half_up(value) == printed


class TestWeights:
    """Integer weights of a given sum."""

    @given(st.integers(1, 300), st.data())
    def test_have_the_sum_and_the_bounds(self, count: int, data: st.DataObject) -> None:
        total = data.draw(st.integers(count, count * 13))
        drawn = draw_weights(Random(1), count, total, 13)
        assert (len(drawn), sum(drawn)) == (count, total)
        assert all(1 <= weight <= 13 for weight in drawn)

    def test_of_an_impossible_sum_are_refused(self) -> None:
        with pytest.raises(ValueError, match="cannot add up"):
            draw_weights(Random(1), 3, 2, 13)

    def test_of_nothing_are_none(self) -> None:
        assert draw_weights(Random(1), 0, 0, 13) == []
