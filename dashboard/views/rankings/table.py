"""The table of a ranking: rows with places, movement, comparisons and figures that know their names. PURE.

Districts are ranked within their groups, all others among themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dashboard.domain import ranking
from dashboard.domain.areas import Areas
from dashboard.domain.figures import Figures, totals
from dashboard.domain.instants import render
from dashboard.domain.measures import Sums
from dashboard.domain.privacy import SOMEBODY
from dashboard.domain.ranking_periods import Bounds, Periods
from dashboard.views.rankings import metrics
from dashboard.views.rankings.asked import Asked
from dashboard.views.rankings.metrics import Metric

Data = dict[str, Any]


class Read(NamedTuple):
    """The sums by key of each period; `yesterday` is empty where nothing can have moved."""

    now: Mapping[str, Sums]
    before: Mapping[str, Sums]
    last_year: Mapping[str, Sums]
    yesterday: Mapping[str, Sums]


class Told(NamedTuple):
    """What the table needs beside the sums: names, the weights of the score, and what else counts for a unit."""

    areas: Areas
    weights: Mapping[str, int]
    zone: ZoneInfo
    first_responses: Mapping[str, int] | None = None


def table(asked: Asked, periods: Periods, read: Read, told: Told) -> Data:
    """`{"periods": {now, before, last_year, yesterday}, "columns": […], "rows": [row], "weights"}`, best first.

    A row: `{"id", "name", "group", "rank": n|null, "moved": n|null, "cells": {figure: [path, value, status]},
    "before": [path, value], "last_year": …, "filters": "street=…", "missing": [parts of the score without a value]}`.
    """
    groups = _groups(asked, read, told.areas)
    columns = metrics.columns(asked.metric, of_area=asked.of_area)
    rows = []
    for group, keys in groups.items():
        now, was = (_values(asked, keys, sums, told.weights) for sums in (read.now, read.yesterday))
        places = ranking.places(now, asked.metric.better)
        moves = ranking.moved(places, ranking.places(was, asked.metric.better)) if periods.yesterday else {}
        made = [_row(asked, key, columns, read, told) for key in keys]
        for row in made:
            row |= {"group": group, "rank": places.get(row["id"]), "moved": moves.get(row["id"])}
        rows += sorted(made, key=lambda row: (row["rank"] is None, row["rank"]))
    return {
        "periods": bounds_of(periods, told.zone),
        "columns": [column.name for column in columns],
        "rows": rows,
        "weights": dict(told.weights),
    }


def _groups(asked: Asked, read: Read, areas: Areas) -> dict[str, Sequence[str]]:
    """Group → keys: of areas all there are, of others those with anything in the period."""
    if asked.of_area:
        return {group: codes for group, codes in areas.groups.items() if codes}
    return {"": sorted(key for key, sums in read.now.items() if any(sums.values()))}


def _values(
    asked: Asked, keys: Sequence[str], sums: Mapping[str, Sums], weights: Mapping[str, int]
) -> dict[str, float | None]:
    return {key: value(asked, asked.metric, totals(sums.get(key, Sums())), weights) for key in keys}


def value(asked: Asked, metric: Metric, figures: Figures, weights: Mapping[str, int]) -> float | None:
    """A figure, or the score, of one group's totals."""
    if metric.kind == "score":
        return ranking.score(metrics.parts(figures, of_area=asked.of_area), weights).value
    return metrics.value(metric, figures)


def _row(asked: Asked, key: str, columns: Sequence[Metric], read: Read, told: Told) -> Data:
    now = totals(read.now.get(key, Sums()))
    chosen = asked.metric
    row: Data = {
        "id": key,
        "name": told.areas.name(key) if asked.of_area else key,
        "cells": {column.name: _cell(asked, column, key, now, told) for column in columns},
        "filters": {column.name: _filters(asked, column, key) for column in columns},
        "missing": [],
    }
    for name, sums in (("before", read.before), ("last_year", read.last_year)):
        row[name] = _cell(asked, chosen, key, totals(sums.get(key, Sums())), told)
    if chosen.kind == "score":
        missing = ranking.score(metrics.parts(now, of_area=asked.of_area), told.weights).missing
        row["missing"] = [part.label for part in ranking.PARTS if part.name in missing]
    if told.first_responses is not None:
        row["first_responses"] = told.first_responses.get(key, 0)
    return row


def _cell(asked: Asked, metric: Metric, key: str, figures: Figures, told: Told) -> list[Any]:
    found = value(asked, metric, figures, told.weights)
    status = metric.target.status(found) if metric.target else None
    return [_path(asked, metric, key), found, status]


def _path(asked: Asked, metric: Metric, key: str) -> str:
    """Where the figure stands in the contract's JSON, of the city or of what `_filters` says; "" where it does not: a
    score, or the figure of somebody whose name is not told.
    """
    if key.startswith(SOMEBODY) and asked.tab == "reporter":
        return ""
    return metric.area_path.format(area=key) if asked.of_area and metric.area_path else metric.path


def _filters(asked: Asked, metric: Metric, key: str) -> str:
    """What the figures are filtered by at that path: `street=…;area=…`."""
    found = {"class": asked.case_class}
    if not asked.of_area:
        found |= {"area": asked.area, asked.tab: key}
    elif not metric.area_path:
        found["area"] = key
    return ";".join(f"{name}={text}" for name, text in found.items() if text)


def day(bounds: Bounds, zone: ZoneInfo) -> str:
    """The date of a day, as people read it."""
    return render(bounds.start, zone)[:10]


def bounds_of(periods: Periods, zone: ZoneInfo) -> dict[str, dict[str, str] | None]:
    """The periods as screens carry them: from and to, RFC 3339."""
    return {name: _bounds(bounds, zone) for name, bounds in periods._asdict().items()}


def _bounds(bounds: Bounds | None, zone: ZoneInfo) -> dict[str, str] | None:
    if bounds is None:
        return None
    return {"from": render(bounds.start, zone), "to": render(bounds.end, zone)}
