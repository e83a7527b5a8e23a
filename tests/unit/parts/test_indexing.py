"""When the index of words is brought up: events first, but never left behind for good."""

import pytest

from streams.indexing import BUSY_EVERY_S, Indexing


class Index:
    """`left` pieces of work."""

    def __init__(self, left: int) -> None:
        self.left = left

    def step(self) -> bool:
        """A piece."""
        self.left -= 1
        return self.left > 0


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's steady clock, as a list of one."""
    steady = [1_000.0]
    monkeypatch.setattr("streams.indexing.time.monotonic", lambda: steady[0])
    return steady


def test_an_idle_projector_works_it_off(at: list[float]) -> None:
    """Piece after piece, and is told not to wait while there is more."""
    index = Index(3)
    indexing = Indexing(index)
    assert [indexing.turn(idle=True) for _ in range(3)] == [True, True, False]


def test_a_busy_one_does_a_piece_now_and_then(at: list[float]) -> None:
    """And does not hurry for it."""
    index = Index(9)
    indexing = Indexing(index)
    assert [indexing.turn(idle=False) for _ in range(3)] == [False] * 3
    assert index.left == 8
    at[0] += BUSY_EVERY_S
    indexing.turn(idle=False)
    assert index.left == 7
