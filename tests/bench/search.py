"""How long the first page of a search takes, with its count, against a plain reading of the texts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from dashboard.domain import case, wording
from dashboard.domain.case import Case
from dashboard.domain.facts import facts
from dashboard.domain.instants import DAY_MS
from dashboard.domain.rules import ReferenceRules
from dashboard.domain.wording import Told
from dashboard.store import cases, words
from dashboard.store import tables as t
from dashboard.store.search import CaseSearch, SearchQuery
from dashboard.store.statements import Row, insert, run_many
from streams.codec import Rejected, decode
from streams.month.words import ROADS
from tests.bench import table
from tests.bench.events import AREAS, CATEGORIES
from tests.bench.stores import REFERENCE, Database, opened
from tests.builders import accepted, filed, ms
from tests.store_kit import fields_of

END: Final = ms("2024-11-14T10:00")
YEAR_MS: Final = 365 * DAY_MS
LIMIT_MS: Final = 300.0
KINDS: Final = ("垃圾堆积", "占道经营", "路面破损", "井盖松动", "夜间噪音")
RARE: Final = 10_000
"""One case in so many speaks of a 塌陷."""
SPOT: Final = (102.70, 25.03, 102.71, 25.04)
ASKED: Final = {
    "two characters, in every fifth case": SearchQuery("垃圾"),
    f"two characters, in one of {RARE:,}": SearchQuery("塌陷"),
    "two words": SearchQuery("垃圾 青年路"),
    "a word and an area": SearchQuery("垃圾", {"area": ("530124",)}),
    "a word, closed (of which there is none)": SearchQuery("占道", is_open=False),
    "a square kilometre": SearchQuery(box=SPOT),
    "a word that is nowhere": SearchQuery("鲸鱼"),
    "a number": SearchQuery("bench-00000042"),
}
_BARE: Final = "SELECT no FROM case_words WHERE text LIKE :like ORDER BY no DESC LIMIT 100"
_CHUNK: Final = 5_000
_TEXTS: Final = 3_000


def run(databases: dict[str, Database], count: int) -> None:
    """Prints a table for each database."""
    for name, make in databases.items():
        with opened(make) as engine:
            fill(engine, count)
            table.title(f"{name}: first page and count among {count:,} cases", "p50 ms", "p95 ms", "of LIKE")
            bare = table.quantile(table.timings(partial(_bare, engine, "%塌陷%")), 0.5)
            table.row("(i) LIKE '%塌陷%', the newest 100, nothing else", f"{bare:.1f}", "", "1.00")
            asker = CaseSearch(engine)
            for what, query in ASKED.items():
                found = table.timings(partial(asker.page, query, REFERENCE, count=True))
                middle, slow = table.quantile(found, 0.5), table.quantile(found, 0.95)
                table.row(what, f"{middle:.1f}", f"{slow:.1f}", f"{middle / bare:.3f}")
            table.note(f"Target: {LIMIT_MS:.0f} ms at a million cases; ten million are reported.")


def _bare(engine: sa.Engine, like: str) -> object:
    with engine.connect() as connection:
        return connection.execute(sa.text(_BARE), {"like": like}).all()


def fill(engine: sa.Engine, count: int) -> None:
    """So many cases over a year with their texts in the index; all have one life, for only finding is measured."""
    template, columns = _template(engine)
    into = insert(t.cases, columns)
    index = insert(t.case_words, ("no", "subject", "text", "tags"))
    # From here on as fast as the database goes: what is measured comes later.
    made = _made(count, template, columns)
    while chunk := [pair for pair, _ in zip(made, range(_CHUNK), strict=False)]:
        with engine.begin() as connection:
            run_many(connection, into, [row for row, _ in chunk])
            run_many(connection, index, [word for _, word in chunk])
            _pieces(connection, [(word[0], _cut(word[2], word[3])) for _, word in chunk])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As a store is that has been standing for a while; PostgreSQL would do it in the midst of the measurement.
        connection.execute(sa.text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))


def _template(engine: sa.Engine) -> tuple[dict[str, Any], tuple[str, ...]]:
    events = []
    for one in (accepted("seed", END - DAY_MS), filed("seed", END - DAY_MS, close_due=END + DAY_MS)):
        found = decode(fields_of(one), now_ms=2 * END)
        if isinstance(found, Rejected):
            raise RuntimeError(found.detail)
        events.append(found)
    folded = case.fold("seed", events, ReferenceRules(REFERENCE))
    with engine.begin() as connection:
        cases.save(connection, [cases.Change(folded, facts(folded), [], None, [])])
        row = connection.execute(t.cases.select()).one()._asdict()
        connection.execute(t.cases.delete())
    return row, tuple(row)


def _made(count: int, template: dict[str, Any], columns: tuple[str, ...]) -> Iterator[tuple[Row, Row]]:
    chance = random.Random(11)
    roads = [road for found in ROADS.values() for road in found]
    for n in range(count):
        at = END - YEAR_MS + YEAR_MS * n // count
        kind = "路面塌陷" if n % RARE == 7 else KINDS[n % len(KINDS)]
        spot = n * 7919 % _TEXTS
        road = roads[spot % len(roads)]
        here = {
            "subject": f"bench-{n:08}",
            "accepted_at": at,
            "first_at": at,
            "area": AREAS[int(len(AREAS) * chance.random() ** 2)],
            "category": CATEGORIES[int(len(CATEGORIES) * chance.random() ** 2)],
            "street": f"{spot % 90}街道",
            "lon": 102.6 + chance.random() / 4,
            "lat": 24.9 + chance.random() / 4,
        }
        told = Told(f"{road}{spot}号旁", f"市民反映{road}一带{kind}，希望尽快处理。")
        found = Case(begun="accepted", begun_at=at, unit=f"单位{spot % 200}", **_of_case(here))
        row = {**template, **here}
        word = (
            words.first_number(at) + n % words.SLOTS,
            here["subject"],
            wording.text_of(found, told),
            wording.tags_of(found),
        )
        yield tuple(row[name] for name in columns), word


def _of_case(here: dict[str, Any]) -> dict[str, Any]:
    return {name: here[name] for name in ("subject", "area", "category", "street", "lon", "lat")}


def _cut(text: str, tags: str) -> list[str]:
    return [*wording.pieces(text), *tags.split()]


def _pieces(connection: sa.Connection, rows: list[tuple[int, list[str]]]) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO case_search (rowid, words) VALUES (?, ?)", [(no, " ".join(found)) for no, found in rows]
        )
    else:
        connection.exec_driver_sql(
            "INSERT INTO case_search (no, words) VALUES (%s, array_to_tsvector(%s::text[]))", rows
        )
