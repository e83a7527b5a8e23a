"""One of several schedulers leads, and one that slept through the end of its lease appends nothing."""

import threading
from typing import Any

import pytest
import redis

from dashboard.errors import NotLeading
from streams import keys
from streams.intake import Intake
from streams.leader import Leader
from tests.integration.parts.conftest import awaited

ENTRY = {"subject": "c", "id": "1"}


def appended(client: redis.Redis) -> int:
    """Entries on the subject's stream."""
    return int(client.xlen(Intake(client, 1).stream_of({b"subject": b"c"})))


def test_the_second_stands_by_until_the_first_resigns_or_falls_asleep(valkey: redis.Redis) -> None:
    first, second = Leader(valkey, lease_ms=300), Leader(valkey, lease_ms=300)
    assert (first.hold(), second.hold(), first.hold()) == (True, False, True)
    first.resign()
    assert (second.hold(), first.hold()) == (True, False)
    awaited(first.hold)  # the second does not renew
    assert not second.hold()


def test_who_lost_the_lease_appends_nothing(valkey: redis.Redis) -> None:
    intake = Intake(valkey, 1)
    sleeper, heir = Leader(valkey, lease_ms=50), Leader(valkey)
    assert sleeper.hold()
    positions = sleeper.append(intake, [ENTRY], {"h": {"seq": "1"}})
    assert positions.keys() == {keys.events(0)}
    awaited(heir.hold)
    assert sleeper.leading  # as far as it knows
    with pytest.raises(NotLeading):
        sleeper.append(intake, [ENTRY], {"h": {"seq": "2"}})
    assert (appended(valkey), valkey.hget("h", "seq"), sleeper.leading) == (1, b"1", False)


def test_renewing_beside_an_append_does_not_disturb_it(valkey: redis.Redis) -> None:
    """The lease moves while the transaction looks at it: it looks again."""
    leader, intake = Leader(valkey), Intake(valkey, 1)
    assert leader.hold()
    over = threading.Event()

    def renew() -> Any:
        while not over.is_set():
            leader.hold()

    renewing = threading.Thread(target=renew)
    renewing.start()
    try:
        for _ in range(200):
            leader.append(intake, [ENTRY])
    finally:
        over.set()
        renewing.join()
    assert appended(valkey) == 200
