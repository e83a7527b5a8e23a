"""What a worker tells a client that lacks something, decided without any server."""

from typing import Any, ClassVar

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.chains import BRIDGE_FRAMES, Chain, wire
from streams.frames import Frame, frame_of


def frame(n: int, epoch: str = "e", **body: Any) -> Frame:
    """Frame n of the wall."""
    return Frame("wall", "city", epoch, n, orjson.dumps({"panels": {}, "cases": [], "at": n, **body}))


def chain(*frames: Frame, keep_bytes: int = 1_000_000) -> Chain:
    """A chain that has read these."""
    made = Chain("wall", "city", keep_bytes)
    for each in frames:
        made.add(each)
    return made


def numbers(frames: list[Frame] | None) -> list[int] | None:
    return None if frames is None else [each.n for each in frames]


class TestTaking:
    """What goes to the room."""

    def test_every_frame_is_taken_once_in_order(self) -> None:
        held = chain(frame(1), frame(2))
        assert numbers(held.take()) == [1, 2]
        held.add(frame(3))
        assert numbers(held.take()) == [3]
        assert (held.take(), held.unsent) == ([], False)

    @pytest.mark.parametrize("strange", [frame(1, "f"), frame(4), frame(2), frame(1)])
    def test_what_does_not_follow_begins_the_chain_anew(self, strange: Frame) -> None:
        """A new epoch, a hole, a number seen before: the caller is told, and nothing older is ever bridged."""
        held = chain(frame(1), frame(2))
        assert held.add(strange) is False
        assert numbers(held.take()) == [strange.n]
        assert held.missing("e", 0 if strange.n > 1 else 1) is None or strange.n == 1


class TestBridging:
    """What a joining client gets."""

    def test_it_gets_what_the_room_has_got_and_not_what_comes_to_the_room_next(self) -> None:
        held = chain(frame(1), frame(2), frame(3))
        held.take()
        held.add(frame(4))
        assert numbers(held.missing("e", 1)) == [2, 3]
        assert held.missing("e", 3) == []
        assert held.missing("e", 4) == []

    def test_nothing_can_be_bridged_from_elsewhere(self) -> None:
        """No epoch, another epoch, a future, an empty chain, a past that fell out."""
        held = chain(*(frame(n) for n in range(1, 50)), keep_bytes=300)
        held.take()
        assert held.missing(None, 0) is None
        assert held.missing("f", 48) is None
        assert held.missing("e", 50) is None
        assert held.missing("e", 3) is None
        assert held.missing("e", -1) is None
        assert chain().missing("e", 1) is None

    def test_a_very_long_gap_is_not_bridged(self) -> None:
        """The picture is smaller than thousands of frames."""
        held = chain(*(frame(n) for n in range(1, BRIDGE_FRAMES + 3)))
        held.take()
        assert held.missing("e", 0) is None
        assert len(held.missing("e", 2) or ()) == BRIDGE_FRAMES

    def test_a_client_may_be_ahead(self) -> None:
        """Another worker read faster; that is not the same as being elsewhere."""
        held = chain(frame(1))
        assert held.ahead("e", 2)
        assert not held.ahead("e", 1)
        assert not held.ahead("f", 2)
        assert not held.ahead(None, 2)

    @given(st.lists(st.integers(1, 400), min_size=1, max_size=60), st.integers(0, 70), st.data())
    def test_room_and_bridge_together_are_the_chain(self, sizes: list[int], client_n: int, data: st.DataObject) -> None:
        """Whenever a gap is bridged at all, bridge and room give every later frame once, in order."""
        held = chain(keep_bytes=2_000)
        sent_before = data.draw(st.integers(0, len(sizes)))
        for n, size in enumerate(sizes, start=1):
            held.add(frame(n, text="x" * size))
            if n == sent_before:
                held.take()
        bridge = held.missing("e", client_n)
        room = held.take()
        if bridge is not None:
            got = [n for n in numbers(bridge) + numbers(room) if n > client_n]  # type: ignore[operator]
            assert got == list(range(client_n + 1, len(sizes) + 1))


class TestWire:
    """What stands on the wire."""

    def test_one_frame_passes_as_it_is(self) -> None:
        only = frame(7, cases=[{"case": "c"}])
        assert orjson.loads(orjson.dumps(wire([only]))) == [
            {"view": "wall", "scope": "city", "epoch": "e", "n": 7, "panels": {}, "cases": [{"case": "c"}], "at": 7}
        ]

    def test_panels_stand_only_where_they_are_newest(self) -> None:
        """Rows, clocks and numbers all stay: only what is painted over is left out."""
        frames = [
            frame(1, panels={"a": 1, "b": 1}, cases=[{"case": "x"}], clock={"mode": "real"}),
            frame(2, panels={"a": 2}),
            frame(3, cases=[{"case": "y"}]),
        ]
        first, second, third = orjson.loads(orjson.dumps(wire(frames)))
        assert (first["panels"], second["panels"], third["panels"]) == ({"b": 1}, {"a": 2}, {})
        assert (first["cases"], third["cases"]) == ([{"case": "x"}], [{"case": "y"}])
        assert first["clock"] == {"mode": "real"}
        assert [f["n"] for f in (first, second, third)] == [1, 2, 3]

    def test_nothing_is_an_empty_list(self) -> None:
        assert orjson.dumps(wire([])) == b"[]"


class TestEntries:
    """Stream entry to frame."""

    FIELDS: ClassVar = {b"view": b"wall", b"scope": b"city", b"epoch": b"e", b"n": b"3", b"body": b'{"panels":{}}'}

    def test_a_whole_one(self) -> None:
        assert frame_of(self.FIELDS) == Frame("wall", "city", "e", 3, b'{"panels":{}}')

    @pytest.mark.parametrize("change", [{b"body": b"[]"}, {b"body": b"{"}, {b"n": b"x"}, {b"view": b"\xff"}])
    def test_a_broken_one(self, change: dict[bytes, bytes]) -> None:
        with pytest.raises(ValueError, match=r"."):
            frame_of({**self.FIELDS, **change})

    @pytest.mark.parametrize("field", list(FIELDS))
    def test_one_that_lacks_something(self, field: bytes) -> None:
        with pytest.raises(ValueError, match=field.decode()):
            frame_of({name: value for name, value in self.FIELDS.items() if name != field})
