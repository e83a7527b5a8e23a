"""POST /api/v1/events: the HTTP door to the event streams.

It answers with a result per event, judged by the same codec as the projector, so a producer sees at once why one is
refused. Accepted ones are on their stream (and the server's disk) when the answer leaves; refused ones are not: the
producer still has them. 202 = all accepted, 207 = some, 422 = none, 403 = none because of their sources.
"""

from collections.abc import Callable
from typing import Any

import redis
import structlog
from flask import Blueprint, Response, request

from dashboard.acts.decide import SOURCE as DESK
from dashboard.api.cloudevents import events_of
from dashboard.api.ports import Fields, Intake
from dashboard.api.problems import Problem, answer
from dashboard.auth import current
from dashboard.auth.who import Principal

log = structlog.get_logger(__name__)

Count = Callable[[int, int], None]
NOT_ALLOWED = "source_not_allowed"


def blueprint(intake: Intake, count: Count) -> Blueprint:
    """The door. `count(accepted, rejected)` is told of every request."""
    door = Blueprint("api_events", __name__)

    @door.post("/api/v1/events")
    def post_events() -> Response:
        who = current.require("events:write")
        results, entries = _judge(intake, events_of(request), who)
        _append(intake, entries)
        count(len(entries), len(results) - len(entries))
        log.debug("events.posted", caller=who.name, accepted=len(entries), rejected=len(results) - len(entries))
        body = {"accepted": len(entries), "rejected": len(results) - len(entries), "results": results}
        return answer(body, _status(len(entries), results))

    return door


def _judge(intake: Intake, events: list[Any], who: Principal) -> tuple[list[dict[str, Any]], list[Fields]]:
    """A result per event, and the entries of the accepted ones."""
    results: list[dict[str, Any]] = []
    entries: list[Fields] = []
    for event in events:
        if not isinstance(event, dict):
            results.append(_rejected(None, "not_an_object", "an event is a JSON object"))
            continue
        verdict = intake.judge(event)
        if isinstance(verdict, dict) and not _may_write(who, event.get("source")):
            detail = f"this key may not write events of the source {event['source'][:80]!r}"
            results.append({**_rejected(event.get("id"), NOT_ALLOWED, detail), "code": 403})
        elif isinstance(verdict, dict):
            entries.append(verdict)
            results.append({"id": event.get("id"), "status": "accepted"})
        else:
            results.append(_rejected(event.get("id"), verdict.reason, verdict.detail))
    return results, entries


def _may_write(who: Principal, source: Any) -> bool:
    """A key with listed sources writes those; nobody writes what only an act at a desk may say (`/api/v1/acts`)."""
    return source != DESK and (who.sources is None or source in who.sources)


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


def _status(accepted: int, results: list[dict[str, Any]]) -> int:
    if accepted == len(results):
        return 202
    if accepted:
        return 207
    return 403 if all(result["reason"] == NOT_ALLOWED for result in results) else 422
