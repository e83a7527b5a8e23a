"""How long figures and rankings take for today, a month and a year, against bare SQL counts over the same periods."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dashboard.domain.cuts import WIDTH_MS
from dashboard.domain.figures import FigureQuery, totals
from dashboard.domain.instants import DAY_MS, parse
from dashboard.store import cuts
from dashboard.store import tables as t
from dashboard.store.cut_cells import CutQuery
from dashboard.store.engine import WRITING
from dashboard.store.reader import Reader
from dashboard.store.sums import Span
from tests.bench import bulkload, rankings, table
from tests.bench.events import SOURCES, Fields, append, lives
from tests.bench.projection import STREAMS
from tests.bench.stores import REFERENCE, SHARDS, Applying, Database, opened, server

Filters = dict[str, tuple[str, ...]]
NOW = parse("2024-12-31T15:37:21+08:00")
PERIODS = {
    "today": parse("2024-12-31T00:00:00+08:00"),
    "the month": parse("2024-12-01T00:00:00+08:00"),
    "the year": parse("2024-01-01T00:00:00+08:00"),
}
RATE = 166_600 / (30 * DAY_MS)
"""Cases a millisecond: what the city reports a month. Ten million are five years of it."""
YOUNG = parse("2024-12-27T00:00:00+08:00")
"""Cases since then come through the stream; those before are over, but for the few that stay open, and are copied."""
ONE_CLASS: Filters = {"class": ("appeal",)}
AHEAD = 60_000
BYTES_A_CASE = 1_500

_COUNT = "SELECT COUNT(*) FROM cases WHERE filed_at >= :start AND filed_at < :end"
_GROUPED = (
    "SELECT area, category, COUNT(*) FROM cases WHERE filed_at >= :start AND filed_at < :end GROUP BY area, category"
)


def run(databases: dict[str, Database], cases: int, bulk: int) -> None:
    """Prints a table for each database and size."""
    span = round(cases / RATE / WIDTH_MS) * WIDTH_MS
    for name, make in databases.items():
        with opened(make) as engine:
            seconds, events = _feed(engine, lives(cases, YOUNG - span, YOUNG, NOW))
            bulkload.remember(engine)
            more = _feed(engine, lives(round((NOW - YOUNG) * RATE), YOUNG, NOW, name="young"))
            seconds, events = seconds + more[0], events + more[1]
            table.title(f"{name}: {_held(engine):,} cases ({events:,} events at {events / seconds:,.0f}/s)", *_COLUMNS)
            _ask(engine)
            if bulk >= 2 * cases and _room(bulk):
                started = time.perf_counter()
                bulkload.multiply(engine, bulk // cases, span)
                took = time.perf_counter() - started
                table.title(f"{name}: {_held(engine):,} cases, bulk-loaded (in {took:,.0f} s)", *_COLUMNS)
                _ask(engine)


def _held(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(t.cases)).scalar_one()


_COLUMNS = ("p50 ms", "p95 ms", "of COUNT")


def _feed(engine: sa.Engine, entries: Iterator[Fields]) -> tuple[float, int]:
    """Feeds lives through real streams, a little at a time; seconds of applying, and how many events."""
    seconds, events = 0.0, 0
    with server() as client:
        applying = Applying(client, engine)
        while count := append(client, SHARDS, entries, AHEAD):
            seconds, events = seconds + applying.apply(count), events + count
            for stream in STREAMS:
                client.xtrim(stream, maxlen=0, approximate=False)
    _settle(engine)
    return seconds, events


def _settle(engine: sa.Engine) -> None:
    """What the projector does by itself within seconds, and PostgreSQL within minutes."""
    with engine.execution_options(**WRITING).begin() as connection:
        cuts.roll_up(connection)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))


def _room(bulk: int) -> bool:
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if free < bulk * BYTES_A_CASE:
        table.note(
            f"No bulk load: it takes {bulk * BYTES_A_CASE >> 30} GB, {tempfile.gettempdir()} has {free >> 30} GB."
        )
        return False
    return True


def _ask(engine: sa.Engine) -> None:
    _settle(engine)
    reader = Reader(engine, REFERENCE, ZoneInfo("Asia/Shanghai"))
    _check(reader)
    _ask_figures(engine, reader)
    rankings.ask(engine, NOW)


def _ask_figures(engine: sa.Engine, reader: Reader) -> None:
    for name, start in PERIODS.items():
        bare = table.timings(partial(_sql, engine, _COUNT, start))
        base = table.quantile(bare, 0.5)
        _row(f"{name}: SQL COUNT of filed cases", bare, base)
        _row(f"{name}: SQL COUNT by area and category", table.timings(partial(_sql, engine, _GROUPED, start)), base)
        _row(f"{name}: figures", table.timings(partial(_figures, reader, start)), base)
        if name != "the year":
            _row(f"{name}: figures, one class", table.timings(partial(_figures, reader, start, ONE_CLASS)), base)


def _row(name: str, found: list[float], base: float) -> None:
    middle = table.quantile(found, 0.5)
    table.row(name, f"{middle:,.1f}", f"{table.quantile(found, 0.95):,.1f}", f"{middle / base:,.2f}")


def _sql(engine: sa.Engine, statement: str, start: int) -> object:
    with engine.connect() as connection:
        return connection.execute(sa.text(statement), {"start": start, "end": NOW}).all()


def _figures(reader: Reader, start: int, filters: Filters | None = None) -> dict[str, Any]:
    return reader.figures(FigureQuery(start, NOW, NOW, filters or {}))


def _check(reader: Reader) -> None:
    """What tallies and cuts say of today must be what its rows say, or times of wrong answers are compared."""
    today = PERIODS["today"]
    tallied, read = _figures(reader, today), _figures(reader, today, {"source": SOURCES})
    (cut,) = reader.cuts([(CutQuery("source", {}), Span(today, NOW))], NOW)
    counted = sum(totals(of)["filed"]["total"] for of in cut.values())
    if tallied != read or counted != read["filed"]["total"]:
        raise RuntimeError("sums and rows do not agree; nothing can be measured")
