"""What the publisher leaves in Redis: numbers without holes, a picture that says where it stands, and not too much."""

from typing import Any

import orjson
import pytest
import redis

from streams import keys
from streams.frames import KEEP_MS, ROWS_PER_FRAME, SNAPSHOT_ROWS, Frame, Publisher, frame_of
from tests.integration.push.test_chain import panel, row


def frames(client: redis.Redis) -> list[Frame]:
    """All frames on the stream."""
    entries: Any = client.xrange(keys.FRAMES)
    return [frame_of(fields) for _id, fields in entries]


def snapshot(client: redis.Redis, view: str = "wall") -> dict[str, Any]:
    """The kept picture."""
    text: Any = client.get(keys.snapshot(view, "city"))
    return dict(orjson.loads(text))


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture with every frame."""
    monkeypatch.setattr("streams.frames.SNAPSHOT_EVERY_S", 0.0)


class TestNumbers:
    """One after the other, per view and scope."""

    def test_count_from_one_in_each_chain(self, valkey: redis.Redis) -> None:
        wall, duty = Publisher(valkey), Publisher(valkey, "duty", "530111")
        wall.rows([row(1)])
        duty.rows([row(1)])
        wall.panels({"a": panel(1)})
        assert [(f.view, f.scope, f.n) for f in frames(valkey)] == [
            ("wall", "city", 1),
            ("duty", "530111", 1),
            ("wall", "city", 2),
        ]
        assert wall.position[0] != duty.position[0]

    def test_go_on_after_a_restart_of_the_publisher(self, valkey: redis.Redis, eager: None) -> None:
        """The same epoch, the next number, and a picture that still holds what the first one knew."""
        first = Publisher(valkey)
        first.panels({"a": panel(1)})
        first.clock({"mode": "real"})
        second = Publisher(valkey)
        second.rows([row(1)])
        assert second.position == (first.position[0], 3)
        kept = snapshot(valkey)
        assert (kept["panels"], kept["cases"], kept["clock"]) == ({"a": panel(1)}, [row(1)], {"mode": "real"})

    def test_begin_anew_when_the_server_lost_its_last_second(self, valkey: redis.Redis, eager: None) -> None:
        """The same number must not mean two frames: a new epoch, and at once the whole picture of it."""
        publisher = Publisher(valkey)
        for number in range(3):
            publisher.panels({f"p{number}": panel(number)})
        before = publisher.position[0]
        valkey.hset(keys.chain("wall", "city"), "n", "1")
        publisher.rows([row(1)])
        epoch, n = publisher.position
        assert epoch != before
        kept = snapshot(valkey)
        assert (kept["epoch"], kept["n"]) == (epoch, n)
        assert set(kept["panels"]) == {"p0", "p1", "p2"}

    def test_go_on_when_only_an_answer_was_lost(self, valkey: redis.Redis) -> None:
        """A number further than the publisher knows is its own frame, written though it never heard so."""
        publisher = Publisher(valkey)
        publisher.rows([row(1)])
        valkey.hincrby(keys.chain("wall", "city"), "n", 1)
        publisher.rows([row(2)])
        assert publisher.position[1] == 3
        assert len({f.epoch for f in frames(valkey)}) == 1


class TestPictures:
    """The snapshot equals what a wall would have built from the frames."""

    def test_says_where_in_the_chain_it_stands(self, valkey: redis.Redis, eager: None) -> None:
        publisher = Publisher(valkey)
        for number in range(SNAPSHOT_ROWS + 20):
            publisher.rows([row(number)])
        publisher.panels({"a": panel(1)})
        publisher.panels({"a": panel(2), "b": panel(1)})
        kept = snapshot(valkey)
        assert (kept["epoch"], kept["n"]) == publisher.position
        assert kept["panels"] == {"a": panel(2), "b": panel(1)}
        assert [r["case"] for r in kept["cases"]] == [f"c-{n}" for n in range(20, SNAPSHOT_ROWS + 20)]
        newest: Any = valkey.xrevrange(keys.FRAMES, count=1)
        assert kept["id"] == newest[0][0].decode()

    def test_is_written_at_most_once_a_second_and_never_forgotten(
        self, valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Between two of them the frames are the truth; a quiet chain's picture is brought up to date by flush."""
        publisher = Publisher(valkey)
        publisher.rows([row(1)])
        publisher.rows([row(2)])
        publisher.flush()
        assert snapshot(valkey)["n"] == 1
        monkeypatch.setattr("streams.frames.SNAPSHOT_EVERY_S", 0.0)
        publisher.flush()
        kept = snapshot(valkey)
        assert (kept["n"], kept["cases"]) == (2, [row(1), row(2)])

    def test_the_same_row_again_is_one_row(self, valkey: redis.Redis, eager: None) -> None:
        """A projector that starts again may tell its last rows twice."""
        publisher = Publisher(valkey)
        publisher.rows([row(1), row(2)])
        publisher.rows([row(1)])
        assert [r["case"] for r in snapshot(valkey)["cases"]] == ["c-2", "c-1"]

    def test_a_restart_takes_the_frames_after_the_picture_with_it(self, valkey: redis.Redis) -> None:
        Publisher(valkey).rows([row(1)])
        quick = Publisher(valkey)
        quick._snapshot_at = float("inf")
        quick.rows([row(2)])
        third = Publisher(valkey)
        third.rows([row(3)])
        assert snapshot(valkey)["cases"] == [row(1), row(2), row(3)]


class TestRoom:
    """Neither frames nor the stream grow without bound."""

    def test_rows_beyond_one_frame_are_counted(self, valkey: redis.Redis) -> None:
        Publisher(valkey).rows([row(n) for n in range(ROWS_PER_FRAME + 7)])
        body = orjson.loads(frames(valkey)[0].body)
        assert (len(body["cases"]), body["skipped"], body["cases"][0]["case"]) == (ROWS_PER_FRAME, 7, "c-7")

    def test_old_frames_go(self, valkey: redis.Redis) -> None:
        """Fifteen minutes; Redis trims whole nodes of a hundred entries."""
        seconds, _micros = valkey.time()
        for n in range(150):
            valkey.xadd(keys.FRAMES, {"n": "0"}, id=f"{seconds * 1000 - KEEP_MS - 1000}-{n}")
        Publisher(valkey).rows([row(1)])
        left: Any = valkey.xlen(keys.FRAMES)
        assert left < 150

    def test_a_flood_is_cut_by_size(self, valkey: redis.Redis) -> None:
        publisher = Publisher(valkey, keep_bytes=300_000)
        for number in range(400):
            publisher.panels({"a": panel(number) | {"data": "x" * 2_000}})
        size: Any = valkey.memory_usage(keys.FRAMES)
        left: Any = valkey.xlen(keys.FRAMES)
        assert size < 300_000
        assert left >= 50
        assert frames(valkey)[-1].n == 400

    def test_a_clock_that_did_not_change_is_no_frame(self, valkey: redis.Redis) -> None:
        publisher = Publisher(valkey)
        for _ in range(3):
            publisher.clock({"mode": "real"})
        publisher.clock({"mode": "replay"})
        assert [orjson.loads(f.body)["clock"]["mode"] for f in frames(valkey)] == ["real", "replay"]


def test_while_the_server_is_away_everything_waits_and_comes_as_one_frame(valkey: redis.Redis) -> None:
    """Newer panels replace older ones; no row is lost."""

    class Cut(redis.Redis):
        away = False

        def execute_command(self, *args: Any, **options: Any) -> Any:
            if self.away:
                raise redis.exceptions.ConnectionError("cut")
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]

    with Cut(connection_pool=valkey.connection_pool) as client:
        publisher = Publisher(client)
        assert publisher.rows([row(1)])
        client.away = True
        assert not publisher.rows([row(2)])
        assert not publisher.panels({"a": panel(1)})
        assert not publisher.panels({"a": panel(2)})
        assert not publisher.clock({"mode": "real"})
        client.away = False
        assert publisher.flush()
    body = orjson.loads(frames(valkey)[-1].body)
    assert (len(frames(valkey)), body["cases"], body["panels"], body["clock"]) == (
        2,
        [row(2)],
        {"a": panel(2)},
        {"mode": "real"},
    )
