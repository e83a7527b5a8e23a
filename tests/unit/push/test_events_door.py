"""POST /api/v1/events: a result per event, and nothing half understood."""

from typing import Any

import orjson
import pytest
import redis

from dashboard.api import cloudevents
from dashboard.store.web.keys import Grant
from tests.unit.push.conftest import Doors
from tests.unit.push.fakes import FakeKeys

KEY = {"Authorization": f"Bearer {FakeKeys.KEY}"}
GOOD = {"specversion": "1.0", "id": "1", "source": "gw", "type": "case.filed", "subject": "c-1", "data": {}}
BAD = {**GOOD, "id": "2", "subject": ""}


def post(doors: Doors, body: Any, media: str = "application/json", **headers: str) -> tuple[int, Any]:
    """Status and JSON of the answer."""
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    found = doors.http.post("/api/v1/events", data=data, content_type=media, headers={**KEY, **headers})
    return found.status_code, found.json


class TestResults:
    """What the producer is told."""

    def test_one_good_event(self, doors: Doors) -> None:
        assert post(doors, GOOD, cloudevents.ONE) == (
            202,
            {"accepted": 1, "rejected": 0, "results": [{"id": "1", "status": "accepted"}]},
        )
        assert len(doors.intake.appended) == 1

    def test_one_bad_event(self, doors: Doors) -> None:
        """The reason at once, by the codec's own words; it is not put on the stream."""
        status, told = post(doors, BAD)
        assert status == 422
        assert told["results"] == [
            {"id": "2", "status": "rejected", "reason": "missing_attribute", "detail": "subject is missing or empty"}
        ]
        assert doors.intake.appended == []

    def test_a_mixed_batch(self, doors: Doors) -> None:
        """Results stand in the order of the events; the good ones are taken."""
        status, told = post(doors, [GOOD, BAD, "text", GOOD], cloudevents.BATCH)
        assert status == 207
        assert [result["status"] for result in told["results"]] == ["accepted", "rejected", "rejected", "accepted"]
        assert told["results"][2]["reason"] == "not_an_object"
        assert (told["accepted"], told["rejected"], len(doors.intake.appended)) == (2, 2, 2)
        assert doors.counters.told() | {"requests": 0} == {
            "events_accepted": 2,
            "events_rejected": 2,
            "requests": 0,
            "server_errors": 0,
        }

    def test_an_empty_batch_is_no_error(self, doors: Doors) -> None:
        assert post(doors, [])[0] == 202

    def test_binary_mode(self, doors: Doors) -> None:
        """Attributes as headers (percent-encoded), data as body."""
        headers = {f"ce-{name}": str(value) for name, value in GOOD.items() if name != "data"}
        assert post(doors, {"note": "x"}, **{**headers, "ce-subject": "%E6%A1%88-1"})[0] == 202
        taken = doors.intake.appended[0]
        assert taken[b"subject"] == orjson.dumps("案-1")
        assert taken[b"data"] == b'{"note":"x"}'

    @pytest.mark.parametrize(
        "trouble",
        [
            redis.exceptions.ConnectionError("gone"),
            redis.exceptions.TimeoutError(),
            redis.exceptions.ResponseError("OOM"),
        ],
    )
    def test_a_stream_that_cannot_be_written(self, doors: Doors, trouble: Exception) -> None:
        """503 and when to come back: sending all of it again is safe."""
        doors.intake.trouble = trouble
        found = doors.http.post("/api/v1/events", json=GOOD, headers=KEY)
        assert (found.status_code, found.headers["Retry-After"]) == (503, "2")
        assert found.json["error"]["code"] == "stream_unavailable"


class TestBodies:
    """What is no event at all."""

    @pytest.mark.parametrize(
        ("body", "media", "status", "code"),
        [
            (b"{", "application/json", 400, "not_json"),
            (b"\xff", "application/json", 400, "not_json"),
            (b'{"a": NaN}', "application/json", 400, "not_json"),
            (b"", "application/json", 400, "not_json"),
            (b"[" * 100_000, "application/json", 400, "not_json"),
            (GOOD, cloudevents.BATCH, 400, "not_a_list"),
            (GOOD, "text/plain", 415, "unsupported_media_type"),
            (GOOD, "", 415, "unsupported_media_type"),
            ([GOOD] * (cloudevents.MOST_EVENTS + 1), cloudevents.BATCH, 413, "too_many_events"),
            (b" " * (cloudevents.MOST_BYTES + 1), "application/json", 413, "body_too_large"),
        ],
    )
    def test_is_refused_with_a_hint(self, doors: Doors, body: Any, media: str, status: int, code: str) -> None:
        found, told = post(doors, body, media)
        assert (found, told["error"]["code"]) == (status, code)
        assert told["error"]["message"]
        assert told["error"]["hint"]

    def test_a_list_as_one_event_is_one_bad_event(self, doors: Doors) -> None:
        """The media type says that it is one."""
        status, told = post(doors, [GOOD], cloudevents.ONE)
        assert (status, told["results"][0]["reason"]) == (422, "not_an_object")


class TestKeys:
    """Writing takes a key, also on the machine itself."""

    def test_without_one(self, doors: Doors) -> None:
        found = doors.http.post("/api/v1/events", json=GOOD)
        assert (found.status_code, found.json["error"]["code"]) == (401, "key_required")
        assert "Bearer" in found.headers["WWW-Authenticate"]
        assert doors.intake.appended == []

    @pytest.mark.parametrize("wrong", ["x", "grid_0badcafe_other", "Ünïcödé"])
    def test_with_a_wrong_one(self, doors: Doors, wrong: str) -> None:
        found = doors.http.post("/api/v1/events", json=GOOD, headers={"X-API-Key": wrong})
        assert (found.status_code, found.json["error"]["code"]) == (401, "unknown_key")

    def test_in_either_header(self, doors: Doors) -> None:
        for header in ({"X-API-Key": FakeKeys.KEY}, {"Authorization": f"bearer {FakeKeys.KEY}"}):
            assert doors.http.post("/api/v1/events", json=GOOD, headers=header).status_code == 202

    def test_of_the_settings(self, doors: Doors) -> None:
        found = doors.http.post("/api/v1/events", json=GOOD, headers={"X-API-Key": "from-the-settings"})
        assert (found.status_code, doors.keys.asked) == (202, 0)

    def test_a_good_one_is_looked_up_once_for_a_while(self, doors: Doors) -> None:
        """A busy producer must not ask the store at every call."""
        for _ in range(3):
            assert post(doors, GOOD)[0] == 202
        assert doors.keys.asked == 1

    def test_only_post(self, doors: Doors) -> None:
        found = doors.http.get("/api/v1/events")
        assert (found.status_code, found.json["error"]["code"]) == (405, "method_not_allowed")


class TestSources:
    """A key writes the sources that it was given."""

    def test_others_are_refused_one_by_one(self, doors: Doors) -> None:
        """Nothing else is held up."""
        doors.keys.grant = Grant(sources=frozenset({"gw"}))
        status, told = post(doors, [GOOD, {**GOOD, "source": "elsewhere"}])
        assert (status, [result.get("reason") for result in told["results"]]) == (207, [None, "source_not_allowed"])
        assert told["results"][1]["code"] == 403
        assert len(doors.intake.appended) == 1

    def test_none_at_all(self, doors: Doors) -> None:
        """403, unless something else is wrong with one of them."""
        doors.keys.grant = Grant(sources=frozenset({"other"}))
        assert post(doors, [GOOD, GOOD])[0] == 403
        assert post(doors, [GOOD, BAD])[0] == 422

    def test_an_officers_acts_cannot_be_forged(self, doors: Doors) -> None:
        """Not even by a key that may write all sources: acts have their own door."""
        assert post(doors, {**GOOD, "source": "grid/desk"})[0] == 403
