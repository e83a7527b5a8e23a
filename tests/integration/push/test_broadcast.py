"""What the projector tells: the wall's frames as they come, and to desks no more than which kinds of things changed."""

import orjson
import redis

from streams.broadcast import NUDGE_EVERY_S, Broadcast
from streams.frames import Frame
from tests.integration.push.conftest import until
from tests.integration.push.test_chain import panel, row
from tests.integration.push.test_publisher import frames


def nudges(client: redis.Redis) -> list[Frame]:
    """The desks' frames."""
    return [frame for frame in frames(client) if frame.view == "desk"]


def test_desks_hear_what_kinds_changed_and_nothing_else(valkey: redis.Redis) -> None:
    broadcast = Broadcast(valkey)
    broadcast.rows([row(1)])
    broadcast.panels({"today": panel(1)})
    broadcast.changed(["cases"])
    broadcast.clock({"mode": "replay"})
    broadcast.flush()
    told = [orjson.loads(frame.body) for frame in nudges(valkey)]
    assert [(body["panels"], body["cases"]) for body in told] == [({}, [])] * 2
    assert [(body.get("changed"), body.get("clock")) for body in told] == [
        (None, {"mode": "replay"}),
        (["cases"], None),
    ]


def test_nudges_come_together_four_times_a_second(valkey: redis.Redis) -> None:
    """The first at once; what comes within the next quarter is one nudge, and none is forgotten."""
    broadcast = Broadcast(valkey)
    kinds = ["cases", "alerts", "cases", "whistles"]
    for kind in kinds:
        broadcast.changed([kind])
        broadcast.flush()

    def is_told() -> bool:
        broadcast.flush()
        return len(nudges(valkey)) == 2

    until(is_told, "the second nudge")
    first, second = (orjson.loads(frame.body) for frame in nudges(valkey))
    assert (first["changed"], second["changed"]) == (["cases"], ["alerts", "cases", "whistles"])
    assert second["at"] - first["at"] >= NUDGE_EVERY_S * 1000 - 20
