"""How long a ranking or a drill-down of a month takes, against bare SQL counts of the same month by the same column.

Drilled down is from districts to the streets of one, to a district's whole sheet, and to the cases behind a number.
"""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dashboard.auth.who import RIGHTS, Principal
from dashboard.district import Districts
from dashboard.domain.definitions import figure_of
from dashboard.domain.figures import FigureQuery
from dashboard.domain.ranking_periods import Bounds, of_named
from dashboard.rankings import Rankings
from dashboard.store.asking import Asker
from dashboard.store.district import DistrictReader
from dashboard.store.reader import Reader
from dashboard.views.rankings.asked import asked
from tests.bench import table
from tests.bench.events import AREAS
from tests.bench.stores import REFERENCE

COLUMNS = ("p50 ms", "p95 ms", "of SQL")
QUESTIONS: dict[str, dict[str, str]] = {
    "districts by closure": {"by": "area"},
    "streets by closure": {"by": "street"},
    "units by closure": {"by": "unit"},
    "units by score": {"by": "unit", "figure": "score"},
    "streets of one district, one class": {"by": "street", "area": AREAS[0], "class": "routine"},
    "units by the hotline's response": {"by": "unit", "figure": "response_rate"},
}
"""Each table reads four periods: the month, the one before, the year before, and the month as it stood yesterday."""
_STREET = f"Street {AREAS[0]} 3"
BEHIND: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "behind the city's filed": ("filed.total", {}),
    "behind a district's closure rate": ("closure.total.closure_rate", {"area": (AREAS[0],)}),
    "behind a street's late closures": ("closure.total.on_time_rate", {"street": (_STREET,), "area": (AREAS[0],)}),
    "behind a unit's answers to the hotline": ("hotline.total.response_rate", {"unit": (f"unit {AREAS[0]} 2",)}),
}
"""Numbers that are asked: the number, its parts, and the first page of the cases behind one, with their count."""
PAGE = 50
_COUNT = "SELECT {column}, COUNT(*) FROM cases WHERE filed_at >= :start AND filed_at < :end GROUP BY {column}"


def ask(engine: sa.Engine, now: int) -> None:
    """Prints a line for each question; the aim is 150 ms on PostgreSQL and 400 ms on SQLite at ten million cases."""
    zone = ZoneInfo("Asia/Shanghai")
    rankings = Rankings(Reader(engine, REFERENCE, zone), list)
    who = Principal("user", "bench", "bench", RIGHTS["admin"])
    month = of_named("month", now, zone).now
    table.title(f"{engine.dialect.name}: rankings of the month, four periods each", *COLUMNS)
    for name, query in QUESTIONS.items():
        base = _base(engine, query["by"], month)
        _row(name, table.timings(partial(rankings.table, asked(query), who, now)), base)
    base = _base(engine, "area", month)
    districts = Districts(rankings, DistrictReader(engine, zone), lambda _at: [], "")
    sheet = asked({"period": "month"})._replace(area=AREAS[0])
    _row("a district on one sheet", table.timings(partial(districts.sheet, sheet, who, now)), base)
    asker = Asker(rankings.reader)
    for name, (path, filters) in BEHIND.items():
        figure = figure_of(path)
        assert figure is not None
        part = figure_of(figure.beside(figure.definition.parts[0])) if figure.definition.parts else figure
        behind = FigureQuery(*month, now, filters)
        _row(name, table.timings(partial(asker.answer, figure, behind, part, PAGE)), base)


def _base(engine: sa.Engine, column: str, month: Bounds) -> float:
    bare = table.timings(partial(_bare, engine, _COUNT.format(column=column), *month))
    base = table.quantile(bare, 0.5)
    _row(f"SQL COUNT by {column}", bare, base)
    return base


def _row(name: str, found: list[float], base: float) -> None:
    middle = table.quantile(found, 0.5)
    table.row(name, f"{middle:,.1f}", f"{table.quantile(found, 0.95):,.1f}", f"{middle / base:,.2f}")


def _bare(engine: sa.Engine, statement: str, start: int, end: int) -> object:
    with engine.connect() as connection:
        return connection.execute(sa.text(statement), {"start": start, "end": end}).all()
