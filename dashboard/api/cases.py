"""GET /api/v1/cases and /api/v1/cases/<id>: cases as they stand, page by page, and the whole life of one."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from dashboard.api import params
from dashboard.api.ports import Reader
from dashboard.api.problems import Problem, answer
from dashboard.api.scoped import case_for, sees, within
from dashboard.auth import current
from dashboard.domain.figures import FILTERS
from dashboard.offload import offload
from dashboard.store.caselist import CaseQuery

MOST = 1_000
STAGES = (
    "incomplete",
    "accepted",
    "filed",
    "dispatched",
    "returned",
    "handled",
    "reported_back",
    "rework",
    "verified",
    "closed",
    "reopened",
    "self_handled",
    "voided",
)


def blueprint(reader: Reader, zone: ZoneInfo) -> Blueprint:
    """The doors."""
    doors = Blueprint("api_cases", __name__)

    @doors.get("/api/v1/cases")
    def get_cases() -> Response:
        who = current.require("cases:read")
        query = _query(request.args, zone)
        try:
            page = offload(reader.cases, query._replace(filters=within(who, dict(query.filters))))
        except ValueError as error:
            raise Problem(400, "bad_cursor", str(error), "take 'next' of the page before, as it is") from error
        return answer({**page, "cases": [case_for(who, case) for case in page["cases"]]})

    @doors.get("/api/v1/cases/<path:case_id>")
    def get_case(case_id: str) -> Response:
        who = current.require("cases:read")
        case = offload(reader.case, case_id) if "\x00" not in case_id else None
        # One that lies outside is told like one that is not there.
        if case is None or not sees(who, case):
            raise Problem(404, "no_such_case", f"there is no case {case_id[:80]!r}", "an id is its events' subject")
        return answer(case_for(who, case))

    return doors


def _query(args: params.Args, zone: ZoneInfo) -> CaseQuery:
    params.only(args, ("from", "to", "stage", "open", "limit", "cursor", *FILTERS))
    stages = tuple(part for value in args.getlist("stage") for part in value.split(",") if part)
    for stage in stages:
        if stage not in STAGES:
            raise Problem(400, "bad_value", f"'stage' is {stage[:40]!r}", f"any of: {', '.join(STAGES)}")
    is_open = params.choice(args, "open", ("true", "false"))
    return CaseQuery(
        filters=params.filters(args),
        stages=stages,
        is_open=None if is_open is None else is_open == "true",
        start=params.moment(args, "from", zone),
        end=params.moment(args, "to", zone),
        limit=params.number(args, "limit", 100, MOST),
        cursor=params.single(args, "cursor"),
    )
