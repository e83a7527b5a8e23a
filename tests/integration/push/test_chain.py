"""A browser that stays open sees every frame of its chain, in order, each once – whatever is killed meanwhile."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import redis

from streams import keys
from streams.frames import Publisher
from tests.integration.push.client import WallClient, same
from tests.integration.push.conftest import StartWeb, kill_valkey, until


def row(number: int) -> dict[str, Any]:
    """A changed case."""
    return {"case": f"c-{number}", "type": "case.filed", "at": number, "stage": "filed", "street": "青年路"}


def panel(number: int) -> dict[str, Any]:
    """A panel made anew."""
    return {"as_of": number, "made": number, "cadence": 1000, "data": {"filed": number}}


def snapshot_n(client: redis.Redis) -> int:
    """Where in the chain the kept snapshot stands."""
    text = client.get(keys.snapshot("wall", "city"))
    assert isinstance(text, bytes)
    return int(orjson.loads(text)["n"])


@contextmanager
def publishing(publisher: Publisher, per_second: float = 40) -> Iterator[None]:
    """Frames go on being published, as by a projector, until the block ends; then what waited is written."""
    stop = threading.Event()

    def run() -> None:
        number = 0
        while not stop.wait(1 / per_second):
            number += 1
            publisher.rows([row(number)])
            if number % 10 == 0:
                publisher.panels({"today": panel(number), f"p{number % 3}": panel(number)})

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        until(publisher.flush, "everything is written")


def assert_each_once(wall: WallClient, publisher: Publisher) -> None:
    """The wall holds the end of the chain and has seen all of it since its only snapshot."""
    epoch, last = publisher.position
    wall.until_at(epoch, last)
    assert len(wall.snapshots) == 1
    first = wall.snapshots[0][1]
    assert wall.applied == [(epoch, n) for n in range(first + 1, last + 1)]


def test_a_client_is_given_the_picture_and_then_each_frame_once(client: redis.Redis, start_web: StartWeb) -> None:
    """Joining in mid-stream loses nothing and repeats nothing, and what was built up equals a fresh snapshot."""
    web = start_web()
    publisher = Publisher(client)
    publisher.panels({"today": panel(0)})
    with WallClient(web.url) as early:
        early.until_at(*publisher.position)
        with publishing(publisher), WallClient(web.url) as late:
            late.until_more(10)
            early.until_more(10)
            late.drop()
            late.until_more(10)
        assert_each_once(early, publisher)
    with WallClient(web.url) as fresh:
        fresh.until_at(*publisher.position)
        assert same(early.panels, fresh.panels)
        assert same(list(early.rows.values())[-200:], list(fresh.rows.values())[-200:])


def test_every_frame_once_while_everything_is_killed(client: redis.Redis, start_web: StartWeb) -> None:
    """Web master, web worker, Valkey and the line, each cut at a moment of its own."""
    web = start_web()
    publisher = Publisher(client)
    publisher.rows([row(0)])
    with WallClient(web.url) as wall:
        wall.until(lambda: len(wall.snapshots) == 1, "the first picture")
        with publishing(publisher):
            wall.until_more(20)
            web.kill()
            web = start_web(port=web.settings.port)
            wall.until(lambda: wall.connects == 2, "back after the master's death")
            os.kill(web.workers()[0], signal.SIGKILL)
            wall.until(lambda: wall.connects == 3, "back after the worker's death")
            wall.drop()
            wall.until(lambda: wall.connects == 4, "back after the line was cut")
            for _ in range(2):
                kill_valkey(client)
                wall.until_more(10)
        assert_each_once(wall, publisher)


def test_two_workers_give_the_same_chain(client: redis.Redis, start_web: StartWeb) -> None:
    """Every worker follows the stream, so it does not matter which one a client meets."""
    web = start_web(web_workers=2)
    publisher = Publisher(client)
    publisher.rows([row(0)])
    with publishing(publisher):
        walls = [WallClient(web.url) for _ in range(6)]
        for wall in walls:
            wall.until_more(20)
            wall.drop()
            wall.until_more(20)
    for wall in walls:
        assert_each_once(wall, publisher)
        wall.close()


def test_a_new_epoch_is_a_new_picture(client: redis.Redis, start_web: StartWeb) -> None:
    """When the numbering is lost nobody is left with a number that means something else now."""
    web = start_web()
    publisher = Publisher(client)
    for number in range(5):
        publisher.rows([row(number)])
    publisher.panels({"today": panel(1)})
    with WallClient(web.url) as wall:
        wall.until_at(*publisher.position)
        client.flushall()
        publisher.rows([row(99)])
        epoch, n = publisher.position
        assert epoch != wall.snapshots[0][0]
        wall.until_at(epoch, n)
        assert wall.panels == {"today": panel(1)}
        assert [r["case"] for r in wall.rows.values()] == ["c-0", "c-1", "c-2", "c-3", "c-4", "c-99"]
        publisher.rows([row(100)])
        wall.until_at(epoch, n + 1)


def test_a_gap_longer_than_what_is_kept_is_closed_by_a_picture(client: redis.Redis, start_web: StartWeb) -> None:
    """A client that was away too long is not told half of it."""
    web = start_web()
    publisher = Publisher(client)
    publisher.panels({"today": panel(1)})
    with WallClient(web.url) as wall:
        wall.until_at(*publisher.position)
        web.kill()
        for number in range(20):
            publisher.rows([row(number)])
        client.xtrim(keys.FRAMES, maxlen=3, approximate=False)
        publisher.panels({"today": panel(2)})
        until(lambda: publisher.flush() and snapshot_n(client) == publisher.position[1], "the snapshot is up to date")
        start_web(port=web.settings.port)
        wall.until_at(*publisher.position)
        assert wall.panels == {"today": panel(2)}
        assert len(wall.snapshots) == 2


def test_a_join_before_anything_was_published(client: redis.Redis, start_web: StartWeb) -> None:
    """An empty picture at once, the real one as soon as there is one."""
    web = start_web()
    with WallClient(web.url) as wall:
        wall.until(lambda: wall.snapshots == [(None, 0)], "the empty picture")
        publisher = Publisher(client)
        publisher.panels({"today": panel(1)})
        wall.until_at(*publisher.position)
        assert wall.panels == {"today": panel(1)}


def test_a_view_that_may_not_be_seen_is_refused(client: redis.Redis, start_web: StartWeb) -> None:
    """The acknowledgement says so, and nothing of it arrives."""
    web = start_web()
    Publisher(client, "duty", "city").rows([row(1)])
    with WallClient(web.url, view="duty") as wall:
        wall.until(lambda: wall.acks == [{"ok": False, "reason": "not_allowed"}], "the refusal")
        Publisher(client, "duty", "city").rows([row(2)])
        with WallClient(web.url) as other:
            other.until(lambda: bool(other.snapshots), "an answer")
        assert (wall.snapshots, wall.applied) == ([], [])


def test_a_picture_larger_than_any_buffer_arrives_whole(client: redis.Redis, start_web: StartWeb) -> None:
    """Eight megabytes through a socket whose other end is slow: the frames after it still fit."""
    web = start_web()
    publisher = Publisher(client)
    publisher.panels({"big": {**panel(1), "data": {"text": "昆" * 2_700_000}}})
    with publishing(publisher), WallClient(web.url) as wall:
        wall.until_more(20)
        assert max(wall.sizes) > 2_700_000
        assert len(wall.panels["big"]["data"]["text"]) == 2_700_000


def test_emits_are_coalesced(client: redis.Redis, start_web: StartWeb) -> None:
    """However fast frames come, a socket gets at most eight lists a second."""
    web = start_web()
    publisher = Publisher(client)
    with WallClient(web.url) as wall:
        wall.until(lambda: bool(wall.snapshots), "the first picture")
        with publishing(publisher, per_second=300):
            started, before = time.monotonic(), len(wall.batches)
            wall.until(lambda: time.monotonic() - started > 3, "three seconds")
            batches, took = len(wall.batches) - before, time.monotonic() - started
        assert batches / took <= 8.5
        assert len(wall.applied) > 3 * batches
