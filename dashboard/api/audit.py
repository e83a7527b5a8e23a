"""GET /api/v1/audit: the audit log, searched page by page, or whole as a CSV or Excel file. Takes the right `admin`.

Files are made as they are sent, however long the log is. That somebody took one is an entry of the log itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from dashboard.api import params, tables
from dashboard.api.problems import Problem, answer
from dashboard.api.tables import Files, Table
from dashboard.auth import current
from dashboard.auth.auditor import Auditor
from dashboard.domain.instants import local, render
from dashboard.export.sheets import Column, Sheet, Value
from dashboard.offload import offload
from dashboard.store.web.audit import PAGE, AuditQuery, AuditStore, Entry

MOST: Final = 1_000
COLUMNS: Final = (
    Column("编号", "count", "按记录先后"),
    Column("时间", "moment", "服务器时间"),
    Column("身份", meaning="user 用户，device 大屏，key 接口密钥，loopback 本机，system 系统"),
    Column("账号", meaning="在该身份中唯一"),
    Column("姓名", meaning="屏幕上显示的名称"),
    Column("操作", meaning="做了什么"),
    Column("对象", meaning="对什么做的", width=36),
    Column("结果", meaning="done 完成，refused 被拒绝"),
    Column("详情", meaning="JSON", width=60),
    Column("地址", meaning="从哪个网络地址"),
)
_WORDS: Final = ("who", "action", "text")
_PARTS: Final = (*_WORDS, "outcome", "from", "to")
_CHUNK: Final = 500


def blueprint(store: AuditStore, auditor: Auditor, zone: ZoneInfo) -> Blueprint:
    """The doors."""
    doors = Blueprint("api_audit", __name__)

    @doors.get("/api/v1/audit")
    def get_audit() -> Response:
        current.require("admin")
        query = _query(zone, "limit", "before")
        page = offload(store.search, query)
        entries = [{**entry._asdict(), "at": render(entry.at, zone)} for entry in page.entries]
        return answer({"entries": entries, "next": page.following})

    def make() -> Table:
        current.require("admin")
        query = _query(zone)
        asked = {key: value for key, value in query._asdict().items() if value}
        return Table("audit", Sheet("审计", COLUMNS, _rows(store, query, zone)), detail=asked)

    tables.serve(doors, "/api/v1/audit", Files(auditor, zone, "export.audit"), make)
    return doors


def _query(zone: ZoneInfo, *more: str) -> AuditQuery:
    args = request.args
    params.only(args, (*_PARTS, *more))
    words = {name: params.single(args, name) or "" for name in _WORDS}
    before = params.single(args, "before")
    if before is not None and not (before.isascii() and before.isdecimal() and len(before) < 19):
        raise Problem(400, "bad_cursor", f"'before' is {before[:40]!r}", "take 'next' of the page before, as it is")
    outcome: Any = params.choice(args, "outcome", ("done", "refused"))
    return AuditQuery(
        **words,
        outcome=outcome,
        start=params.moment(args, "from", zone),
        end=params.moment(args, "to", zone),
        limit=params.number(args, "limit", PAGE, MOST),
        before=None if before is None else int(before),
    )


def _rows(store: AuditStore, query: AuditQuery, zone: ZoneInfo) -> Iterator[tuple[Value, ...]]:
    """The log, read page by page and aside, so that a long file stops nobody."""
    query = query._replace(limit=_CHUNK)
    while True:
        page = offload(store.search, query)
        yield from (_row(entry, zone) for entry in page.entries)
        if page.following is None:
            return
        query = query._replace(before=page.following)


def _row(entry: Entry, zone: ZoneInfo) -> tuple[Value, ...]:
    detail = json.dumps(entry.detail, ensure_ascii=False)
    told = entry._replace(detail={})
    return told.no, local(told.at, zone), *told[2:8], detail, told.address
