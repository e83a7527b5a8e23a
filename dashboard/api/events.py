"""POST /api/v1/events: the HTTP door to the event streams.

It answers with a result per event, judged by the same codec as the projector, so a producer sees at once why one is
refused. Accepted ones are on their stream (and the server's disk) when the answer leaves; refused ones are not: the
producer still has them. 202 = all accepted, 207 = some, 422 = none.
"""

from collections.abc import Callable
from typing import Any

import redis
import structlog
from flask import Blueprint, Response, g, request

from dashboard.api.cloudevents import events_of
from dashboard.api.ports import Fields, Intake
from dashboard.api.problems import Problem, answer

log = structlog.get_logger(__name__)

Count = Callable[[int, int], None]


def blueprint(intake: Intake, count: Count) -> Blueprint:
    """The door. `count(accepted, rejected)` is told of every request."""
    door = Blueprint("api_events", __name__)

    @door.post("/api/v1/events")
    def post_events() -> Response:
        results, entries = _judge(intake, events_of(request))
        _append(intake, entries)
        count(len(entries), len(results) - len(entries))
        log.debug("events.posted", caller=g.principal.name, accepted=len(entries), rejected=len(results) - len(entries))
        body = {"accepted": len(entries), "rejected": len(results) - len(entries), "results": results}
        return answer(body, _status(len(entries), len(results)))

    return door


def _judge(intake: Intake, events: list[Any]) -> tuple[list[dict[str, Any]], list[Fields]]:
    """A result per event, and the entries of the accepted ones."""
    results: list[dict[str, Any]] = []
    entries: list[Fields] = []
    for event in events:
        if not isinstance(event, dict):
            results.append(_rejected(None, "not_an_object", "an event is a JSON object"))
            continue
        verdict = intake.judge(event)
        if isinstance(verdict, dict):
            entries.append(verdict)
            results.append({"id": event.get("id"), "status": "accepted"})
        else:
            results.append(_rejected(event.get("id"), verdict.reason, verdict.detail))
    return results, entries


def _rejected(event_id: Any, reason: str, detail: str) -> dict[str, Any]:
    return {"id": event_id, "status": "rejected", "reason": reason, "detail": detail}


def _append(intake: Intake, entries: list[Fields]) -> None:
    if not entries:
        return
    try:
        intake.append(entries)
    except (
        redis.exceptions.ConnectionError,
        redis.exceptions.TimeoutError,
        redis.exceptions.ResponseError,  # out of memory, or read-only: nothing to do here but say so
    ) as error:
        log.warning("events.not_appended", events=len(entries), error=str(error))
        raise Problem(
            503,
            "stream_unavailable",
            "the event streams cannot be written now; some of the events may have been",
            "send all of them again with the same ids: what is there already is applied once",
            {"Retry-After": "2"},
        ) from error


def _status(accepted: int, events: int) -> int:
    if accepted == events:
        return 202
    return 207 if accepted else 422
