"""The desk's wits on days of the month that they did not learn from. `make bench` has the whole table."""

import pytest

from streams.month import Month
from tests import wits_walk
from tests.wits_walk import Walk


@pytest.fixture(scope="module")
def walk(month: Month) -> Walk:
    """One day learnt, one held out."""
    return wits_walk.walk(month, 1, 1)


def test_a_suggested_unit_beats_always_the_commonest(walk: Walk) -> None:
    """The synthetic month sends by rule; returned cases keep it from being all right."""
    units = wits_walk.suggestions(walk)
    assert units.total > 4_000
    assert units.accuracy is not None
    assert units.naive_accuracy is not None
    assert units.accuracy > 0.95 > 10 * units.naive_accuracy > 0


@pytest.mark.parametrize("limit", ["dispatch", "close"])
def test_a_forecast_beats_late_if_the_category_is_usually_late(walk: Walk, limit: str) -> None:
    """More right answers than the naive one, and more late cases found; most of those called late are."""
    model, naive = wits_walk.forecasts(walk)[limit]
    assert model.total == naive.total > 100
    assert model.hits > naive.hits
    assert (model.accuracy or 0) > (naive.accuracy or 0)
    assert (model.precision or 0) > 0.5
