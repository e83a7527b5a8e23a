"""The city's clock as arithmetic."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.clock import REAL, CityClock, decode, replay
from tests.builders import ms

moments = st.integers(min_value=0, max_value=4_000_000_000_000)
speeds = st.floats(min_value=0, max_value=10_000)
clocks = st.builds(replay, moments, moments, speeds, st.text(max_size=10), st.booleans())


def test_real_time_passes_through() -> None:
    """Without a replay the city lives now."""
    assert REAL.now(1_731_549_600_123) == 1_731_549_600_123
    assert not REAL.synthetic


def test_a_replay_goes_on_from_its_start_at_its_speed() -> None:
    """60× real time: one second is a minute."""
    clock = replay(real_ms=5_000, city_ms=ms("2024-11-01"), speed=60, label="2024-11")
    assert clock.now(6_000) == ms("2024-11-01T00:01")
    assert clock.now(4_000) == ms("2024-10-31T23:59")
    assert clock.synthetic


@given(clocks, moments, speeds)
def test_a_new_speed_does_not_move_the_hands(clock: CityClock, real: int, speed: float) -> None:
    """Pausing and going on are changes of speed."""
    changed = clock.at_speed(real, speed)
    assert changed.now(real) == clock.now(real)
    assert clock.at_speed(real, 0).now(real + 99_999) == clock.now(real)


@given(clocks, moments, moments)
def test_a_jump_shows_the_asked_moment(clock: CityClock, real: int, city: int) -> None:
    """At once, and then goes on as before."""
    jumped = clock.jumped(real, city)
    assert jumped.now(real) == city
    assert jumped.speed == clock.speed


@given(clocks, moments, st.integers(min_value=0, max_value=10_000_000))
def test_time_never_runs_backwards(clock: CityClock, real: int, later: int) -> None:
    """Whatever the speed."""
    assert clock.now(real + later) >= clock.now(real)


@given(clocks)
def test_it_survives_its_json(clock: CityClock) -> None:
    """What one process sets another reads."""
    assert decode(clock.encode()) == clock


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[]",
        "{}",
        json.dumps({**json.loads(REAL.encode()), "speed": -1}),
        json.dumps({**json.loads(REAL.encode()), "mode": "dream"}),
        json.dumps({**json.loads(REAL.encode()), "base_city_ms": None}),
        REAL.encode().replace("1.0", "NaN"),
    ],
)
def test_what_is_no_clock_is_refused(broken: str) -> None:
    """Rather than showing a time nobody set."""
    with pytest.raises(ValueError, match=r"."):
        decode(broken)
