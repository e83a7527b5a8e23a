"""/healthz, /readyz, /metrics: one answer for the whole system, from what the parts say of themselves."""

from collections.abc import Callable

import redis
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from dashboard.api.health import TOO_OLD_MS
from tests.unit.push.conftest import Doors, FakeBeat


class TestReady:
    """503 as long as a part is missing, and which."""

    def test_all_parts_live(self, doors: Doors) -> None:
        doors.beats["project"].details = {"behind_ms": 12}
        found = doors.http.get("/readyz")
        assert found.status_code == 200
        assert found.json["ready"] is True
        assert found.json["parts"]["project"] == {"ok": True, "age_ms": 500, "pid": 7, "processes": 1, "behind_ms": 12}
        assert set(found.json["parts"]) == {"redis", "store", "project", "schedule", "web"}

    def test_a_part_is_late(self, doors: Doors) -> None:
        doors.beats["schedule"].age_ms = TOO_OLD_MS + 1
        found = doors.http.get("/readyz")
        assert found.status_code == 503
        assert found.json["parts"]["schedule"]["error"] == "last seen 10 s ago"
        assert found.json["parts"]["project"]["ok"] is True

    def test_a_part_has_never_been_seen(self, doors: Doors) -> None:
        del doors.beats["project"]
        found = doors.http.get("/readyz")
        assert (found.status_code, found.json["parts"]["project"]["ok"]) == (503, False)

    def test_one_process_of_several_is_enough(self, doors: Doors) -> None:
        """A killed web worker's last beat stays behind; its successor's counts."""
        doors.beats["web:8"] = FakeBeat(age_ms=999_999, pid=8)
        found = doors.http.get("/readyz")
        assert (found.status_code, found.json["parts"]["web"]["pid"]) == (200, 7)

    def test_what_is_not_expected_does_not_decide(self, doors: Doors) -> None:
        doors.beats["replay"] = FakeBeat(age_ms=999_999)
        found = doors.http.get("/readyz")
        assert (found.status_code, found.json["parts"]["replay"]["ok"]) == (200, False)

    def test_redis_is_away(self, doors: Doors) -> None:
        doors.redis_trouble = redis.exceptions.ConnectionError("nobody there")
        found = doors.http.get("/readyz")
        assert found.status_code == 503
        assert found.json["parts"]["redis"] == {"ok": False, "error": "nobody there"}

    def test_the_store_is_away(self, doors: Doors) -> None:
        """Its words may hold a query: only the kind of error is told."""
        doors.store_trouble = OperationalError("SELECT secret", {}, Exception("secret"))
        found = doors.http.get("/readyz")
        assert (found.status_code, found.json["parts"]["store"]) == (503, {"ok": False, "error": "OperationalError"})

    def test_strangers_get_yes_or_no(self, make_doors: Callable[[str], Doors]) -> None:
        """A load balancer has no key."""
        doors = make_doors("0.0.0.0")
        assert doors.http.get("/readyz").json == {"ready": True}
        assert doors.http.get("/metrics").status_code == 401
        assert doors.http.get("/healthz").status_code == 200


def test_healthz_needs_nobody(doors: Doors) -> None:
    doors.redis_trouble = redis.exceptions.ConnectionError("nobody there")
    assert doors.http.get("/healthz").json == {"status": "ok"}


def test_metrics_are_what_the_parts_tell(doors: Doors) -> None:
    """Numbers of fresh beats, by part and process; of old ones only that they are old."""
    doors.beats["web:7"].details = {"sockets": 3, "caught_up": True, "state": "text", "door": {"events-accepted": 9}}
    doors.beats["web:8"] = FakeBeat(age_ms=60_000, pid=8, details={"sockets": 5})
    text = doors.http.get("/metrics").text
    samples = {
        (sample.name, sample.labels["part"], sample.labels["process"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["grid_part_up", "web", "7"] == 1
    assert samples["grid_part_up", "web", "8"] == 0
    assert samples["grid_part_beat_age_seconds", "web", "8"] == 60
    assert samples["grid_part_sockets", "web", "7"] == 3
    assert samples["grid_part_caught_up", "web", "7"] == 1
    assert samples["grid_part_door_events_accepted", "web", "7"] == 9
    assert ("grid_part_sockets", "web", "8") not in samples


def test_what_walls_tell_of_themselves(doors: Doors) -> None:
    """By their names, to people and to Prometheus; a wall decides nothing."""
    doors.screens["大厅一号屏"] = {"page": "overview", "lag": 300, "painted": 20, "heap": 20_000_000}
    assert doors.http.get("/readyz").json["screens"] == doors.screens
    samples = {
        (sample.name, sample.labels.get("wall")): sample.value
        for family in text_string_to_metric_families(doors.http.get("/metrics").text)
        for sample in family.samples
    }
    assert samples["grid_wall_lag", "大厅一号屏"] == 300
    assert samples["grid_wall_painted", "大厅一号屏"] == 20
    assert samples["grid_wall_heap", "大厅一号屏"] == 20_000_000
