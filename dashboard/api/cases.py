"""GET /api/v1/cases and /api/v1/cases/<id>: cases as they stand, page by page, and the whole life of one.

What asks for words or places is answered by the index of words, which may be a little behind; the rest by the rows.
"""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from dashboard.api import case_files, case_query, params
from dashboard.api.ports import Reader
from dashboard.api.problems import Problem, answer
from dashboard.api.scoped import case_for, sees, within
from dashboard.auth import current
from dashboard.auth.auditor import Auditor
from dashboard.auth.who import Principal
from dashboard.offload import offload
from dashboard.store.caselist import CaseQuery

MOST = 1_000


def blueprint(reader: Reader, auditor: Auditor, zone: ZoneInfo) -> Blueprint:
    """The doors."""
    doors = Blueprint("api_cases", __name__)
    case_files.add(doors, reader, auditor, zone)

    @doors.get("/api/v1/cases")
    def get_cases() -> Response:
        who = current.require("cases:read")
        params.only(request.args, (*case_query.PARAMETERS, "limit", "cursor"))
        try:
            page = _searched(who) if any(map(request.args.get, case_query.ONLY_SEARCHED)) else _listed(who)
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

    def _listed(who: Principal) -> Mapping[str, Any]:
        query = _query(request.args, zone)
        return offload(reader.cases, query._replace(filters=within(who, dict(query.filters))))

    def _searched(who: Principal) -> Mapping[str, Any]:
        query = case_query.search_query(request.args, who, zone)
        return offload(reader.search, query, *_paging(request.args))

    return doors


def _paging(args: params.Args) -> tuple[int, str | None]:
    return params.number(args, "limit", 100, MOST), params.single(args, "cursor")


def _query(args: params.Args, zone: ZoneInfo) -> CaseQuery:
    limit, cursor = _paging(args)
    return CaseQuery(
        filters=params.filters(args),
        stages=case_query.stages(args),
        is_open=case_query.is_open(args),
        start=params.moment(args, "from", zone),
        end=params.moment(args, "to", zone),
        limit=limit,
        cursor=cursor,
    )
