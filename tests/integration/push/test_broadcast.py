"""What the projector tells: the wall's frames as they come, and to desks no more than which kinds of things changed."""

import orjson
import redis

from streams import keys
from streams.broadcast import NUDGE_EVERY_S, Broadcast
from streams.frames import Frame
from streams.scopes import MOST, Scopes
from tests.integration.push.conftest import until
from tests.integration.push.test_chain import panel, row
from tests.integration.push.test_publisher import frames


def nudges(client: redis.Redis) -> list[Frame]:
    """The desks' frames."""
    return [frame for frame in frames(client) if frame.view == "desk"]


def test_desks_hear_what_kinds_changed_and_nothing_else(valkey: redis.Redis) -> None:
    broadcast = Broadcast(valkey)
    broadcast.rows([row(1) | {"area": "530102"}])
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


AREAS = ("530102", "530103", "530111")


def cases_told(client: redis.Redis, scope: str) -> list[str]:
    """The cases in the frames of one scope's walls, in order."""
    bodies = [orjson.loads(frame.body) for frame in frames(client) if (frame.view, frame.scope) == ("wall", scope)]
    return [row["case"] for body in bodies for row in body["cases"]]


def test_a_part_of_the_city_is_told_of_its_own_cases_while_it_is_watched(valkey: redis.Redis) -> None:
    """From the look after somebody wanted it until nobody has for a while; the whole city is told of all."""
    broadcast = Broadcast(valkey)
    one, two = "area:530102", "area:530102+530103"
    rows = [row(n) | {"area": AREAS[n % 3]} for n in range(6)]
    broadcast.rows(rows[:3])
    for scope in (one, two, "unit:五华区城管局", "no scope"):
        assert Scopes(valkey).want(scope)
    broadcast.flush()
    assert broadcast.parts == {one: {"530102"}, two: {"530102", "530103"}}
    broadcast.rows(rows[3:])
    broadcast.panels({"today": panel(1)}, one)
    assert cases_told(valkey, "city") == [f"c-{n}" for n in range(6)]
    assert (cases_told(valkey, one), cases_told(valkey, two)) == (["c-3"], ["c-3", "c-4"])
    assert [frame.scope for frame in frames(valkey) if b'"today"' in frame.body] == [one]
    for scope in (one, two):
        valkey.hset(keys.SCOPES, scope, 1)  # long ago

    def has_ended() -> bool:
        broadcast.flush()
        return not broadcast.parts

    until(has_ended, "nobody watches")
    assert valkey.keys("grid:*:area:*") == []
    assert valkey.hlen(keys.SCOPES) == 2


def test_there_are_so_many_scopes_and_no_more(valkey: redis.Redis) -> None:
    """One more is refused until one is given up; those that are watched go on."""
    scopes = Scopes(valkey)
    assert all(scopes.want(f"area:{n}") for n in range(MOST))
    assert not scopes.want("area:more")
    assert scopes.want("area:3")
    valkey.hset(keys.SCOPES, "area:7", 1)
    assert scopes.want("area:more")
    assert "area:7" not in scopes.wanted()
