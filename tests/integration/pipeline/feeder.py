"""A producer outside the system: it adds events one by one, and adds one again until the server has acknowledged it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from random import Random
from typing import Self

import redis

from streams import keys
from tests import builders
from tests.builders import CloudEvent
from tests.store_kit import fields_of

SOURCE = "tests/feeder"
LIFE_MS = 3_600_000
"""How long before now a case begins; the seven stages of its life end at the present."""


class Feeder:
    """Adds whole lives of cases, `rate` events a second, some astray; `sent` holds the acknowledged ids in order."""

    def __init__(self, url: str, shards: int, seed: int, rate: float = 100.0) -> None:
        self.sent: list[str] = []
        self.accepted = 0
        self._client = redis.Redis.from_url(url, protocol=2, socket_timeout=5)
        self._shards = shards
        self._chance = Random(seed)
        self._pause = 1 / rate
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> None:
        """Ends after the case that has begun; all its events have been acknowledged then."""
        self._stop.set()
        self._thread.join()
        self._client.close()

    def _run(self) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            for event in self._life(f"K-{number}"):
                self._add(event)
                self.sent.append(event["id"])
                self.accepted += event["type"] == "case.accepted"
                self._stop.wait(self._pause)

    def _life(self, subject: str) -> Iterator[CloudEvent]:
        start = int(time.time() * 1000) - LIFE_MS
        for event in builders.a_life(subject, start):
            yield {**event, "source": SOURCE}

    def _add(self, event: CloudEvent) -> None:
        home = keys.events(keys.shard_of(event["subject"], self._shards))
        astray = [keys.EVENTS_IN, keys.events(self._chance.randrange(self._shards))]
        stream = self._chance.choice([home] * 8 + astray)
        while True:
            try:
                self._client.xadd(stream, fields_of(event))  # type: ignore[arg-type] # invariant dict of what XADD takes
            except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
                time.sleep(0.05)  # the server is away; whether it took the event nobody knows, so it gets it again
            else:
                return
