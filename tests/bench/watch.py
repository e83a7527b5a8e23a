"""How long a tick of the watch takes over a million open cases, against the bare indexed query."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from dashboard.domain import case
from dashboard.domain.facts import facts
from dashboard.domain.instants import HOUR_MS
from dashboard.domain.rules import ReferenceRules
from dashboard.store import cases, tables
from dashboard.store.watching import WatchReader
from streams.codec import Rejected, decode
from streams.deadline_watch import DeadlineWatch, Entry
from tests.bench import table
from tests.bench.stores import REFERENCE, Database, opened
from tests.builders import accepted, filed, ms
from tests.store_kit import fields_of

NOW = ms("2024-11-14T10:00")
LIMIT_MS = 10.0
SPREAD_MS = 2_591
"""From one case's next fact to the next one's: some twenty a minute, over a month for a million."""
_RULES = ReferenceRules(REFERENCE)
_BARE = (
    "SELECT subject FROM cases WHERE watch_at IS NOT NULL AND closed_at IS NULL AND watch_at <= :now "
    "ORDER BY watch_at LIMIT 1000"
)


def run(databases: dict[str, Database], count: int) -> None:
    """Prints a table for each database: ticks with nothing due, and ticks with a minute's facts due."""
    for name, make in databases.items():
        with opened(make) as engine:
            _fill(engine, count)
            table.title(f"{name}: {count:,} open cases are watched", "p50 ms", "p95 ms", "of bare")
            for what, now in (("nothing due", NOW), ("a minute's facts due", NOW + 60_000)):
                bare = table.timings(partial(_ask, engine, now))
                ticks = table.timings(partial(_tick, engine, now))
                base = table.quantile(bare, 0.5)
                for label, found in (("bare query", bare), ("tick", ticks)):
                    middle = table.quantile(found, 0.5)
                    slow = table.quantile(found, 0.95)
                    table.row(f"{what}: {label}", f"{middle:.2f}", f"{slow:.2f}", f"{middle / base:.2f}")
                if table.quantile(ticks, 0.5) > LIMIT_MS:
                    table.note(f"A tick should take {LIMIT_MS:.0f} ms at most.")


def _ask(engine: sa.Engine, now: int) -> object:
    with engine.connect() as connection:
        return connection.execute(sa.text(_BARE), {"now": now}).all()


def _tick(engine: sa.Engine, now: int) -> object:
    told: list[Entry] = []
    watch = DeadlineWatch(WatchReader(engine), told.extend, lambda: now, _RULES)
    watch.run()
    return watch.next_due()


def _fill(engine: sa.Engine, count: int) -> None:
    """So many open cases like one, each with its own moment; written by SQL, since figures do not matter here."""
    events = []
    for one in (accepted("seed", NOW - HOUR_MS), filed("seed", NOW - HOUR_MS, close_due=NOW + HOUR_MS)):
        found = decode(fields_of(one), now_ms=2 * NOW)
        if isinstance(found, Rejected):
            raise RuntimeError(found.detail)
        events.append(found)
    folded = case.fold("seed", events, _RULES)
    with engine.begin() as connection:
        cases.save(connection, [cases.Change(folded, facts(folded), [], None, [])])
        names = [column.name for column in tables.cases.columns]
        made = {"subject": "'case-' || i", "watch_at": f"{NOW} + CAST(i AS BIGINT) * {SPREAD_MS}"}
        series = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
        copied = ", ".join(made.get(name, f"cases.{name}") for name in names)
        connection.execute(
            sa.text(
                f"INSERT INTO cases ({', '.join(names)}) {series}"  # noqa: S608 – our own names
                f"SELECT {copied} FROM n JOIN cases ON cases.subject = 'seed'"
            ),
            {"count": count},
        )
        connection.execute(sa.text("DELETE FROM cases WHERE subject = 'seed'"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE cases"))
