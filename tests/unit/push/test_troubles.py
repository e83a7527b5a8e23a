"""One cause for a wall whose panels all grow old: what the signs of life say of it, and how often it is told."""

from collections.abc import Mapping
from typing import Any

import pytest
import redis

from streams import heartbeat
from streams.heartbeat import WAITS_FOR, Beat
from streams.troubles import AGAIN_S, GONE_MS, Cause, Troubles, cause_of


def beat(age_ms: int = 100, waits_for: str | None = None) -> Beat:
    return Beat("project", 1, 0, age_ms, {WAITS_FOR: waits_for} if waits_for else {})


@pytest.mark.parametrize(
    ("beats", "cause"),
    [
        ({"project": beat()}, None),
        ({"project": beat(GONE_MS + 1)}, "project"),
        ({"web:1": beat()}, "project"),
        ({"project": beat(waits_for="store")}, "store"),
        ({"project": beat(GONE_MS + 1, "store")}, "store"),
        ({"project:0-7": beat(), "project:8-15": beat(GONE_MS + 1)}, "project"),
    ],
)
def test_the_cause(beats: Mapping[str, Beat], cause: Cause | None) -> None:
    assert cause_of(beats) == cause


def test_a_cause_is_told_when_it_comes_again_while_it_stays_and_when_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    now = [0.0]
    beats: list[Any] = []

    def read(_client: object) -> Any:
        if isinstance(beats[0], Exception):
            raise beats[0]
        return beats[0]

    monkeypatch.setattr(heartbeat, "read", read)
    troubles = Troubles(redis.Redis(), monotonic=lambda: now[0])
    away = redis.exceptions.ConnectionError()
    for seconds, seen in (
        (0, {"project": beat()}),
        (1, away),
        (2, away),
        (1 + AGAIN_S, away),
        (9, {"project": beat(GONE_MS + 1)}),
        (10 + GONE_MS / 1000, {"project": beat(GONE_MS + 1)}),
    ):
        now[0], beats[:] = seconds, [seen]
        troubles.look(lambda word: told.append((now[0], word["cause"])))
    # At 9 s the server has just come back: nobody could beat before.
    assert told == [(1, "redis"), (1 + AGAIN_S, "redis"), (9, None), (10 + GONE_MS / 1000, "project")]
