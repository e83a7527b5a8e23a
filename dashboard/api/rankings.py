"""GET /api/v1/rankings.csv and .xlsx: a ranking's table as a file, by the same question as the page's address.

Takes the rights `figures:read` and `export`; what lies outside the asker's scope is in no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from flask import Blueprint, request

from dashboard.api import params, tables
from dashboard.api.tables import Files, Table
from dashboard.auth import current
from dashboard.domain.ranking import formula
from dashboard.export.sheets import Column, Kind, Sheet, Value
from dashboard.offload import offload
from dashboard.rankings import Rankings
from dashboard.views.rankings import metrics
from dashboard.views.rankings.asked import PARAMETERS, Asked, asked
from dashboard.views.wall.labels import GROUPS

_KINDS: Final[Mapping[str, Kind]] = {"rate": "rate", "count": "decimal", "score": "decimal"}
_FILES: Final = {"area": "区域排名", "street": "街道排名", "unit": "部门排名", "reporter": "岗位排名"}


def blueprint(rankings: Rankings, files: Files, city_now: Callable[[], int]) -> Blueprint:
    """The doors. `city_now` is the city's clock, ms UTC."""
    doors = Blueprint("api_rankings", __name__)

    def make() -> Table:
        who = current.require("figures:read")
        current.require("export")
        params.only(request.args, (*PARAMETERS, "at"))
        question = asked(request.args)
        moment = params.moment(request.args, "at", rankings.zone)
        data = offload(rankings.table, question, who, city_now() if moment is None else moment)
        return table(question, data)

    tables.serve(doors, "/api/v1/rankings", files, make)
    return doors


def table(question: Asked, data: Mapping[str, Any]) -> Table:
    """The file of a ranking (`dashboard.views.rankings.table`)."""
    shown = [metrics.BY_NAME[name] for name in data["columns"]]
    period = data["periods"]["now"]
    notes = [f"{period['from']} – {period['to']}"]
    if question.figure == "score":
        notes.append(f"综合得分 = {formula(data['weights'])}；没有数据的一项不计，其余按比例补足。")
    detail = {"query": question.address()}
    sheet = Sheet(_FILES[question.tab], tuple(_columns(question, shown)), _rows(question, data))
    return Table(f"rankings-{question.tab}-{period['from'][:10]}", sheet, tuple(notes), detail)


def _columns(question: Asked, shown: list[metrics.Metric]) -> Iterator[Column]:
    yield Column("名次", "count", "并列者同名次；区域在各自分组内排名")
    yield Column("升降", "count", "与昨日终了（今日：昨日此时）相比上升的位数，负数为下降")
    if question.of_area:
        yield Column("分组")
        yield Column("编码")
    yield Column("名称", width=26)
    for metric in shown:
        yield Column(metric.label, _KINDS[metric.kind], metric.meaning)
    for label in ("上期", "去年同期"):
        yield Column(f"{shown[0].label}（{label}）", _KINDS[shown[0].kind], f"{label}的{shown[0].label}", 20)


def _rows(question: Asked, data: Mapping[str, Any]) -> Iterator[tuple[Value, ...]]:
    for row in data["rows"]:
        head: tuple[Value, ...] = (row["rank"], row["moved"])
        names = (GROUPS[row["group"]], row["id"], row["name"]) if question.of_area else (row["name"],)
        cells = (row["cells"][name][1] for name in data["columns"])
        yield (*head, *names, *cells, row["before"][1], row["last_year"][1])
