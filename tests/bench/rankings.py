"""How long a ranking or a drill-down of a month takes, against bare SQL counts of the same month by the same column."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dashboard.auth.who import RIGHTS, Principal
from dashboard.domain.ranking_periods import of_named
from dashboard.rankings import Rankings
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
_COUNT = "SELECT {column}, COUNT(*) FROM cases WHERE filed_at >= :start AND filed_at < :end GROUP BY {column}"


def ask(engine: sa.Engine, now: int) -> None:
    """Prints a line for each question; the aim is 150 ms on PostgreSQL and 400 ms on SQLite at ten million cases."""
    zone = ZoneInfo("Asia/Shanghai")
    rankings = Rankings(Reader(engine, REFERENCE, zone), list)
    who = Principal("user", "bench", "bench", RIGHTS["admin"])
    month = of_named("month", now, zone).now
    table.title(f"{engine.dialect.name}: rankings of the month, four periods each", *COLUMNS)
    for name, query in QUESTIONS.items():
        column = query["by"]
        bare = table.timings(partial(_bare, engine, _COUNT.format(column=column), *month))
        base = table.quantile(bare, 0.5)
        _row(f"SQL COUNT by {column}", bare, base)
        _row(name, table.timings(partial(rankings.table, asked(query), who, now)), base)


def _row(name: str, found: list[float], base: float) -> None:
    middle = table.quantile(found, 0.5)
    table.row(name, f"{middle:,.1f}", f"{table.quantile(found, 0.95):,.1f}", f"{middle / base:,.2f}")


def _bare(engine: sa.Engine, statement: str, start: int, end: int) -> object:
    with engine.connect() as connection:
        return connection.execute(sa.text(statement), {"start": start, "end": end}).all()
