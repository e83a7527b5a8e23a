"""What parts share through the server: the city's clock, signs of life, and streams that stay short."""

import time
from typing import Any

import pytest
import redis

from dashboard.domain.clock import REAL, replay
from dashboard.errors import StreamError
from dashboard.settings import Settings
from streams import embedded, heartbeat, keys
from streams.clock import SharedClock
from streams.heartbeat import Heart
from streams.trim import HOUR_MS, trim
from tests.builders import ms
from tests.fakes import SettableClock

NOVEMBER = ms("2024-11-01")


class TestClock:
    """One clock for all processes."""

    def test_without_a_replay_it_is_real_time(self, valkey: redis.Redis, clock: SettableClock) -> None:
        """An absent key is the machine's time."""
        assert SharedClock(valkey, real_ms=clock).now() == clock()
        assert SharedClock(valkey).read() == REAL

    def test_what_one_sets_another_reads(self, valkey: redis.Redis, clock: SettableClock) -> None:
        """And back to real time."""
        mine, other = SharedClock(valkey, keep_s=0, real_ms=clock), SharedClock(valkey, keep_s=0, real_ms=clock)
        mine.set(replay(clock(), NOVEMBER, speed=60, label="2024-11"))
        clock.advance(1_000)
        assert other.now() == mine.now() == NOVEMBER + 60_000
        mine.set(REAL)
        assert other.now() == clock()

    def test_a_reading_holds_for_a_while_and_no_longer(self, valkey: redis.Redis, clock: SettableClock) -> None:
        """One GET a second at most, whoever asks how often."""
        kept, fresh = SharedClock(valkey, keep_s=3600), SharedClock(valkey, keep_s=0)
        assert kept.read() == fresh.read() == REAL
        SharedClock(valkey).set(replay(clock(), NOVEMBER, 1, "x"))
        assert kept.read() == REAL
        assert fresh.read().label == "x"

    def test_it_goes_on_while_the_server_is_away(self, settings: Settings) -> None:
        """The mapping cannot change without the server; only a first reading needs it."""
        with embedded.server(settings), embedded.connect(settings, retries=0) as client:
            clock = SharedClock(client, keep_s=0)
            clock.set(replay(0, NOVEMBER, 0, "stands"))
        assert clock.now() == NOVEMBER
        with pytest.raises(redis.exceptions.ConnectionError):
            SharedClock(client).now()

    def test_what_is_no_clock_says_what_to_do(self, valkey: redis.Redis) -> None:
        """Rather than showing a time nobody set."""
        valkey.set(keys.CLOCK, "noon")
        with pytest.raises(StreamError, match=r"grid:clock holds no clock .+ delete the key"):
            SharedClock(valkey).now()


class TestHeartbeat:
    """Who lives."""

    def test_a_beat_is_read_with_its_age_and_details(self, valkey: redis.Redis, clock: SettableClock) -> None:
        """Details are the part's own words."""
        Heart(valkey, "project", real_ms=clock).pulse({"lag": 3})
        clock.advance(1_500)
        beat = heartbeat.read(valkey, clock())["project"]
        assert (beat.age_ms, beat.real_ms, beat.details) == (1_500, clock() - 1_500, {"lag": 3})

    def test_a_part_beats_no_more_often_than_it_should(self, valkey: redis.Redis) -> None:
        """However often its loop turns."""
        heart = Heart(valkey, "project", every_s=3600)
        assert [heart.pulse() for _ in range(3)] == [True, False, False]

    def test_a_part_that_ends_on_purpose_is_not_missing(self, valkey: redis.Redis) -> None:
        """One that dies is: it grows old."""
        hearts = {name: Heart(valkey, name) for name in ("ends", "dies")}
        for heart in hearts.values():
            heart.pulse()
        hearts["ends"].stop()
        assert list(heartbeat.read(valkey)) == ["dies"]

    def test_ending_without_a_server_is_no_error(self, settings: Settings) -> None:
        """The server may be the first to go."""
        with embedded.server(settings), embedded.connect(settings, retries=0) as client:
            heart = Heart(client, "project")
            heart.pulse()
        heart.stop()


def count(client: redis.Redis, stream: str, first: str, last: str = "+") -> int:
    """Entries of `stream` from `first` to `last`."""
    rows: Any = client.xrange(stream, first, last)
    return len(rows)


class TestTrim:
    """Streams stay short and lose nothing that is still needed."""

    NOW = int(time.time() * 1000)
    OLD = NOW - 100 * HOUR_MS
    COUNT = 3_000

    @pytest.fixture
    def stream(self, valkey: redis.Redis) -> str:
        """A stream of 3,000 entries of 100 hours ago and as many of now."""
        name = keys.events(0)
        pipe = valkey.pipeline(transaction=False)
        for number in range(self.COUNT):
            pipe.xadd(name, {"n": number}, id=f"{self.OLD}-{number}")
        for number in range(self.COUNT):
            pipe.xadd(name, {"n": number}, id=f"{self.NOW}-{number}")
        pipe.execute()
        return name

    def test_old_applied_entries_go(self, valkey: redis.Redis, stream: str) -> None:
        """Up to one node of the stream, which goes with the next one."""
        removed = trim(valkey, {stream: f"{self.NOW}-7"}, keep_hours=72)
        assert self.COUNT - 100 <= removed <= self.COUNT
        assert count(valkey, stream, str(self.NOW)) == self.COUNT

    def test_old_entries_that_are_not_applied_stay(self, valkey: redis.Redis, stream: str) -> None:
        """From the cursor on, however old; the entry at the cursor stays, too."""
        removed = trim(valkey, {stream: f"{self.OLD}-2000"}, keep_hours=72)
        assert 1_900 <= removed <= 2_000
        assert count(valkey, stream, f"{self.OLD}-2000", f"{self.OLD}-{self.COUNT}") == 1_000

    @pytest.mark.parametrize("cursors", [{}, {keys.events(0): "0-0"}, {keys.events(1): "9-9"}])
    def test_a_stream_that_nobody_has_read_is_left_alone(
        self, valkey: redis.Redis, stream: str, cursors: dict[str, str]
    ) -> None:
        """No cursor, no trimming."""
        assert trim(valkey, cursors, keep_hours=1) == 0
        assert valkey.xlen(stream) == 2 * self.COUNT

    def test_many_are_removed_although_each_call_is_capped(self, valkey: redis.Redis) -> None:
        """A `~` trim stops after 100 nodes (10,000 entries): it is repeated until nothing goes any more."""
        pipe = valkey.pipeline(transaction=False)
        for number in range(35_000):
            pipe.xadd("s", {"n": number}, id=f"{self.OLD}-{number}")
        pipe.execute()
        assert trim(valkey, {"s": f"{self.NOW}-0"}, keep_hours=72) >= 34_900
