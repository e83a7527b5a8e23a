"""GET /api/v1/cases.csv and .xlsx: all that a search finds, as a file, masked and cut to the scope like the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, request

from dashboard.api import params, tables
from dashboard.api.case_query import PARAMETERS, search_query
from dashboard.api.ports import Reader
from dashboard.api.tables import Files, Table
from dashboard.auth import current
from dashboard.auth.auditor import Auditor
from dashboard.domain import privacy
from dashboard.domain.case import Case
from dashboard.domain.figures import base_cases
from dashboard.domain.instants import local
from dashboard.domain.wording import Told
from dashboard.export.sheets import Column, Sheet, Value
from dashboard.offload import offload

MOST: Final = 1_000_000
_CHUNK: Final = 500
COLUMNS: Final = (
    Column("编号", meaning="案件在来源系统中的编号", width=24),
    Column("受理时间", "moment", "受理，或自处置的时间"),
    Column("状态", meaning="当前所处环节，代码见 docs/api.md"),
    Column("区域", meaning="上报单位代码"),
    Column("街道"),
    Column("社区"),
    Column("网格"),
    Column("类别", meaning="部件（C）或事件（E）的四位代码"),
    Column("类别名称"),
    Column("考核类别", meaning="creation 创建，appeal 诉求，routine 常规，environment 环保，hazard 隐患"),
    Column("来源"),
    Column("严重程度"),
    Column("折算", "decimal", "折算基本案件数"),
    Column("责任单位", meaning="最后一次派遣的单位"),
    Column("立案时间", "moment"),
    Column("结案时限", "moment", "当前有效的"),
    Column("结案时间", "moment"),
    Column("作废时间", "moment"),
    Column("经度", "decimal", "WGS-84"),
    Column("纬度", "decimal", "WGS-84"),
    Column("地址", meaning="无权查看个人信息者看到的已遮盖", width=36),
    Column("问题描述", meaning="同上", width=60),
)


def add(doors: Blueprint, reader: Reader, auditor: Auditor, zone: ZoneInfo) -> None:
    """Adds both doors."""

    def make() -> Table:
        current.require("cases:read")
        who = current.require("export")
        params.only(request.args, PARAMETERS)
        query = search_query(request.args, who, zone)
        found = reader.every(query, MOST)
        hide = None if query.personal else privacy.mask_data
        asked = {name: request.args[name] for name in PARAMETERS if name in request.args}
        return Table("cases", Sheet("案件", COLUMNS, _rows(found, reader, hide, zone)), detail=asked)

    tables.serve(doors, "/api/v1/cases", Files(auditor, zone, action="export.cases"), make)


def _rows(
    found: Iterator[tuple[Case, Told]],
    reader: Reader,
    hide: Callable[[Mapping[str, Any]], dict[str, Any]] | None,
    zone: ZoneInfo,
) -> Iterator[tuple[Value, ...]]:
    while chunk := offload(lambda: list(islice(found, _CHUNK))):
        yield from (_row(case, told, reader, hide, zone) for case, told in chunk)


def _row(
    case: Case,
    told: Told,
    reader: Reader,
    hide: Callable[[Mapping[str, Any]], dict[str, Any]] | None,
    zone: ZoneInfo,
) -> tuple[Value, ...]:
    shown: dict[str, Any] = {"street": case.street, "lon": case.lon, "lat": case.lat, **told._asdict()}
    shown = hide(shown) if hide else shown
    moments = [case.filed_at, case.close_due, case.closed_at, case.voided_at]
    return (
        case.subject,
        local(case.begun_at, zone),
        case.stage,
        case.area,
        shown["street"],
        case.community,
        case.grid,
        case.category,
        reader.reference.catalogue.name(case.category),
        case.case_class,
        case.source,
        case.severity,
        base_cases(case.weight),
        case.unit,
        *(None if at is None else local(at, zone) for at in moments),
        shown["lon"],
        shown["lat"],
        shown["address"],
        shown["description"],
    )
