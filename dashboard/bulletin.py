"""The situation report of a period, written from the store: gathers what `dashboard.views.bulletin` is told.

Blocks for some seconds: part of it is read from rows. From a web worker call it through `dashboard.offload`.
"""

from __future__ import annotations

from typing import NamedTuple

from dashboard.auth.who import CITY, Scope
from dashboard.domain import stretches
from dashboard.domain.areas import Areas
from dashboard.domain.figures import FigureQuery
from dashboard.domain.hotspots import Limits
from dashboard.domain.instants import local
from dashboard.errors import UsageError
from dashboard.store import happenings, hotspots
from dashboard.store.complaints import Window
from dashboard.store.reader import Reader
from dashboard.views.bulletin.asked import Asked, Hotspot, Rules
from dashboard.views.bulletin.model import Report
from dashboard.views.bulletin.report import write


class Wanted(NamedTuple):
    """Which report: the period [start, end) and the moment it is true as of (ms UTC), for whom, and of which city."""

    start: int
    end: int
    as_of: int
    city: str
    scope: Scope = CITY
    synthetic: bool = False
    rules: Rules = Rules()


def written(reader: Reader, wanted: Wanted) -> Report:
    """The report. UsageError where the period is empty, or none of it inside the scope."""
    return write(gathered(reader, wanted))


def gathered(reader: Reader, wanted: Wanted) -> Asked:
    """What it is written from."""
    filters = wanted.scope.narrow({})
    if filters is None or min(wanted.end, wanted.as_of) <= wanted.start:
        raise UsageError("There is nothing to report on: the period is empty, or has not begun yet.")
    end = min(wanted.end, wanted.as_of)
    first, last = stretches.before(wanted.start, wanted.end, reader.zone)
    # A period that is not over is compared with as much of the one before.
    before = first, (last if end == wanted.end else min(last, first + end - wanted.start))
    query = FigureQuery(wanted.start, end, wanted.as_of, filters)
    asked = Window(wanted.start, wanted.end, wanted.as_of, wanted.scope.areas, wanted.scope.units)
    limits = Limits(metres=wanted.rules.hotspot_metres, least=wanted.rules.hotspot)
    areas: Areas = reader.reference.areas
    return Asked(
        figures=reader.figures(query),
        before=reader.figures(query._replace(start=before[0], end=before[1])),
        city_level=reader.figures(query._replace(filters={**filters, "source": ("city_supervisor",)})),
        reference=reader.reference,
        areas=areas if wanted.scope.areas is None else areas.only(wanted.scope.areas),
        city=wanted.city,
        labels=(_label((wanted.start, wanted.end), end, reader), _label((first, last), before[1], reader)),
        hotspots=[
            Hotspot(one.area, one.place or one.street, one.category, one.count)
            for one in hotspots.among(reader, asked, limits)
        ],
        whistles=happenings.whistles(reader.engine, asked),
        synthetic=wanted.synthetic,
        rules=wanted.rules,
    )


def _label(period: tuple[int, int], end: int, reader: Reader) -> str:
    """2024年11月, and up to when, if not to its end."""
    name = stretches.label(*period, reader.zone)
    return name if end == period[1] else f"{name}，截至{local(end, reader.zone):%m-%d %H:%M}"
