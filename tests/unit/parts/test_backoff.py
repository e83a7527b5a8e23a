"""Pauses between tries."""

import random

from streams.backoff import Backoff


def test_pauses_double_up_to_a_limit() -> None:
    """Each is drawn from the upper half of its span."""
    backoff = Backoff(first_s=1, most_s=8, healthy_s=10, chance=random.Random(1))
    pauses = [backoff.after(lived_s=0) for _ in range(100)]
    for pause, span in zip(pauses, [1, 2, 4] + [8] * 97, strict=True):
        assert span / 2 <= pause <= span


def test_pauses_are_not_in_step() -> None:
    """Two that failed together do not try again together."""
    assert Backoff(chance=random.Random(1)).after(0) != Backoff(chance=random.Random(2)).after(0)


def test_what_lived_long_enough_starts_afresh() -> None:
    """A part that dies once a day is restarted at once."""
    backoff = Backoff(first_s=1, most_s=64, healthy_s=10)
    for _ in range(20):
        backoff.after(lived_s=1)
    assert backoff.after(lived_s=10) <= 1
