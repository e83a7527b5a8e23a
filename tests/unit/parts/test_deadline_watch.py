"""The watch over deadlines, against a reader that is a list."""

import json
from collections.abc import Iterable

import pytest

from dashboard.domain.events import Event
from streams import deadline_watch
from streams.codec import decode
from streams.deadline_watch import DeadlineWatch, Task, fact
from tests.builders import ms
from tests.fakes import SettableClock

NOON = ms("2024-11-14T12:00")


class Tasks:
    """A DeadlineReader over tasks that are open; counts how it was asked."""

    def __init__(self, tasks: Iterable[Task] = ()) -> None:
        self.open = set(tasks)
        self.asked = 0

    def passed(self, after_ms: int, now_ms: int, limit: int) -> list[Task]:
        """By due, at most `limit`."""
        self.asked += 1
        return sorted((t for t in self.open if after_ms < t[2] <= now_ms), key=lambda t: (t[2], t))[:limit]


class Stream:
    """What was put on the event streams."""

    def __init__(self) -> None:
        self.entries: list[dict[str, str]] = []

    def append(self, entries: list[dict[str, str]]) -> None:
        """As the intake does."""
        self.entries += entries

    @property
    def subjects(self) -> list[str]:
        """In the order told."""
        return [entry["subject"] for entry in self.entries]


@pytest.fixture
def clock() -> SettableClock:
    """The city's clock at noon."""
    return SettableClock(NOON)


@pytest.fixture
def stream() -> Stream:
    """An empty stream."""
    return Stream()


def test_a_fact_is_dated_at_its_deadline_and_is_an_event() -> None:
    """The codec takes it; telling it twice gives the same bytes."""
    entry = fact("C-1", "close", NOON + 5)
    assert entry == fact("C-1", "close", NOON + 5)
    event = decode({key.encode(): value.encode() for key, value in entry.items()}, now_ms=NOON + 10)
    assert isinstance(event, Event)
    assert (event.at, event.id, event.source) == (NOON + 5, f"deadline:C-1:close:{NOON + 5}:100", "grid/scheduler")
    assert json.loads(entry["data"]) == {"limit": "close", "level": 100, "due": "2024-11-14T04:00:00.005+00:00"}


def test_each_passed_deadline_is_told_once(clock: SettableClock, stream: Stream) -> None:
    """When it passes, not before, and not again."""
    watch = DeadlineWatch(Tasks({("a", "close", NOON), ("b", "close", NOON + 1000)}), stream.append, clock)
    watch.run()
    assert stream.subjects == ["a"]
    clock.advance(1000)
    watch.run()
    watch.run()
    assert stream.subjects == ["a", "b"]


@pytest.mark.parametrize("page", [1, 2, 3, 7, 1000])
def test_pages_lose_nothing_where_many_are_due_together(clock: SettableClock, stream: Stream, page: int) -> None:
    """Working hours end for thousands of cases in the same millisecond."""
    tasks = {(f"c{n}", limit, NOON - n // 40) for n in range(100) for limit in ("close", "dispatch")}
    watch = DeadlineWatch(Tasks(tasks), stream.append, clock, page=page)
    for _ in range(100):
        watch.run()
    assert len(stream.entries) == 200
    assert len({entry["id"] for entry in stream.entries}) == 200


def test_one_run_is_bounded(clock: SettableClock, stream: Stream) -> None:
    """A backlog is told over several runs, the oldest first."""
    tasks = {(f"c{n}", "close", NOON - n) for n in range(1000)}
    reader = Tasks(tasks)
    DeadlineWatch(reader, stream.append, clock, page=10).run()
    assert reader.asked == deadline_watch.PAGES
    assert stream.subjects[0] == "c999"
    assert len(stream.entries) <= 10 * deadline_watch.PAGES


def test_a_deadline_known_only_after_it_passed_is_told_in_the_next_sweep(
    clock: SettableClock, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events arrive late; the sweep repeats nothing."""
    monkeypatch.setattr(deadline_watch, "SWEEP_S", 0)
    reader = Tasks({("a", "close", NOON)})
    watch = DeadlineWatch(reader, stream.append, clock)
    watch.run()
    reader.open.add(("late", "dispatch", NOON - 3_600_000))
    for _ in range(5):
        watch.run()
    assert stream.subjects == ["a", "late"]


def test_city_time_that_goes_back_passes_anew(clock: SettableClock, stream: Stream) -> None:
    """The same fact again, which changes nothing; and nothing of the future."""
    watch = DeadlineWatch(Tasks({("a", "close", NOON), ("b", "close", NOON - 60_000)}), stream.append, clock)
    watch.run()
    clock.advance(-30_000)
    watch.run()
    assert stream.subjects == ["b", "a", "b"]
    clock.advance(30_000)
    watch.run()
    assert stream.subjects == ["b", "a", "b", "a"]


def test_city_time_that_jumps_ahead_tells_all_between(clock: SettableClock, stream: Stream) -> None:
    """A replay that skips a month skips no deadline."""
    watch = DeadlineWatch(Tasks({(f"c{n}", "close", NOON + n * 86_400_000) for n in range(30)}), stream.append, clock)
    watch.run()
    clock.advance(40 * 86_400_000)
    watch.run()
    assert stream.subjects == [f"c{n}" for n in range(30)]


def test_what_could_not_be_put_on_the_stream_is_told_later(clock: SettableClock, stream: Stream) -> None:
    """Told means on the stream."""

    def refuse(entries: list[dict[str, str]]) -> None:
        raise ConnectionError

    watch = DeadlineWatch(Tasks({("a", "close", NOON)}), refuse, clock)
    with pytest.raises(ConnectionError):
        watch.run()
    watch._append = stream.append
    watch.run()
    assert stream.subjects == ["a"]
