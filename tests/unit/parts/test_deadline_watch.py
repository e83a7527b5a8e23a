"""The watch over deadlines, against a store that is a list of cases."""

import json
from collections.abc import Iterable

import pytest

from dashboard.domain import spans
from dashboard.domain.case import Case
from dashboard.domain.events import Event
from dashboard.domain.rules import ReferenceRules
from dashboard.domain.spans import Passing, Span
from dashboard.store.watching import Watched
from streams import deadline_watch
from streams.codec import decode
from streams.deadline_watch import DeadlineWatch, Entry, fact
from tests.builders import ms
from tests.fakes import SettableClock
from tests.store_kit import REFERENCE

NOON = ms("2024-11-14T12:00")
MINUTE = 60_000
RULES = ReferenceRules(REFERENCE)


def a_case(subject: str, due: int) -> Case:
    """A case with a limit of an hour that is due then."""
    start = due - 60 * MINUTE
    span = Span("close", start, due, start, start + 30 * MINUTE, start + 48 * MINUTE)
    return Case(subject, begun="accepted", stage="filed", filed_at=start, close_due=due, spans=[span])


class Cases:
    """A WatchStore over cases; `told` marks facts as the projector would."""

    def __init__(self, cases: Iterable[Case] = ()) -> None:
        self.cases = {case.subject: case for case in cases}
        self.asked = 0

    def due(self, since_ms: int, now_ms: int, limit: int, after: tuple[int, str] = (0, "")) -> list[Watched]:
        """By moment and id, behind the place."""
        self.asked += 1
        found = [Watched(spans.watch_at(case) or 0, case.subject, case) for case in self.cases.values()]
        return sorted((w for w in found if w.at and w.at <= now_ms and w[:2] > after), key=lambda w: w[:2])[:limit]

    def whistles_due(self, now_ms: int, limit: int) -> list[Watched]:
        """None."""
        return []

    def next_due(self, now_ms: int) -> int | None:
        """The next moment of all."""
        moments = [passing.at for case in self.cases.values() for passing in spans.untold(case)]
        return min((at for at in moments if at > now_ms), default=None)


class Stream:
    """What was put on the event streams; `applied` tells the cases what was told of them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def append(self, entries: list[Entry]) -> None:
        """As the intake does."""
        self.entries += entries

    def applied(self, store: Cases) -> None:
        """As the projector does."""
        for entry in self.entries:
            event = decode({key.encode(): value.encode() for key, value in entry.items()}, now_ms=2 * NOON)
            assert isinstance(event, Event)
            if event.type == "case.deadline_passed":
                data = json.loads(event.text)
                spans.tell(store.cases[event.subject], data["limit"], ms(data["due"]), data["level"])

    def told(self) -> list[tuple[str, int]]:
        """(subject, level) in the order told."""
        return [
            (entry["subject"], json.loads(entry["data"])["level"])
            for entry in self.entries
            if entry["type"] == "case.deadline_passed"
        ]


@pytest.fixture
def clock() -> SettableClock:
    """The city's clock at noon."""
    return SettableClock(NOON)


@pytest.fixture
def stream() -> Stream:
    """An empty stream."""
    return Stream()


def watching(store: Cases, stream: Stream, clock: SettableClock, page: int = 1000) -> DeadlineWatch:
    """A watch that reminds nobody."""
    return DeadlineWatch(store, stream.append, clock, RULES, page=page)


def test_a_fact_is_dated_at_its_moment_and_is_an_event() -> None:
    """The codec takes it; telling it twice gives the same bytes."""
    entry = fact("C-1", Passing(NOON + 5, "close", 100, NOON + 5))
    assert entry == fact("C-1", Passing(NOON + 5, "close", 100, NOON + 5))
    event = decode({key.encode(): value.encode() for key, value in entry.items()}, now_ms=NOON + 10)
    assert isinstance(event, Event)
    assert (event.at, event.id, event.source) == (NOON + 5, f"deadline:C-1:close:{NOON + 5}:100", "grid/scheduler")
    assert json.loads(entry["data"]) == {"limit": "close", "level": 100, "due": "2024-11-14T04:00:00.005+00:00"}


def test_the_longest_id_still_makes_an_event() -> None:
    """A subject may have 256 characters, and so may an id."""
    entry = fact("案" * 256, Passing(NOON, "close", 100, NOON))
    assert isinstance(decode({k.encode(): v.encode() for k, v in entry.items()}, now_ms=NOON), Event)


def test_half_most_and_all_of_a_limit_are_told_when_they_pass(clock: SettableClock, stream: Stream) -> None:
    """Each once, and not before; also while the projector has not applied the last ones yet."""
    store = Cases([a_case("a", NOON + 30 * MINUTE)])
    watch = watching(store, stream, clock)
    watch.run()
    assert stream.told() == [("a", 50)]
    assert watch.next_due() == NOON + 18 * MINUTE
    clock.advance(18 * MINUTE)
    watch.run()
    watch.run()
    assert stream.told() == [("a", 50), ("a", 80)]
    stream.applied(store)
    clock.advance(12 * MINUTE)
    watch.run()
    assert stream.told() == [("a", 50), ("a", 80), ("a", 100)]


@pytest.mark.parametrize("page", [1, 2, 3, 7, 1000])
def test_pages_lose_nothing_where_many_are_due_together(clock: SettableClock, stream: Stream, page: int) -> None:
    """Working hours end for thousands of cases in the same millisecond."""
    store = Cases(a_case(f"c{n}", NOON - n // 40) for n in range(100))
    watch = watching(store, stream, clock, page)
    for _ in range(20):
        watch.run()
        stream.applied(store)
    assert len(stream.entries) == len({entry["id"] for entry in stream.entries}) == 300


def test_one_run_is_bounded(clock: SettableClock, stream: Stream) -> None:
    """A backlog is told over several runs, the oldest first."""
    store = Cases(a_case(f"c{n}", NOON - n) for n in range(1000))
    watching(store, stream, clock, page=10).run()
    assert store.asked == deadline_watch.PAGES
    assert stream.told()[0] == ("c999", 50)
    assert len(stream.entries) <= 3 * 10 * deadline_watch.PAGES


def test_a_watch_that_was_away_or_knows_nothing_tells_the_same(clock: SettableClock, stream: Stream) -> None:
    """A pause of hours, a restart, city time that goes back and on again: the same entries, to the byte."""
    store = Cases([a_case("a", NOON), a_case("b", NOON + 300 * MINUTE)])
    clock.advance(301 * MINUTE)
    watching(store, stream, clock).run()
    first = list(stream.entries)
    clock.advance(-300 * MINUTE)
    watching(store, stream, clock).run()
    clock.advance(300 * MINUTE)
    watching(store, stream, clock).run()
    assert {json.dumps(entry) for entry in stream.entries} == {json.dumps(entry) for entry in first}
    assert len(first) == 6


def test_of_finished_work_only_the_last_day_is_made_up_for(clock: SettableClock, stream: Stream) -> None:
    """A replay's history brings cases that were closed long ago."""
    old, new = a_case("old", NOON - 2 * 1440 * MINUTE), a_case("new", NOON - 60 * MINUTE)
    for case in (old, new):
        case.closed_at = case.spans[0].until = NOON - 30 * MINUTE
    watching(Cases([old, new]), stream, clock).run()
    assert stream.told() == [("new", 50), ("new", 80), ("new", 100)]


def test_of_a_past_that_is_still_being_loaded_nothing_is_told(clock: SettableClock, stream: Stream) -> None:
    """A case whose closing has still to come looks late, and is not."""
    store = Cases([a_case("past", NOON - 90 * MINUTE), a_case("present", NOON + 30 * MINUTE)])
    begins = [NOON - 60 * MINUTE]
    watch = DeadlineWatch(store, stream.append, clock, RULES, complete_from=lambda: begins[0])
    watch.run()
    assert stream.told() == [("present", 50)]
    begins[0] = 0
    watch.run()
    assert stream.told()[1:] == [("past", 50), ("past", 80), ("past", 100)]


def test_what_could_not_be_put_on_the_stream_is_told_later(clock: SettableClock, stream: Stream) -> None:
    """Told means on the stream."""

    def refuse(entries: list[Entry]) -> None:
        raise ConnectionError

    watch = watching(Cases([a_case("a", NOON)]), stream, clock)
    watch._append = refuse
    with pytest.raises(ConnectionError):
        watch.run()
    watch._append = stream.append
    watch.run()
    assert [level for _, level in stream.told()] == [50, 80, 100]
