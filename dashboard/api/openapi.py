"""GET /api/v1/openapi.json: the machine doors as OpenAPI 3.1, put together from what the doors themselves read by.

Schemas of events come from the payloads, those of acts from the door's body, filters and groupings from the figures:
the description cannot say what the doors do not take. What belongs to several doors is in `openapi_parts`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, get_args

from flask import Blueprint, Response

from dashboard.acts.port import Status
from dashboard.acts.table import ABOUTS, ACTS
from dashboard.api import acts, audit, case_query, cases, cloudevents, reports
from dashboard.api.openapi_asked import asked_paths, asked_schemas
from dashboard.api.openapi_parts import (
    ANSWERS,
    FILTER_PARAMETERS,
    ONCE,
    SECURITY,
    TEXT,
    components,
    ok,
    parameter,
    ref,
    refusals,
)
from dashboard.api.openapi_rankings import rankings_paths
from dashboard.api.openapi_whistles import whistle_paths, whistle_schemas
from dashboard.api.problems import answer
from dashboard.domain.events import TYPES
from dashboard.domain.figures import GROUPS
from dashboard.domain.wording import MOST_TEXT
from dashboard.export.files import FORMATS
from dashboard.store.search import MOMENTS
from dashboard.store.web.audit import PAGE

VERSION: Final = "1"

Json = dict[str, Any]


def blueprint() -> Blueprint:
    """The door; open to all: it says nothing about anybody."""
    door = Blueprint("api_openapi", __name__)

    @door.get("/api/v1/openapi.json")
    def get_openapi() -> Response:
        return answer(document())

    return door


@cache
def document() -> Json:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Grid Command",
            "version": VERSION,
            "description": "The machine doors of a city's grid command centre. docs/api.md explains them.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{name: []} for name in SECURITY],
        "paths": _paths(),
        "components": {
            "securitySchemes": SECURITY,
            "responses": ANSWERS,
            "schemas": {**components(acts.ActBody, *dict.fromkeys(TYPES.values())), **_schemas()},
        },
    }


def _paths() -> Json:
    return {
        "/api/v1/events": {"post": _post_events()},
        "/api/v1/figures": {"get": _get_figures()},
        "/api/v1/cases": {"get": _get_cases()},
        "/api/v1/cases.csv": {"get": _case_file("The cases that are found, as CSV", "text/csv")},
        "/api/v1/cases.xlsx": {"get": _case_file("The cases that are found, as an Excel file", _XLSX)},
        "/api/v1/cases/{id}": {"get": _get_case()},
        **asked_paths(),
        **whistle_paths(),
        "/api/v1/acts": {"get": _get_acts(), "post": _post_acts()},
        "/api/v1/audit": {"get": _get_audit()},
        "/api/v1/audit.csv": {"get": _file("The audit log as CSV", "text/csv")},
        "/api/v1/audit.xlsx": {"get": _file("The audit log as an Excel file", _XLSX)},
        **{f"/api/v1/reports.{ending}": {"get": _get_report(ending)} for ending in FORMATS},
        **rankings_paths(),
        "/api/v1/openapi.json": {"get": _open("This description", ok("OpenAPI 3.1", {"type": "object"}))},
        "/healthz": {"get": _open("Does this process answer?", ok("It does", ref("Health")))},
        "/readyz": {
            "get": _open(
                "Is the system ready?",
                {"200": _content("Ready", ref("Readiness")), "503": _content("Not ready", ref("Readiness"))},
            )
        },
        "/metrics": {"get": _metrics()},
    }


_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _content(what: str, schema: Json, media: str = "application/json") -> Json:
    return {"description": what, "content": {media: {"schema": schema}}}


def _open(summary: str, responses: Json) -> Json:
    return {"summary": summary, "security": [], "responses": responses}


def _post_events() -> Json:
    one, many = ref("Event"), {"type": "array", "items": ref("Event"), "maxItems": cloudevents.MOST_EVENTS}
    results = {code: _content(what, ref("EventResults")) for code, what in _EVENT_ANSWERS.items()}
    return {
        "summary": "Append events",
        "description": "Takes `events:write`. Binary mode (attributes as `ce-` headers) is described in docs/api.md.",
        "requestBody": {
            "required": True,
            "content": {
                cloudevents.ONE: {"schema": one},
                cloudevents.BATCH: {"schema": many},
                cloudevents.PLAIN: {"schema": {"anyOf": [one, many]}},
            },
        },
        # 403 has two forms: the key may not write at all, or not any of these sources.
        "responses": results | refusals(400, 401, 413, 415, 429, 503) | {"403": _either("Not allowed", "EventResults")},
    }


_EVENT_ANSWERS: Final = {"202": "All accepted", "207": "Some accepted", "422": "None accepted"}


def _either(what: str, *names: str) -> Json:
    return _content(what, {"anyOf": [ref("Problem"), *map(ref, names)]})


def _get_figures() -> Json:
    grouping = parameter("group_by", {"type": "string", "enum": list(GROUPS)}, "Figures by this key")
    return {
        "summary": "Figures of a period",
        "description": "Takes `figures:read`. Filters are cut to the scope of who asks.",
        "parameters": [*ONCE["from"], *ONCE["to"], *ONCE["as_of"], *FILTER_PARAMETERS, grouping],
        "responses": ok("The figures", ref("Figures")) | refusals(400, 401, 403, 429, 503),
    }


def _case_parameters() -> list[Json]:
    stage = {"type": "array", "items": {"type": "string", "enum": list(case_query.STAGES)}}
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
    word = TEXT | {"maxLength": MOST_TEXT}
    return [
        parameter("q", word, "Words in number, address, text, street, community, unit, names of category and area"),
        parameter("bbox", box, "West, south, east, north (WGS-84)"),
        parameter("dated", {"type": "string", "enum": list(MOMENTS)}, "What `from` and `to` speak of"),
        *ONCE["from"],
        *ONCE["to"],
        parameter("stage", stage, "Where they stand"),
        parameter("open", {"type": "string", "enum": ["true", "false"]}, "Open ones, or ended ones"),
        parameter("community", TEXT, "In this community"),
        parameter("grid", TEXT, "In this grid cell"),
        *FILTER_PARAMETERS,
    ]


def _get_cases() -> Json:
    limit = {"type": "integer", "minimum": 1, "maximum": cases.MOST, "default": 100}
    paging = [parameter("limit", limit, "Cases a page"), parameter("cursor", TEXT, "`next` of the page before")]
    return {
        "summary": "Cases, newest first",
        "description": "Takes `cases:read`; names and numbers take `cases:personal`.",
        "parameters": [*_case_parameters(), *paging],
        "responses": ok("A page", ref("CasePage")) | refusals(400, 401, 403, 429, 503),
    }


def _case_file(summary: str, media: str) -> Json:
    return {
        "summary": summary,
        "description": "Takes `cases:read` and `export`; names and numbers take `cases:personal`.",
        "parameters": _case_parameters(),
        "responses": {"200": _content("The file", {"type": "string"}, media)} | refusals(400, 401, 403, 429, 503),
    }


def _get_case() -> Json:
    case_id = parameter("id", TEXT | {"minLength": 1}, "The `subject` of its events")
    return {
        "summary": "One case with its whole life",
        "description": "Takes `cases:read`. A case outside the scope is 404, like one that is not there.",
        "parameters": [case_id | {"in": "path", "required": True}],
        "responses": ok("The case", ref("Case")) | refusals(400, 401, 403, 404, 429, 503),
    }


def _get_acts() -> Json:
    about = parameter("about", {"type": "string", "enum": list(ABOUTS)}, "What the id is of")
    subject = parameter("subject", TEXT | {"minLength": 1}, "Its id")
    return {
        "summary": "What may be done to a case, whistle or alert now, and why not the rest",
        "parameters": [about | {"required": True}, subject | {"required": True}],
        "responses": ok("The acts", ref("Offers")) | refusals(400, 401, 403, 404, 429, 503),
    }


def _post_acts() -> Json:
    many = {"type": "array", "items": ref("ActBody"), "minItems": 1, "maxItems": acts.MOST}
    codes = {
        "200": "Done",
        "202": "Under way",
        "207": "Of several, each has its own result",
        "404": "Nothing of that id in your scope",
        "409": "The state does not allow it",
        "422": "The form is not filled in rightly",
    }
    told = {code: _content(what, ref("ActResults")) for code, what in codes.items()}
    mixed = {"403": _either("Not allowed", "ActResults"), "503": _either("Not now", "ActResults")}
    return {
        "summary": "Act: one act, or up to 200",
        "description": "Which right an act takes, and its fields: docs/api.md. The same token acts once.",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"anyOf": [ref("ActBody"), many]}}},
        },
        "responses": told | mixed | refusals(400, 401, 413, 415, 429),
    }


def _audit_parameters() -> list[Json]:
    words = [parameter(name, TEXT, what) for name, what in _AUDIT_WORDS.items()]
    return [*words, parameter("outcome", {"type": "string", "enum": ["done", "refused"]}, "What came of it")]


_AUDIT_WORDS: Final = {
    "who": "Part of a name",
    "action": "Its beginning, such as `act.`",
    "text": "In target or detail",
}


def _get_audit() -> Json:
    limit = {"type": "integer", "minimum": 1, "maximum": audit.MOST, "default": PAGE}
    before = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
    paging = [parameter("limit", limit, "Entries a page"), parameter("before", before, "`next` of the page before")]
    return {
        "summary": "The audit log, newest first",
        "description": "Takes `admin`.",
        "parameters": [*_audit_parameters(), *ONCE["from"], *ONCE["to"], *paging],
        "responses": ok("A page", ref("AuditPage")) | refusals(400, 401, 403, 429, 503),
    }


def _file(summary: str, media: str) -> Json:
    return {
        "summary": summary,
        "description": "Takes `admin`.",
        "parameters": [*_audit_parameters(), *ONCE["from"], *ONCE["to"]],
        "responses": {"200": _content("The file", {"type": "string"}, media)} | refusals(400, 401, 403, 429, 503),
    }


def _get_report(ending: str) -> Json:
    edition = {"type": "integer", "minimum": 1, "maximum": reports.MOST_EDITION}
    more = [
        parameter("edition", edition, "A sealed edition; without it the draft"),
        parameter("scope", TEXT, "The part of the city that it was written for, such as `area:530102`"),
    ]
    bounds = [one | {"required": True} for one in (*ONCE["from"], *ONCE["to"])]
    return {
        "summary": f"The situation report of a period, as .{ending}",
        "description": "Takes `reports:see`.",
        "parameters": [*bounds, *ONCE["as_of"], *more],
        "responses": {"200": _content("The file", {"type": "string"}, FORMATS[ending].media)}
        | refusals(400, 401, 403, 404, 429, 503),
    }


def _metrics() -> Json:
    return {
        "summary": "Prometheus metrics",
        "description": "Takes `ops`.",
        "responses": {"200": _content("Metrics", {"type": "string"}, "text/plain")} | refusals(401, 403, 429, 503),
    }


def _schemas() -> Json:
    """Answers, and the envelope of events."""
    result = {"id": {}, "status": {"enum": ["accepted", "rejected"]}, "reason": TEXT, "detail": TEXT}
    outcome = {
        "act": TEXT,
        "subject": TEXT,
        "status": {"enum": list(get_args(Status))},
        "reason": TEXT,
        "sentence": TEXT,
    }
    offer = {"act": {"enum": list(ACTS)}, "label": TEXT, "possible": {"type": "boolean"}, "fields": {"type": "array"}}
    return {
        "Event": {"anyOf": [_event(name, kind.__name__) for name, kind in TYPES.items()]},
        "EventResults": _object(accepted=_COUNT, rejected=_COUNT, results=_list(_object(**result) | _MAY_LACK)),
        "ActResults": _object(results=_list(_object(**outcome))),
        "Offers": _object(acts=_list(_object(**offer))),
        **asked_schemas(),
        **whistle_schemas(),
        "Figures": _object(period=_object(**dict.fromkeys(("from", "to", "as_of"), TEXT))),
        "Case": _object(id=TEXT, stage={"enum": list(case_query.STAGES)}, complete={"type": "boolean"}),
        "CasePage": _object(cases=_list(ref("Case")), next=_MAYBE),
        "AuditPage": _object(entries=_list(_object(no=_COUNT, at=TEXT, who=TEXT, action=TEXT)), next=_NEXT_NO),
        "Health": _object(status={"const": "ok"}),
        "Readiness": _object(ready={"type": "boolean"}),
        "Problem": _object(error=_object(code=TEXT, message=TEXT, hint=TEXT)),
    }


_COUNT: Final[Json] = {"type": "integer", "minimum": 0}
_MAYBE: Final[Json] = {"type": ["string", "null"]}
_NEXT_NO: Final[Json] = {"type": ["integer", "null"]}
_MAY_LACK: Final[Json] = {"required": ["id", "status"]}


def _event(name: str, payload: str) -> Json:
    short: Json = {"type": "string", "minLength": 1, "maxLength": 256}
    fixed: Json = {"specversion": {"const": "1.0"}, "type": {"const": name}}
    attributes: Json = {
        "id": short,
        "source": short,
        "subject": short,
        "time": {"type": "string", "format": "date-time"},
    }
    return _object(**fixed, **attributes, data=ref(payload)) | {"title": name}


def _object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(of: Json) -> Json:
    return {"type": "array", "items": of}
