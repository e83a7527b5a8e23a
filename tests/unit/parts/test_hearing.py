"""Who was heard in the last day is the same, however often it was asked meanwhile."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.instants import DAY_MS, HOUR_MS
from streams.hearing import Hearing

START = 473_000 * HOUR_MS
Line = tuple[str, int]


class Log:
    """Lines (producer, moment), numbered from 1."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.read = 0

    def heard(self, after: int | None, since: int) -> tuple[list[tuple[str, int, int]], int]:
        """As the store answers."""
        found: dict[tuple[str, int], int] = {}
        for n, (source, at) in enumerate(self.lines, 1):
            if (at >= since) if after is None else n > after:
                self.read += 1
                key = source, at // HOUR_MS
                found[key] = max(at, found.get(key, 0))
        return [(*key, at) for key, at in found.items()], len(self.lines)


def counted(lines: list[Line], now: int) -> dict[str, tuple[int, int]]:
    """By the definition, over all lines."""
    inside = [(source, at) for source, at in lines if now - DAY_MS <= at <= now]
    return {
        source: (max(at for s, at in inside if s == source), len({at // HOUR_MS for s, at in inside if s == source}))
        for source, _ in inside
    }


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 50 * HOUR_MS), st.booleans()), max_size=40))
def test_it_adds_up_to_the_definition(steps: list[tuple[str, int, bool]]) -> None:
    """Lines come in any order of their dates, none from the future; it is asked now and then."""
    log, now = Log(), START
    hearing = Hearing(log)
    for source, past, asked in steps:
        now += HOUR_MS // 3
        log.lines.append((source, now - past))
        if asked:
            assert hearing.last(now) == counted(log.lines, now)
    assert hearing.last(now) == counted(log.lines, now)


def test_what_was_read_is_not_read_again_but_for_the_last_lines() -> None:
    """Ten thousand lines once, then the overlap alone."""
    log = Log()
    log.lines = [("a", START + n * 1000) for n in range(10_000)]
    hearing, now = Hearing(log), START + 10_000_000
    hearing.last(now)
    assert log.read == 10_000
    hearing.last(now + 60_000)
    assert log.read == 11_000


def test_a_clock_that_is_set_back_begins_anew() -> None:
    log = Log()
    log.lines = [("a", START), ("a", START + 3 * DAY_MS)]
    hearing = Hearing(log)
    assert hearing.last(START + 3 * DAY_MS) == {"a": (START + 3 * DAY_MS, 1)}
    assert hearing.last(START) == {"a": (START, 1)}
