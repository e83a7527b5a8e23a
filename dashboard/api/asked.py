"""GET /api/v1/asked: what a number is, how it was computed, and the rows behind it; as JSON page by page, or as files.

Who may see a number may ask it; its rows take the right to what they are. A wall in a hall shows no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from dashboard.api import params, tables
from dashboard.api.figures import question
from dashboard.api.problems import Problem, answer
from dashboard.api.scoped import case_for, within
from dashboard.api.tables import Files, Table
from dashboard.auth import current
from dashboard.auth.auditor import Auditor
from dashboard.auth.who import Principal, Right
from dashboard.domain.definitions import Figure, figure_of
from dashboard.domain.figures import FigureQuery, base_cases
from dashboard.domain.privacy import mask_text
from dashboard.domain.reference import Reference
from dashboard.export.sheets import Column, Sheet, Value
from dashboard.offload import offload
from dashboard.store.asking import Asker, Listed, Row, Told
from dashboard.views import asked as view
from dashboard.views.asked import Language

MOST: Final = 500
USUAL: Final = 50
_MORE: Final = ("figure", "part", "limit", "cursor", "lang")

SEEN_WITH: Final[Mapping[str, Right]] = {
    "case": "cases:read",
    "task": "cases:read",
    "event": "cases:read",
    "whistle": "whistles:see",
    "letter": "ops",
}
"""The right that the rows behind a number take, by what they are."""

_COLUMNS: Final[tuple[tuple[Column, str], ...]] = (
    (Column("编号", width=26, meaning="案件或哨的编号"), "id"),
    (Column("计入时间", "moment", "按这一时刻计入时段"), "counted_at"),
    (Column("计入数", "decimal", "对该数的贡献；考核类指标为折算数"), "counted"),
    (Column("说明", meaning="按时派遣 true/false，漏报的严重程度，异常的原因"), "note"),
    (Column("阶段"), "stage"),
    (Column("来源"), "source"),
    (Column("考核类别"), "class"),
    (Column("小类"), "category"),
    (Column("区域"), "area"),
    (Column("街道"), "street"),
    (Column("责任单位", width=24), "unit"),
    (Column("折算", "decimal"), "weight"),
    (Column("受理时间", "moment"), "begun_at"),
    (Column("立案时间", "moment"), "filed_at"),
    (Column("处置期限", "moment"), "close_due"),
    (Column("结案时间", "moment"), "closed_at"),
)


def blueprint(asker: Asker, auditor: Auditor, zone: ZoneInfo, city_now: Callable[[], int]) -> Blueprint:
    """The doors. `zone` and `city_now` (ms UTC) are the city's."""
    doors = Blueprint("api_asked", __name__)

    @doors.get("/api/v1/asked")
    def get_asked() -> Response:
        who, figure, query, language = _asked(zone, city_now())
        part = _part(figure)
        told, page = _answer(asker, (figure, part if _lists(part, who) else None), query)
        return answer(
            {
                **view.said(figure, told.value, told.terms, asker.reference, language),
                "period": told.period,
                "parts": [view.number(*one, asker.reference, language) for one in told.parts],
                "cases": page and _page(part, page, who, asker.reference, language),
            }
        )

    def make() -> Table:
        current.require("export")
        who, figure, query, language = _asked(zone, city_now())
        told = offload(asker.told, figure, query)
        part = _part(figure)
        if not _lists(part, who) or part.definition.of == "letter":
            raise current.not_allowed(SEEN_WITH[part.definition.of])
        notes = _notes(view.said(figure, told.value, told.terms, asker.reference, language), told.period)
        return Table(
            "asked", Sheet(_sheet(part), _columns(), _rows(asker, part, query, who)), notes, _detail(query, figure)
        )

    tables.serve(doors, "/api/v1/asked", Files(auditor, zone, "export.asked"), make)
    return doors


def _asked(zone: ZoneInfo, now: int) -> tuple[Principal, Figure, FigureQuery, Language]:
    """Who asks for what. Raises Problem where he may not, or it is no figure."""
    who = current.known()
    if not who.may("figures:read") and not who.may("wall:see"):
        raise current.not_allowed("figures:read")
    query = question(request.args, zone, now, *_MORE)
    figure = _figure("figure")
    area = figure.codes.get("area")
    if area is not None and who.scope.areas is not None and area not in who.scope.areas:
        raise Problem(403, "out_of_scope", f"area {area[:64]!r} lies outside your scope", "ask for another")
    language: Any = params.choice(request.args, "lang", ("zh", "en")) or "zh"
    return who, figure, query._replace(filters=within(who, dict(query.filters))), language


def _figure(name: str) -> Figure:
    path = params.single(request.args, name) or ""
    figure = figure_of(path)
    if figure is None:
        raise Problem(400, "no_such_figure", f"{name!r} is {path[:80]!r}", "a path of the figures' JSON: docs/ask.md")
    return figure


def _part(figure: Figure) -> Figure:
    """Whose rows are wanted: the first of its parts, where the question does not say."""
    parts = [figure.beside(name) for name in figure.definition.parts] or [figure.path]
    path = params.single(request.args, "part") or parts[0]
    part = figure_of(path)
    if part is None or path not in parts:
        raise Problem(
            400, "no_such_part", f"{path[:80]!r} is no part of {figure.path!r}", f"one of: {', '.join(parts)}"
        )
    return part


def _lists(part: Figure, who: Principal) -> bool:
    return part.definition.counts is not None and who.may(SEEN_WITH[part.definition.of])


def _answer(asker: Asker, asked: tuple[Figure, Figure | None], query: FigureQuery) -> tuple[Told, Listed | None]:
    """The number, and the page of rows that the query asks for."""
    limit = params.number(request.args, "limit", USUAL, MOST)
    try:
        return offload(asker.answer, asked[0], query, asked[1], limit, params.single(request.args, "cursor"))
    except ValueError as error:
        raise Problem(400, "bad_cursor", str(error), "take 'next' of the page before, as it is") from error


def _page(part: Figure, page: Listed, who: Principal, reference: Reference, language: Language) -> dict[str, Any]:
    weighted = part.counts is not None and part.counts.weighted
    total = base_cases(page.total.value) if weighted else page.total.value
    rows = [_read(row, who) for row in page.rows]
    return {
        "figure": part.path,
        "of": part.definition.of,
        "count": page.total.rows,
        "sum": total,
        "text": view.summed_up(part, page.total.rows, total, language),
        "rows": [{**row, "where": view.where(row, reference, language)} for row in rows],
        "next": page.following,
    }


def _read(row: Row, who: Principal) -> Row:
    """A row as he may read it."""
    if "title" not in row:
        return case_for(who, row)
    return row if who.may("cases:personal") else {**row, "title": mask_text(row["title"])}


def _rows(asker: Asker, part: Figure, query: FigureQuery, who: Principal) -> Iterator[tuple[Value, ...]]:
    """All rows, read page by page and aside, so that a long file stops nobody."""
    pages = asker.every(part, query)
    while (page := offload(next, pages, None)) is not None:
        for row in page:
            shown = _read(row, who)
            yield tuple(_cell(column, shown.get(name)) for column, name in _COLUMNS)


def _cell(column: Column, value: Any) -> Value:
    if column.kind == "moment":
        return None if value is None else datetime.fromisoformat(value)
    return (
        value if isinstance(value, int | float) and column.kind == "decimal" else None if value is None else str(value)
    )


def _columns() -> tuple[Column, ...]:
    return tuple(column for column, _ in _COLUMNS)


def _sheet(part: Figure) -> str:
    return part.definition.name


def _notes(said: Mapping[str, Any], period: Mapping[str, str]) -> tuple[str, ...]:
    """What the sheet of definitions says first."""
    formula = said["formula"]
    lines = (f"{said['name']}：{said['printed']}", said["definition"], formula["text"] if formula else "")
    when = f"时段 {period['from']} 至 {period['to']}，截至 {period['as_of']}"
    return tuple(line for line in (*lines, when) if line)


def _detail(query: FigureQuery, figure: Figure) -> dict[str, Any]:
    return {"figure": figure.path, "from": query.start, "to": query.end, "as_of": query.as_of, **query.filters}
