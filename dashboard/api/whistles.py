"""GET /api/v1/whistles and /api/v1/whistles/statistics, as JSON, CSV and Excel: the archive, and what is counted of it.

Cut to the scope of who asks; titles are masked for who does not need them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from dashboard.api import params, tables
from dashboard.api.problems import Problem, answer
from dashboard.api.scoped import within
from dashboard.api.tables import Files, Table
from dashboard.auth import current
from dashboard.auth.who import Principal
from dashboard.domain import privacy, whistle_stats
from dashboard.domain.instants import local, render
from dashboard.domain.payloads import LEVELS
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_kinds import STEPS
from dashboard.export.sheets import Column, Sheet, Value
from dashboard.offload import offload
from dashboard.store.whistle_reader import WhistleQuery, WhistleReader

MOST: Final = 1_000
LISTS: Final = ("level", "area", "kind", "department")
PARAMETERS: Final = ("from", "to", "as_of", *LISTS, "q")
_MOMENTS: Final = ("blown_at", "handled_at", "ended_at")
_STEP_WORDS: Final = {"sign": "签收", "contact": "联系", "check_in": "报到", "solve": "处置"}
_KEY_WORDS: Final = {"level": "级别", "area": "区域", "kind": "类型", "department": "部门"}

ARCHIVE: Final = (
    Column("编号", meaning="哨件在系统中的编号", width=30),
    Column("哨号", width=24),
    Column("级别", meaning="city 市级，district 区级，street 街道级"),
    Column("类型"),
    Column("区域", meaning="上报单位代码"),
    Column("事由", width=40),
    Column("召集部门", width=48),
    Column("阶段"),
    Column("吹哨时间", "moment"),
    Column("处置完成时间", "moment"),
    Column("结束时间", "moment", "销哨或撤回"),
    Column("均分", "decimal", "吹哨单位对各部门评分的平均"),
    Column("相关案件", width=40),
)
COUNTED: Final = (
    Column("分组", meaning="合计，或按级别、区域、类型、部门"),
    Column("名称"),
    Column("吹哨", "count", "吹响的哨件；按部门为召集到的"),
    Column("销哨", "count"),
    Column("撤回", "count"),
    Column("重复", "count", "同一地点先前已吹过哨：同一案件、同一区域同一事由，或约 200 米内同类案件"),
    *(
        column
        for word in _STEP_WORDS.values()
        for column in (
            Column(f"应{word}", "count", "已完成，或时限已过仍未完成"),
            Column(f"按期{word}", "count", "不迟于时限"),
            Column(f"按期{word}率", "rate", f"按期{word} ÷ 应{word}"),
        )
    ),
    Column("评分数", "count"),
    Column("均分", "decimal"),
)


@dataclass(frozen=True)
class WhistleDoors:
    """What the doors stand on. `city_now` is the city's clock, ms UTC."""

    reader: WhistleReader
    city_now: Callable[[], int]
    zone: ZoneInfo


def blueprint(deps: WhistleDoors, files: Callable[[str], Files]) -> Blueprint:
    """The doors; `files` makes what a door of files stands on from its name in the audit."""
    doors = Blueprint("api_whistles", __name__)

    @doors.get("/api/v1/whistles")
    def get_whistles() -> Response:
        who, query = _asked((*PARAMETERS, "limit"), deps.zone)
        found = offload(deps.reader.archive, query)
        limit = params.number(request.args, "limit", 100, MOST)
        return answer({"total": len(found), "whistles": [told(one, who, deps.zone) for one in found[:limit]]})

    @doors.get("/api/v1/whistles/statistics")
    def get_statistics() -> Response:
        _, query = _asked(PARAMETERS, deps.zone)
        return answer(offload(deps.reader.statistics, query, deps.city_now()))

    def archive() -> Table:
        who, query = _asked(PARAMETERS, deps.zone)
        current.require("export")
        found = offload(deps.reader.archive, query)
        rows = (_row(one, who, deps.zone) for one in found)
        return Table("whistles", Sheet("哨件", ARCHIVE, rows), detail=dict(request.args))

    def statistics() -> Table:
        _, query = _asked(PARAMETERS, deps.zone)
        current.require("export")
        found = offload(deps.reader.statistics, query, deps.city_now())
        return Table("whistle-statistics", Sheet("统计", COUNTED, _counted(found)), detail=dict(request.args))

    tables.serve(doors, "/api/v1/whistles", files("export.whistles"), archive)
    tables.serve(doors, "/api/v1/whistles/statistics", files("export.whistle_statistics"), statistics)
    return doors


def told(one: Whistle, who: Principal, zone: ZoneInfo) -> dict[str, Any]:
    """A whistle as JSON; moments as RFC 3339."""
    moments = {name: _moment(getattr(one, name), zone) for name in _MOMENTS}
    departments = [
        {
            "name": name,
            **{step: _moment(getattr(called, step), zone) for step in ("signed_at", "contacted_at", "checked_in_at")},
            "score": called.score,
        }
        for name, called in one.departments.items()
    ]
    plain = {name: getattr(one, name) for name in ("number", "level", "kind", "area", "stage", "verified", "cases")}
    return {"id": one.subject, "title": _title(one, who), **plain, **moments, "departments": departments}


def _asked(known: tuple[str, ...], zone: ZoneInfo) -> tuple[Principal, WhistleQuery]:
    """Who asks, and for what; what lies outside his scope by name is refused. Raises Problem."""
    who = current.require("whistles:see")
    params.only(request.args, known)
    lists = {name: _values(name) for name in LISTS}
    unknown = sorted(lists["level"].difference(LEVELS))
    if unknown:
        raise Problem(400, "bad_value", f"'level' is {unknown[0][:40]!r}", f"any of: {', '.join(LEVELS)}")
    within(who, {"area": tuple(lists["area"])} if lists["area"] else {})
    return who, WhistleQuery(
        start=params.moment(request.args, "from", zone),
        end=params.moment(request.args, "to", zone),
        as_of=params.moment(request.args, "as_of", zone),
        levels=lists["level"],
        areas=lists["area"],
        kinds=lists["kind"],
        departments=lists["department"],
        # By words that he may not read nothing is found either.
        text=(params.single(request.args, "q") or "") if who.may("cases:personal") else _masked_text(),
        scope=who.scope,
    )


def _masked_text() -> str:
    text = params.single(request.args, "q") or ""
    if privacy.mask_text(text) != text:
        raise Problem(403, "not_allowed", "these words take the right 'cases:personal'", "see docs/api.md")
    return text


def _values(name: str) -> frozenset[str]:
    return frozenset(part for value in request.args.getlist(name) for part in value.split(",") if part)


def _title(one: Whistle, who: Principal) -> str:
    return one.title if who.may("cases:personal") else privacy.mask_text(one.title)


def _moment(at: int | None, zone: ZoneInfo) -> str | None:
    return None if at is None else render(at, zone)


def _row(one: Whistle, who: Principal, zone: ZoneInfo) -> tuple[Value, ...]:
    scores = [called.score for called in one.departments.values() if called.score is not None]
    return (
        one.subject,
        one.number,
        one.level,
        one.kind,
        one.area,
        _title(one, who),
        "、".join(one.departments),
        one.stage,
        *(None if at is None else local(at, zone) for at in (one.blown_at, one.handled_at, one.ended_at)),
        sum(scores) / len(scores) if scores else None,
        "、".join(one.cases),
    )


def _counted(found: Mapping[str, Any]) -> Iterator[tuple[Value, ...]]:
    yield ("合计", "", *_counts(found["total"]))
    for key in whistle_stats.KEYS:
        for code, counts in found[f"by_{key}"].items():
            yield (_KEY_WORDS[key], code, *_counts(counts))


def _counts(counts: Mapping[str, Any]) -> Iterator[Value]:
    yield from (counts[name] for name in ("blown", "closed", "withdrawn", "repeats"))
    for step in STEPS:
        yield from (counts[step][name] for name in ("due", "on_time", "rate"))
    yield from (counts["rated"], counts["score"])
