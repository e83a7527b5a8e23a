"""When personal fields are taken out: only where it is set, a piece at a time, events first."""

from typing import Any, cast

import pytest

from dashboard.domain.instants import DAY_MS
from dashboard.store.retention import Cutoff, Step
from streams.retaining import BUSY_EVERY_S, LOOK_EVERY_S, Retaining
from tests.builders import ms

NOW = ms("2024-11-14T10:00")


class Works:
    """Retention and ledger that remember what they were told; `left` pieces of work."""

    def __init__(self, left: int = 0) -> None:
        self.left = left
        self.cutoffs: list[Cutoff] = []
        self.forgotten: list[str] = []

    def step(self, cutoff: Cutoff) -> Step:
        """A piece."""
        self.cutoffs.append(cutoff)
        self.left -= 1
        return Step([f"c-{self.left}"], self.left >= 0)

    def forget(self, subjects: list[str]) -> None:
        """From the ledger's memory."""
        self.forgotten += subjects


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's steady clock, as a list of one."""
    steady = [1_000.0]
    monkeypatch.setattr("streams.retaining.time.monotonic", lambda: steady[0])
    return steady


def made(works: Works, days: int) -> Retaining:
    """With a city whose clock stands."""
    return Retaining(cast("Any", works), cast("Any", works), days, lambda: NOW)


def test_nothing_unless_it_is_set(at: list[float]) -> None:
    works = Works(5)
    made(works, 0).turn(idle=True)
    assert works.cutoffs == []


def test_an_idle_projector_goes_on_until_nothing_is_left(at: list[float]) -> None:
    """Then it looks again after a while. What it folded anew the ledger forgets."""
    works = Works(2)
    turns = made(works, 30)
    for _ in range(5):
        turns.turn(idle=True)
    assert len(works.cutoffs) == 3
    assert works.cutoffs[0].ended == NOW - 30 * DAY_MS
    assert works.forgotten == ["c-1", "c-0", "c--1"]
    at[0] += LOOK_EVERY_S
    turns.turn(idle=True)
    assert len(works.cutoffs) == 4


def test_a_busy_one_does_a_piece_now_and_then(at: list[float]) -> None:
    works = Works(9)
    turns = made(works, 30)
    for _ in range(3):
        turns.turn(idle=False)
    assert len(works.cutoffs) == 1
    at[0] += BUSY_EVERY_S
    turns.turn(idle=False)
    assert len(works.cutoffs) == 2
