"""Alarm load and floods: the numbers at the borders, and that both readings of the same moments agree."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain import alarm_load
from dashboard.domain.alarm_load import WINDOW_MS
from dashboard.domain.instants import HOUR_MS, MINUTE_MS

NOW = 100 * HOUR_MS


def burst(count: int, at: int = NOW) -> list[int]:
    """So many announcements, a second apart, ending at `at`."""
    return [at - n * 1_000 for n in range(count)]


def test_ten_each_are_no_flood_eleven_are() -> None:
    assert alarm_load.load(burst(20), 2, NOW).flood is False
    assert alarm_load.load(burst(21), 2, NOW).flood is True
    assert alarm_load.load(burst(21), 2, NOW).per_officer == 10.5


def test_a_flood_lasts_a_window_longer_than_its_cause() -> None:
    """Ten minutes after its peak it is over, not before."""
    moments = burst(11)
    assert alarm_load.load(moments, 1, NOW + 9 * MINUTE_MS).flood is True
    assert alarm_load.load(moments, 1, NOW + 10 * MINUTE_MS + 1).flood is False


def test_the_mean_is_of_the_last_hour_and_of_each_officer() -> None:
    moments = [NOW - n * 5 * MINUTE_MS for n in range(12)] + [NOW - 2 * HOUR_MS, NOW + 1]
    assert alarm_load.load(moments, 2, NOW) == (2, 2, 1.0, False)


def test_nobody_on_duty_counts_as_one() -> None:
    assert alarm_load.load(burst(11), 0, NOW).officers == 1


def test_by_hour_and_floods_of_a_past() -> None:
    moments = burst(60, NOW + 30 * MINUTE_MS) + burst(6, NOW + 3 * HOUR_MS)
    assert alarm_load.by_hour(moments, 2) == {100: 60 / 12, 102: 5 / 12, 103: 1 / 12}
    (start, end), *rest = alarm_load.floods(moments, 2)
    assert rest == []
    assert end == NOW + 30 * MINUTE_MS + WINDOW_MS
    assert start == NOW + 30 * MINUTE_MS - 39 * 1_000


@given(st.lists(st.integers(NOW - HOUR_MS + 1, NOW), max_size=80), st.integers(1, 4))
def test_a_flood_now_is_a_flood_in_the_past_told_later(moments: list[int], officers: int) -> None:
    """Both readings of the same moments agree at every full minute."""
    spans = alarm_load.floods(moments, officers)
    for now in range(NOW - 20 * MINUTE_MS, NOW + 1, 5 * MINUTE_MS):
        known = [at for at in moments if at <= now]
        assert alarm_load.load(known, officers, now).flood == any(start <= now <= end for start, end in spans)
