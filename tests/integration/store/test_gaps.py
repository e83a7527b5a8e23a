"""A stream that lost entries before they were applied is noticed, and stepped over only when a person says so."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis

from dashboard.errors import StreamError, UsageError
from dashboard.store import cursors
from streams import gaps
from streams.projector import check_streams
from tests.store_kit import Store

STREAM = "grid:events:0"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store whose cursor stands at 3-0."""
    made = Store(database_url)
    with made.engine.begin() as connection:
        cursors.move(connection, {STREAM: cursors.START}, {STREAM: "3-0"})
    yield made
    made.close()


def _fill(valkey: redis.Redis, last: int) -> None:
    for n in range(1, last + 1):
        valkey.xadd(STREAM, {b"n": str(n).encode()}, id=f"{n}-0")


def _numbers(valkey: redis.Redis, after: str) -> list[bytes]:
    entries: Any = valkey.xrange(STREAM, min=f"({after}")
    return [fields[b"n"] for _, fields in entries]


def _cursor(store: Store) -> str:
    with store.engine.connect() as connection:
        return cursors.read(connection)[STREAM]


def test_nothing_is_missing_from_a_whole_stream(valkey: redis.Redis, store: Store) -> None:
    _fill(valkey, 5)
    assert gaps.find(valkey, STREAM, "3-0") is None
    assert "nothing to skip" in gaps.skip(valkey, store.engine, STREAM, sure=True)
    assert _cursor(store) == "3-0"


def test_trimming_up_to_the_cursor_is_no_gap(valkey: redis.Redis) -> None:
    _fill(valkey, 5)
    valkey.xtrim(STREAM, minid="3-0", approximate=False)
    assert gaps.find(valkey, STREAM, "3-0") is None


def test_trimming_past_the_cursor_is_a_gap(valkey: redis.Redis) -> None:
    _fill(valkey, 7)
    valkey.xtrim(STREAM, minid="6-0", approximate=False)
    assert gaps.find(valkey, STREAM, "3-0") == gaps.Gap(STREAM, "3-0", "6-0", 5)


def test_it_is_not_skipped_unless_a_person_is_sure(valkey: redis.Redis, store: Store) -> None:
    _fill(valkey, 7)
    valkey.xdel(STREAM, "5-0")
    with pytest.raises(UsageError, match="at most 1"):
        gaps.skip(valkey, store.engine, STREAM, sure=False)
    with pytest.raises(UsageError, match="never been read"):
        gaps.skip(valkey, store.engine, "grid:events:9", sure=True)
    assert _cursor(store) == "3-0"


def test_what_still_stands_in_the_gap_is_not_lost(valkey: redis.Redis, store: Store) -> None:
    _fill(valkey, 7)
    valkey.xdel(STREAM, "5-0")
    gaps.skip(valkey, store.engine, STREAM, sure=True)
    assert _cursor(store) == "5-0"
    assert _numbers(valkey, "5-0") == [b"6", b"7", b"4"]
    assert gaps.find(valkey, STREAM, _cursor(store)) is None


def test_after_skipping_what_was_trimmed_there_is_no_gap(valkey: redis.Redis, store: Store) -> None:
    _fill(valkey, 7)
    valkey.xtrim(STREAM, minid="6-0", approximate=False)
    gaps.skip(valkey, store.engine, STREAM, sure=True)
    assert gaps.find(valkey, STREAM, _cursor(store)) is None
    assert _numbers(valkey, _cursor(store)) == [b"7", b"6"]


def test_a_stream_that_lost_everything_goes_on_with_what_comes(valkey: redis.Redis, store: Store) -> None:
    _fill(valkey, 7)
    valkey.xtrim(STREAM, maxlen=0, approximate=False)
    gaps.skip(valkey, store.engine, STREAM, sure=True)
    assert _cursor(store) == "7-0"
    assert gaps.find(valkey, STREAM, "7-0") is None


def test_the_projector_refuses_to_pass_over_a_gap(valkey: redis.Redis) -> None:
    _fill(valkey, 7)
    valkey.xtrim(STREAM, minid="6-0", approximate=False)
    with pytest.raises(StreamError, match="skip grid:events:0"):
        check_streams(valkey, {STREAM: "3-0"})


def test_a_server_that_came_back_empty_or_with_less_goes_on_behind_the_cursor(valkey: redis.Redis) -> None:
    other = "grid:events:1"
    valkey.xadd(other, {b"n": b"1"}, id="2-0")
    for _restart in range(2):
        check_streams(valkey, {STREAM: "3-0", other: "3-0"})
        for stream in (STREAM, other):
            with pytest.raises(redis.ResponseError):
                valkey.xadd(stream, {b"n": b"0"}, id="3-0")
            valkey.xadd(stream, {b"n": b"1"})
