"""A store on a real database, fed with CloudEvents without streams: for tests of folding, counting and remembering."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dashboard import reference
from dashboard.domain.figures import FigureQuery
from dashboard.domain.instants import parse, parse_bound
from dashboard.domain.rules import ReferenceRules
from dashboard.store import cursors
from dashboard.store.deadletters import Origin
from dashboard.store.engine import open_engine
from dashboard.store.ledger import Applied, Batch, Ledger
from dashboard.store.reader import Reader
from dashboard.store.tables import metadata
from streams.codec import Rejected, decode

ZONE = ZoneInfo("Asia/Shanghai")
NOW = parse("2026-11-22T00:00:00Z")
STREAM = "grid:events:0"
REFERENCE = reference.load()


def fields_of(event: Mapping[str, Any]) -> dict[bytes, bytes]:
    """A CloudEvent as a stream entry's fields."""
    return {
        key.encode(): (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode()
        for key, value in event.items()
    }


class Store:
    """A ledger and a reader on one database; remembers how far its pretended stream has come."""

    def __init__(self, url: str) -> None:
        self.engine: sa.Engine = open_engine(url)
        self.ledger = Ledger(self.engine, ReferenceRules(REFERENCE))
        self.reader = Reader(self.engine, REFERENCE, ZONE)
        self._next = 0

    def feed(self, events: Iterable[Mapping[str, Any]]) -> Applied:
        """Applies these CloudEvents as one batch."""
        good, dead = [], []
        for event in events:
            self._next += 1
            flat = [part for pair in fields_of(event).items() for part in pair]
            origin = Origin(STREAM, f"{self._next}-0".encode(), flat)
            found = decode(origin.fields, NOW)
            if isinstance(found, Rejected):
                dead.append(origin.letter(found.reason, found.detail))
            else:
                good.append((found, origin))
        with self.engine.connect() as connection:
            before = cursors.read(connection, [STREAM])
        return self.ledger.apply(Batch(good, dead, before, {STREAM: f"{self._next}-0"}))

    def figures(self, start: str, end: str, as_of: str | None = None, **more: Any) -> dict[str, Any]:
        """Figures of a period written as dates or moments."""
        moment = parse(as_of) if as_of else NOW
        return self.reader.figures(FigureQuery(parse_bound(start, ZONE), parse_bound(end, ZONE), moment, **more))

    def plans(self, ask: Callable[[], object], about: str) -> list[str]:
        """How the database means to answer those statements of `ask` that hold these words."""
        asked: list[tuple[str, Any]] = []

        def note(*said: Any) -> None:
            asked.append((said[2], said[3]))

        sa.event.listen(self.engine, "before_cursor_execute", note)
        ask()
        sa.event.remove(self.engine, "before_cursor_execute", note)
        sqlite = self.engine.dialect.name == "sqlite"
        with self.engine.connect() as connection:
            if not sqlite:  # which reads so small a table whole
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
                connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
            explain = f"EXPLAIN {'QUERY PLAN ' * sqlite}"
            return [str(connection.exec_driver_sql(explain + q, v).fetchall()) for q, v in asked if about in q]

    def empty(self) -> None:
        """Takes everything out of the store but its schema, and what the ledger remembers."""
        with self.engine.begin() as connection:
            for table in metadata.sorted_tables:
                connection.execute(table.delete())
        self.ledger.forget()

    def close(self) -> None:
        """Lets go of the database."""
        self.engine.dispose()


def at_path(figures: Mapping[str, Any], path: str) -> Any:
    """The figure at a dotted path; an absent code is zero (contract §2)."""
    here: Any = figures
    for key in path.split("."):
        if key not in here:
            return 0
        here = here[key]
    return here
