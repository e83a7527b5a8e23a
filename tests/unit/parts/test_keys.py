"""Names that strangers rely on."""

import zlib

from streams import keys


def test_a_case_lives_on_the_shard_of_its_crc32() -> None:
    """zlib's crc32 of the UTF-8 subject, modulo the number of shards (contract §1)."""
    assert keys.shard_of("昆明-1", 16) == zlib.crc32("昆明-1".encode()) % 16
    assert keys.shard_of("123456789", 1_000_000) == 0xCBF43926 % 1_000_000  # crc32's check value


def test_event_streams_are_numbered_from_nought() -> None:
    """As many as there are shards; the catch-all is none of them."""
    assert keys.event_streams(2) == ("grid:events:0", "grid:events:1")
    assert keys.EVENTS_IN == "grid:events:in"
