"""GET /api/v1/reports.docx, .pdf, .xlsx: a situation report as a file. Takes `reports:see`, and keeps to the scope.

That somebody took one is an entry of the audit log. The file is made aside, in a second or some.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, request

from dashboard.api import params
from dashboard.api.problems import Problem
from dashboard.auth import current
from dashboard.auth.auditor import Auditor
from dashboard.auth.who import Principal, Scope
from dashboard.domain.report_edits import ReportKey
from dashboard.errors import UsageError
from dashboard.export.files import FORMATS
from dashboard.offload import offload
from dashboard.report_desk import ReportDesk

MOST_EDITION: Final = 100_000
_PARTS: Final = ("from", "to", "as_of", "edition", "scope")


def blueprint(desk: ReportDesk, auditor: Auditor) -> Blueprint:
    """The doors, one for each form."""
    doors = Blueprint("api_reports", __name__)
    for ending in FORMATS:
        doors.add_url_rule(f"/api/v1/reports.{ending}", f"get_reports_{ending}", _door(desk, auditor, ending))
    return doors


def _door(desk: ReportDesk, auditor: Auditor, ending: str) -> Callable[[], Response]:
    def get_report() -> Response:
        key, as_of, edition = _query(desk, current.require("reports:see"))
        try:
            body = offload(_made, desk.aside(), key, as_of, edition, ending)
        except UsageError as error:
            raise Problem(404, "no_report", str(error), "choose another period or edition") from error
        name = f"report-{request.args['from'][:10]}-{request.args['to'][:10]}.{ending}"
        auditor.here("export.report", name, detail={"scope": key.scope, "edition": edition})
        response = Response(body, mimetype=FORMATS[ending].media)
        response.headers.set("Content-Disposition", "attachment", filename=name)
        response.headers["Cache-Control"] = "no-store"
        return response

    return get_report


def _made(desk: ReportDesk, key: ReportKey, as_of: int, edition: int, ending: str) -> bytes:
    return FORMATS[ending].make(desk.printed(key, as_of, edition), desk.zone)


def _query(desk: ReportDesk, who: Principal) -> tuple[ReportKey, int, int]:
    """Which report, as of when, and which edition (0: the draft)."""
    args = request.args
    params.only(args, _PARTS)
    start, end = (params.moment(args, name, desk.zone) for name in ("from", "to"))
    if start is None or end is None or end <= start:
        raise Problem(400, "bad_period", "a report has a period", "give 'from' and, after it, 'to'")
    as_of = params.moment(args, "as_of", desk.zone)
    now = desk.now()
    edition = params.number(args, "edition", 0, MOST_EDITION)
    scope = params.single(args, "scope") or who.scope.name
    named = Scope.named(scope)
    if named is None or not who.scope.covers(named):
        raise Problem(403, "out_of_scope", f"{scope[:64]!r} lies outside your scope", "leave 'scope' out")
    return ReportKey(start, end, scope), now if as_of is None else min(as_of, now), edition
