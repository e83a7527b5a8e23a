"""The archive and the statistics of whistles: drawn by the server for what the address asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dash import html
from dash.development.base_component import Component

from callbacks.desk_pages import Visit
from callbacks.whistles_answers import Answers, hiding
from dashboard.arguments import moment
from dashboard.domain.instants import local, midnight
from dashboard.errors import UsageError
from dashboard.store.whistle_reader import WhistleQuery
from dashboard.views.duty.rows import area_name
from dashboard.views.whistles import archive, blow, statistics
from layouts.whistles import archive as layout
from layouts.whistles import statistics as tables
from layouts.whistles.archive import Choices

MOST: Final = 500
"""Rows that are shown; files have all."""
ARCHIVE: Final = "/whistles/archive"
STATISTICS: Final = "/whistles/statistics"
_FILES: Final = {ARCHIVE: "/api/v1/whistles", STATISTICS: "/api/v1/whistles/statistics"}


def draw(visit: Visit, answers: Answers) -> Component:
    """The tab for a visit's path and query."""
    try:
        query = query_of(visit, answers)
    except UsageError:
        return _frame(visit, answers, [html.P(visit.words("日期应写成 2024-11-01 这样"), className="fault")])
    found = _archive(visit, answers, query) if visit.path.startswith(ARCHIVE) else _counted(visit, answers, query)
    return _frame(visit, answers, [layout.files(_FILES[_place(visit)], visit.query, visit.words), *found])


def query_of(visit: Visit, answers: Answers) -> WhistleQuery:
    """What the address asks for. Statistics are of the present month unless it says otherwise. UsageError."""
    asked, zone = visit.query, answers.deps.zone
    start, end = (moment(asked[name], zone) if asked.get(name) else None for name in ("from", "to"))
    if start is None and end is None and _place(visit) == STATISTICS:
        start = midnight(local(visit.now(answers.deps.city_now()), zone).date().replace(day=1), zone)
    return WhistleQuery(
        start,
        end,
        visit.at,
        levels=_one(asked, "level"),
        areas=_one(asked, "area"),
        kinds=_one(asked, "kind"),
        departments=_one(asked, "department"),
        text=asked.get("q", ""),
        scope=visit.who.scope,
    )


def _one(asked: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset({asked[name]}) if asked.get(name) else frozenset()


def _place(visit: Visit) -> str:
    return ARCHIVE if visit.path.startswith(ARCHIVE) else STATISTICS


def _archive(visit: Visit, answers: Answers, query: WhistleQuery) -> list[Component]:
    found, deps = answers.archive(query), answers.deps
    rows = archive.rows(
        found[:MOST], deps.whistles.courses, deps.reference(), visit.now(deps.city_now()), hiding(visit.who)
    )
    return [layout.table(rows, deps.zone, visit.words, more=len(found) > MOST)]


def _counted(visit: Visit, answers: Answers, query: WhistleQuery) -> list[Component]:
    deps = answers.deps
    now = visit.now(deps.city_now())
    found = deps.run(deps.whistles.statistics, query, now)
    return tables.tables(statistics.total(found), statistics.groups(found, deps.reference(), now), visit.words)


def _frame(visit: Visit, answers: Answers, body: list[Component]) -> Component:
    reference = answers.deps.reference()
    past = answers.archive(WhistleQuery(scope=visit.who.scope))
    areas = [(area.code, area_name(reference, area.code)) for area in reference.areas]
    now = answers.deps.city_now()
    kinds = [(kind, reference.whistles.name(kind, now)) for kind in sorted({one.kind for one in past if one.kind})]
    choices = Choices(areas, kinds, sorted(blow.known("", past, ())))
    return layout.frame(_place(visit), visit.query, choices, body, visit.words)
