"""POST /api/v1/acts: officers' acts, one or a bulk, by screens and machines alike; GET says what may be done now.

Each act is decided, appended and awaited by `dashboard.acts`; this translates between HTTP and that. Of one act the
answer's status says what came of it, of several each has its own in `results`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
from flask import Blueprint, Response, request

from dashboard.acts.decide import Asked, Offer
from dashboard.acts.port import Acting, Outcome
from dashboard.acts.table import ABOUTS, About
from dashboard.api import params
from dashboard.api.problems import Problem, answer
from dashboard.auth import current
from dashboard.auth.who import Right

MOST: Final = 200
"""Acts in one request."""

_SEES: Final[Mapping[About, Right]] = {"case": "cases:read", "whistle": "whistles:see", "alert": "alerts:see"}
_STATUS: Final = {"done": 200, "under_way": 202, "failed": 503}
_OF_REASON: Final = {
    "no_right": 403,
    "handling_unit": 403,
    "not_your_unit": 403,
    "out_of_scope": 403,
    "no_such_subject": 404,
    **dict.fromkeys(
        ("no_such_act", "bad_token", "bad_field", "missing_field", "unknown_field", "nothing_to_change"), 422
    ),
}
_REFUSED: Final = 409


class ActBody(msgspec.Struct, forbid_unknown_fields=True):
    """One act as it is asked for: `token` is the form's own, so that sending it twice acts once."""

    act: Annotated[str, msgspec.Meta(max_length=64)]
    token: Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]
    subject: Annotated[str, msgspec.Meta(max_length=256)] = ""
    fields: dict[str, Any] = {}


Body = ActBody | list[ActBody]
_DECODER: Final[msgspec.json.Decoder[Body]] = msgspec.json.Decoder(Body)


def blueprint(acting: Acting) -> Blueprint:
    """The doors. Rights differ from act to act, so `decide` holds them."""
    doors = Blueprint("api_acts", __name__)

    @doors.post("/api/v1/acts")
    def post_acts() -> Response:
        who = current.known()
        body = _body()
        many = body if isinstance(body, list) else [body]
        asked = [Asked(one.act, one.subject, one.fields, one.token) for one in many]
        outcomes = acting.act(asked, who, request.remote_addr or "")
        status = _of_all(outcomes) if isinstance(body, list) else status_of(outcomes[0])
        return answer({"results": [told(outcome) for outcome in outcomes]}, status)

    @doors.get("/api/v1/acts")
    def get_acts() -> Response:
        params.only(request.args, ("about", "subject"))
        named, subject = params.choice(request.args, "about", ABOUTS), params.single(request.args, "subject")
        about = next((one for one in ABOUTS if one == named), None)
        if about is None or subject is None:
            raise Problem(400, "missing_parameter", "'about' and 'subject' are both needed", "see docs/api.md")
        who = current.require(_SEES[about])  # who may not see it is not told either that it is there
        found = acting.offers(about, subject, who)
        if found is None:
            raise Problem(404, "no_such_subject", f"there is no such {about}", "an id is its events' subject")
        return answer({"acts": [_offered(offer) for offer in found]})

    return doors


def _body() -> Body:
    # A form of another site can send text/plain without asking; JSON it cannot.
    if request.mimetype != "application/json":
        raise Problem(415, "unsupported_media_type", "the body is not JSON", "send application/json")
    try:
        found = _DECODER.decode(request.get_data(cache=False))
    except (msgspec.DecodeError, RecursionError) as error:
        raise Problem(400, "bad_body", f"the body is no act: {error}", "see docs/api.md") from error
    if isinstance(found, list) and not 1 <= len(found) <= MOST:
        raise Problem(400, "bad_body", f"{len(found)} acts in one request", f"send 1 to {MOST}")
    return found


def status_of(outcome: Outcome) -> int:
    """The HTTP status of what became of one act."""
    return _STATUS.get(outcome.status) or _OF_REASON.get(outcome.reason, _REFUSED)


def _of_all(outcomes: list[Outcome]) -> int:
    found = {status_of(outcome) for outcome in outcomes}
    return found.pop() if len(found) == 1 else 207


def told(outcome: Outcome) -> Mapping[str, Any]:
    """It as JSON."""
    return {name: value for name, value in outcome._asdict().items() if value is not None}


def _offered(offer: Offer) -> Mapping[str, Any]:
    act, no = offer
    return {
        "act": act.name,
        "label": act.label,
        "key": act.key or None,
        "possible": no is None,
        **({"reason": no.reason, "sentence": no.sentence} if no else {}),
        "fields": [
            {
                "name": field.name,
                "kind": field.kind,
                "label": field.label,
                "required": field.required,
                "choices": [{"value": choice.value, "label": choice.label} for choice in field.choices],
            }
            for field in act.fields
        ],
    }
