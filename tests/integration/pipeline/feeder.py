"""A producer outside the system: it adds events one by one, and adds one again until the server has acknowledged it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Self

import redis
from redis.client import Pipeline

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
        self._url = url
        self._numbers = count(1)
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

    @property
    def cases(self) -> int:
        """Cases whose acceptance has been acknowledged."""
        return sum(":case.accepted:" in sent for sent in self.sent)

    def burst(self, cases: int) -> None:
        """Adds the lives of so many cases at once, from the caller's thread; all are acknowledged when it returns."""
        events = [event for _ in range(cases) for event in self._life(f"B-{next(self._numbers)}")]
        with redis.Redis.from_url(self._url, protocol=2, socket_timeout=5) as client:
            pipe = client.pipeline(transaction=False)
            for event in events:
                pipe.xadd(self._home(event), fields_of(event))
            self._insist(pipe)
        self.sent.extend(event["id"] for event in events)

    def _run(self) -> None:
        while not self._stop.is_set():
            for event in self._life(f"K-{next(self._numbers)}"):
                self._add(event)
                self.sent.append(event["id"])
                self._stop.wait(self._pause)

    def _life(self, subject: str) -> Iterator[CloudEvent]:
        start = int(time.time() * 1000) - LIFE_MS
        for event in builders.a_life(subject, start):
            yield {**event, "source": SOURCE}

    def _home(self, event: CloudEvent) -> str:
        return keys.events(keys.shard_of(event["subject"], self._shards))

    def _add(self, event: CloudEvent) -> None:
        astray = [keys.EVENTS_IN, keys.events(self._chance.randrange(self._shards))]
        stream = self._chance.choice([self._home(event)] * 8 + astray)
        pipe = self._client.pipeline(transaction=False)
        pipe.xadd(stream, fields_of(event))  # type: ignore[arg-type] # invariant dict of what XADD takes
        self._insist(pipe)

    def _insist(self, pipe: Pipeline) -> None:
        """Sends commands until the server has answered them all: what it took before it went away it gets again."""
        commands = list(pipe.command_stack)
        while True:
            try:
                pipe.execute()
            except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
                time.sleep(0.05)
                pipe.command_stack = list(commands)
            else:
                return
