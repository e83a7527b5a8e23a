"""The web as a process: its port, its answers over the wire, its end."""

import contextlib
import http.client
import json
import signal
import socket
import urllib.request
from typing import Any

import pytest
import redis

from dashboard.api.cloudevents import MOST_BYTES
from dashboard.settings import Settings
from streams import keys
from tests.integration.push.client import WallClient
from tests.integration.push.conftest import StartWeb, Web, fetch, kill_valkey, until

EVENT = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "gateway",
    "type": "case.accepted",
    "subject": "c-1",
    "time": "2024-11-14T10:00:00+08:00",
    "data": {"source": "wechat", "category": "E0101", "area": "530111"},
}


def post(web: Web, body: Any, key: str | None) -> tuple[int, Any]:
    """To the events door."""
    headers = {"Content-Type": "application/json"} | ({"X-API-Key": key} if key else {})
    request = urllib.request.Request(web.url + "api/v1/events", json.dumps(body).encode(), headers)  # noqa: S310
    status, text = fetch(request)
    return status, json.loads(text)


def first_key(settings: Settings) -> str:
    """The key made at first start."""
    return (settings.data_dir / "api-key").read_text().strip()


def test_events_come_to_their_streams(client: redis.Redis, start_web: StartWeb, settings: Settings) -> None:
    """Good, bad, mixed, without a key; the codec's own reasons."""
    web, key = start_web(), first_key(settings)
    assert post(web, EVENT, None)[0] == 401
    assert post(web, EVENT, key)[0] == 202
    status, told = post(web, [{**EVENT, "id": "e-2"}, {**EVENT, "id": "e-3", "type": "case.lost"}], key)
    assert (status, told["results"][1]["reason"]) == (207, "unknown_type")
    stream = keys.events(keys.shard_of("c-1", settings.shards))
    entries: Any = client.xrange(stream)
    assert [fields[b"id"] for _id, fields in entries] == [b"e-1", b"e-2"]
    assert json.loads(entries[0][1][b"data"]) == EVENT["data"]


def test_too_large_a_body_gets_its_answer(start_web: StartWeb, settings: Settings) -> None:
    """Also one that is sent in chunks and never says how much will come."""
    web = start_web()
    headers = {"Content-Type": "application/json", "X-API-Key": first_key(settings)}
    body = [b" " * 65536] * (MOST_BYTES // 65536 + 20)
    for sent, chunked in ((iter(body), True), (b"".join(body), False)):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", web.settings.port, timeout=30)) as connection:
            connection.request("POST", "/api/v1/events", sent, headers, encode_chunked=chunked)
            response = connection.getresponse()
            assert (response.status, json.loads(response.read())["error"]["code"]) == (413, "body_too_large")


def test_the_stream_away_and_back(client: redis.Redis, start_web: StartWeb, settings: Settings) -> None:
    """503 while it is away or 202; never 500, and ready again by itself."""
    web, key = start_web(), first_key(settings)
    until(lambda: web.get("readyz")[0] == 200, "ready")
    kill_valkey(client)
    statuses = {post(web, {**EVENT, "id": f"r-{n}"}, key)[0] for n in range(10)}
    assert statuses <= {202, 503}
    until(lambda: web.get("readyz")[0] == 200 and post(web, EVENT, key)[0] == 202, "ready again")


def test_any_free_port_is_told(start_web: StartWeb, settings: Settings) -> None:
    web = start_web()
    assert int((settings.data_dir / "web.port").read_text()) == web.settings.port
    assert web.get("healthz")[0] == 200


def test_a_worker_without_its_master_leaves_the_port_at_once(client: redis.Redis, start_web: StartWeb) -> None:
    web = start_web()
    web.kill()

    def is_free() -> bool:
        try:
            socket.create_server(("127.0.0.1", web.settings.port)).close()
        except OSError:
            return False
        return True

    until(is_free, "the port is free", seconds=0.5)


def test_it_stops_when_told_though_walls_are_open(client: redis.Redis, start_web: StartWeb) -> None:
    """Within a few seconds, with exit status 0, taking itself off the list of parts."""
    client.hset(keys.HEARTBEATS, "web:1", '{"real_ms": 1000, "pid": 1}')  # of one killed long ago
    web = start_web(web_workers=2)
    with WallClient(web.url) as wall:
        wall.until(lambda: bool(wall.snapshots), "joined")
        until(lambda: client.hlen(keys.HEARTBEATS) == 2, "both workers have beaten")
        web.process.send_signal(signal.SIGTERM)
        assert web.process.wait(10) == 0
    assert client.hlen(keys.HEARTBEATS) == 0


@pytest.mark.parametrize("path", ["metrics", "readyz"])
def test_the_push_tells_of_itself(client: redis.Redis, start_web: StartWeb, path: str) -> None:
    """How many sockets, how late: in readiness and metrics."""
    web = start_web()
    with WallClient(web.url) as wall:
        wall.until(lambda: bool(wall.snapshots), "joined")
        sign = b"grid_part_sockets{" if path == "metrics" else b'"sockets":1'
        until(lambda: sign in web.get(path)[1], "the socket is counted")
