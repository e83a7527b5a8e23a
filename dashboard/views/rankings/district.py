"""One district on one sheet: its figures compared, by class, street, unit, category and source, as plain data. PURE."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from dashboard.domain.figures import totals
from dashboard.domain.measures import Sums
from dashboard.domain.payloads import CLASSES, SOURCES
from dashboard.domain.ranking_periods import Periods
from dashboard.views.rankings import metrics, table
from dashboard.views.rankings.asked import Asked
from dashboard.views.rankings.table import Data, Read, Told
from dashboard.views.wall.labels import CLASSES as CLASS_NAMES
from dashboard.views.wall.labels import SOURCES as SOURCE_NAMES
from dashboard.views.wall.targets import CLOSURE

SHOWN: Final = tuple(metric for metric in metrics.METRICS if metric.kind != "score")
"""The figures at the head of the sheet."""
ROWS: Final = 15
"""Streets, units and categories that are listed; the ranking has them all."""
_PARTS: Final = ("street", "unit", "category")
_OF_CLASS: Final = (
    ("due", "应结案"),
    ("on_time_rate", "按期结案率"),
    ("cumulative_due", "累计应结案"),
    ("closure_rate", "结案率"),
    ("open", "未结"),
)


def head(asked: Asked, periods: Periods, read: Read, told: Told) -> list[Data]:
    """The figures: `{"label", "kind", "cell", "before", "last_year", "filters"}`."""
    found = []
    for metric in SHOWN:
        one = table.table(asked._replace(figure=metric.name), periods, read, told)
        row = next((row for row in one["rows"] if row["id"] == asked.area), None)
        if row is not None:
            found.append(
                {
                    "label": metric.label,
                    "kind": metric.kind,
                    "cell": row["cells"][metric.name],
                    "before": row["before"],
                    "last_year": row["last_year"],
                    "filters": row["filters"][metric.name],
                }
            )
    return found


def classes(area: str, sums: Sums) -> list[Data]:
    """Closure by class: `{"name", "cells": [[path, value, status]]}`."""
    closure = totals(sums)["closure"]
    rows = []
    for code in CLASSES:
        of = closure.get(code)
        if of is not None:
            cells = [
                [f"closure_by_area.{area}.{code}.{key}", of[key], CLOSURE.status(of[key]) if "rate" in key else None]
                for key, _ in _OF_CLASS
            ]
            rows.append({"name": CLASS_NAMES[code], "cells": cells, "filters": ""})
    return rows


def class_columns() -> list[tuple[str, str]]:
    """The columns of `classes`: name and kind."""
    return [(label, "rate" if "rate" in key else "count") for key, label in _OF_CLASS]


def parts(asked: Asked, periods: Periods, found: Mapping[str, Mapping[str, Sums]], told: Told) -> dict[str, list[Data]]:
    """By street, unit and category: rows of the ranking by what is open, those with most of it first."""
    made = {}
    for by in _PARTS:
        question = asked._replace(tab=by, figure="filed")
        rows = table.table(question, periods, Read(found[by], {}, {}, {}), told)["rows"]
        made[by] = sorted(rows, key=lambda row: -(row["cells"]["open"][1] or 0))[:ROWS]
    return made


def cross(area: str, filed: Mapping[str, Mapping[str, Sums]]) -> list[Data]:
    """Class × source: cases filed. `filed`: class → source → sums."""
    return [
        {
            "name": CLASS_NAMES[code],
            "cells": [
                [f"filed.by_source.{source}", totals(filed[code].get(source, Sums()))["filed"]["total"], None]
                for source in SOURCES
            ],
            "filters": f"class={code};area={area}",
        }
        for code in CLASSES
    ]


def source_columns() -> list[tuple[str, str]]:
    """The columns of `cross`."""
    return [(SOURCE_NAMES[source], "count") for source in SOURCES]


def heat(counts: Mapping[tuple[int, int], int]) -> list[list[list[int]]]:
    """Hour × weekday: for each weekday from Monday, 24 times [count, step 0–4 of the shading]."""
    most = max(counts.values(), default=0)

    def step(count: int) -> int:
        return 0 if not count else 1 + min(3, 4 * count // (most + 1))

    return [[[counts.get((day, hour), 0), step(counts.get((day, hour), 0))] for hour in range(24)] for day in range(7)]


def named(rows: Sequence[Data], name: Callable[[str], str]) -> list[Data]:
    """Rows with names instead of codes."""
    return [{**row, "name": name(row["id"])} for row in rows]
