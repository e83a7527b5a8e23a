"""POST and GET /api/v1/acts: HTTP on one side, `dashboard.acts` on the other."""

from typing import Any

import orjson
import pytest

from dashboard.acts.decide import Asked
from tests.unit.push.conftest import Doors
from tests.unit.push.fakes import FakeKeys

KEY = {"X-API-Key": FakeKeys.KEY}
ACT = {"act": "case.close", "subject": "c-1", "fields": {"note": "…"}, "token": "0123456789abcdef"}


def post(doors: Doors, body: Any, media: str = "application/json") -> tuple[int, Any]:
    """Status and JSON of the answer."""
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    found = doors.http.post("/api/v1/acts", data=data, content_type=media, headers=KEY)
    return found.status_code, found.json


def test_one_act(doors: Doors) -> None:
    """In the name of who asks."""
    assert post(doors, ACT) == (
        200,
        {"results": [{"act": "case.close", "subject": "c-1", "status": "done", "reason": "done", "sentence": "…"}]},
    )
    ((asked, who),) = doors.acting.asked
    assert asked == Asked("case.close", "c-1", {"note": "…"}, "0123456789abcdef")
    assert who.id == "gateway"


@pytest.mark.parametrize(
    ("reason", "status"),
    [("no_right", 403), ("no_such_subject", 404), ("missing_field", 422), ("already_closed", 409)],
)
def test_a_refusal_has_its_status(doors: Doors, reason: str, status: int) -> None:
    """By its reason; what the state forbids is a conflict."""
    doors.acting.refuse = [reason]
    assert post(doors, ACT)[0] == status


def test_a_bulk_has_a_result_each(doors: Doors) -> None:
    """207 where they differ."""
    doors.acting.refuse = ["", "already_closed"]
    status, told = post(doors, [ACT, {**ACT, "subject": "c-2"}])
    assert (status, [result["status"] for result in told["results"]]) == (207, ["done", "refused"])
    assert post(doors, [ACT, ACT])[0] == 200


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        ([], "application/json", 400),
        ([ACT] * 201, "application/json", 400),
        ({**ACT, "by": "somebody else"}, "application/json", 400),
        ({**ACT, "token": "short"}, "application/json", 400),
        ({**ACT, "fields": []}, "application/json", 400),
        (b'{"act":"case.close","token":"0123456789","subject":"\\ud800"}', "application/json", 400),
        (ACT, "text/plain", 415),
    ],
)
def test_what_is_no_act(doors: Doors, body: Any, media: str, status: int) -> None:
    """Is told, and nothing is done."""
    assert post(doors, body, media)[0] == status
    assert doors.acting.asked == []


def test_what_may_be_done(doors: Doors) -> None:
    """Nothing of an unknown id."""
    found = doors.http.get("/api/v1/acts?about=case&subject=c-1", headers=KEY)
    assert [act["act"] for act in found.json["acts"]] == ["case.close"]
    assert doors.http.get("/api/v1/acts?about=case&subject=c-2", headers=KEY).status_code == 404
    assert doors.http.get("/api/v1/acts?about=car&subject=c-1", headers=KEY).status_code == 400
    assert doors.http.get("/api/v1/acts?about=case", headers=KEY).status_code == 400
