"""What the rest of the program may ask of the store: figures, cases, and one case's whole life. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dashboard.domain import instants
from dashboard.domain.case import Case
from dashboard.domain.definitions import Key
from dashboard.domain.figures import FILTERS, GROUPS, FigureQuery, Figures, Frame, assemble
from dashboard.domain.instants import HOUR_MS
from dashboard.domain.measures import Sums
from dashboard.domain.reference import Reference
from dashboard.domain.rules import ReferenceRules
from dashboard.domain.wording import Told
from dashboard.errors import UsageError
from dashboard.store import caselist, cursors, cut_reading, deadletters, sums
from dashboard.store.caselist import CaseQuery
from dashboard.store.cut_cells import CutQuery
from dashboard.store.moved import Moved, moved_since
from dashboard.store.search import CaseSearch, SearchQuery
from dashboard.store.sums import Span
from dashboard.store.windows import EVERYTHING, Grouped, Scope


class Counted(NamedTuple):
    """The sums of a period, by group ("" = no grouping), from which figures of the city or of any areas are made."""

    period: dict[str, str]
    group_by: str | None
    groups: dict[str, Sums]
    frame: Frame

    def figures(self, areas: frozenset[str] | None = None) -> Figures:
        """The contract's figures of these areas (None = all)."""
        period, frame = {"period": self.period}, self.frame._replace(areas=areas)
        if self.group_by is None:
            return period | assemble(self.groups[""], frame)
        return period | {"group_by": self.group_by, "groups": _groups(self.groups, period, frame)}


class Reader:
    """The store as screens, doors and the command line see it. Safe in several threads."""

    def __init__(self, engine: sa.Engine, reference: Reference, timezone: ZoneInfo) -> None:
        self.engine = engine
        self.reference = reference
        self.zone = timezone
        self.rules = ReferenceRules(reference)
        self.searching = CaseSearch(engine)

    def use(self, reference: Reference) -> None:
        """From now on reads by this reference data, for whoever shares this reader or its rules."""
        self.reference = reference
        self.rules.use(reference)

    def figures(self, query: FigureQuery) -> Figures:
        """The figures of contract §2. UsageError for an unknown filter or grouping."""
        with self.one_state() as connection:
            return self.figures_in(connection, query)

    def figures_in(self, connection: sa.Connection, query: FigureQuery, only: frozenset[Key] | None = None) -> Figures:
        """The same in a state of the store that is open already (`one_state`). `only`: the sums that are needed;
        figures made of others may then be wrong, and are read sooner.
        """
        _check(query)
        moved = moved_since(connection, query.as_of, self.rules)
        letters = deadletters.count(connection)
        return {"period": self.period(query.start, query.cut, query.as_of)} | self._body(
            connection, query, moved, letters, only
        )

    def counted(self, query: FigureQuery, *, categories: bool = False) -> Counted:
        """The sums of a period, read once for any areas (`Counted.figures`). `query` filters nothing; grouped by none
        or by an attribute. `categories`: also by area and category, which takes reading the rows.
        """
        _check(query)
        span = Span(query.start, query.cut)
        with self.engine.connect() as connection:
            moved = moved_since(connection, query.as_of, self.rules)
            if query.group_by is None:
                apart = EVERYTHING if categories else None
                groups = {"": self._sums(connection, span, moved, {}, apart)}
            else:
                groups = sums.of_rows(connection, span, moved, Scope({}, query.group_by))
            frame = Frame(None, self.reference.areas.group_of, deadletters.count(connection))
        return Counted(self.period(*span, query.as_of), query.group_by, groups, frame)

    def one_state(self) -> sa.Connection:
        """A connection, to be closed, whose statements all read one state of the store."""
        level = {"isolation_level": "REPEATABLE READ"} if self.engine.dialect.name == "postgresql" else {}
        return self.engine.connect().execution_options(**level)

    def cuts(self, asked: Iterable[tuple[CutQuery, Span]], as_of: int) -> list[dict[str, Sums]]:
        """The sums of periods [start, end) by a key of the cases, for rankings: all read from one state of the store,
        whose past is folded once.
        """
        with self.one_state() as connection:
            state = cut_reading.standing(connection, moved_since(connection, as_of, self.rules))
            cut = [(query, Span(span.start, max(span.start, min(span.end, as_of)))) for query, span in asked]
            return cut_reading.read(state, cut)

    def _body(
        self,
        connection: sa.Connection,
        query: FigureQuery,
        moved: Moved,
        letters: int,
        only: frozenset[Key] | None,
    ) -> Figures:
        span = Span(query.start, query.cut)
        areas = query.filters.get("area")
        frame = Frame(frozenset(areas) if areas else None, self.reference.areas.group_of, letters)
        filters = {key: values for key, values in query.filters.items() if key != "area"}
        apart = Scope({"area": areas}) if areas else None
        if query.group_by is None:
            return assemble(self._sums(connection, span, moved, filters, apart, only), frame)
        if query.group_by in ("day", "hour"):
            groups = {
                key: {"period": self.period(*part, query.as_of)}
                | assemble(self._sums(connection, part, moved, filters, apart), frame)
                for key, part in self._parts(span, query.group_by)
            }
        else:
            groups = self._by_attribute(connection, query, moved, filters, frame)
        return {"group_by": query.group_by, "groups": groups}

    def _sums(
        self,
        connection: sa.Connection,
        span: Span,
        moved: Moved,
        filters: dict[str, tuple[str, ...]],
        apart: Scope | None,
        only: frozenset[Key] | None = None,
    ) -> Sums:
        if filters or moved.names is None:
            if only is None:
                return sums.of_rows(connection, span, moved, Scope(filters)).get("", Counter())
            return cut_reading.some(connection, moved, filters, only, span)
        names = None if only is None else frozenset(name for name, _ in only)
        return sums.of_everything(connection, span, moved, apart, names)

    def _by_attribute(
        self,
        connection: sa.Connection,
        query: FigureQuery,
        moved: Moved,
        filters: dict[str, tuple[str, ...]],
        frame: Frame,
    ) -> dict[str, Figures]:
        span = Span(query.start, query.cut)
        period = {"period": self.period(*span, query.as_of)}
        if query.group_by == "area":
            found = self._sums(connection, span, moved, filters, EVERYTHING)
            areas = sorted({area for (_, area, _), value in found.items() if value})
            chosen = [area for area in areas if frame.areas is None or area in frame.areas]
            return {area: period | assemble(found, frame._replace(areas=frozenset({area}))) for area in chosen}
        grouped = sums.of_rows(connection, span, moved, Scope(filters, query.group_by))
        return _groups(grouped, period, frame)

    def _parts(self, span: Span, unit: str) -> Iterator[tuple[str, Span]]:
        """The period cut at the city's midnights or hours, each part with its key."""
        start = span.start
        while start < span.end:
            here = instants.local(start, self.zone)
            if unit == "day":
                key = here.date().isoformat()
                end = instants.midnight(here.date() + timedelta(days=1), self.zone)
            else:
                key = here.strftime("%Y-%m-%dT%H")
                end = (start // HOUR_MS + 1) * HOUR_MS
            yield key, Span(start, min(end, span.end))
            start = end

    def period(self, start: int, end: int, as_of: int) -> dict[str, str]:
        """A period as figures print it."""
        return {
            "from": instants.render(start, self.zone),
            "to": instants.render(end, self.zone),
            "as_of": instants.render(as_of, self.zone),
        }

    def cases(self, query: CaseQuery) -> dict[str, Any]:
        """A page of cases, newest first: {"cases": [...], "next": cursor or None}. ValueError for a foreign cursor."""
        with self.engine.connect() as connection:
            return caselist.page(connection, query, self.zone)

    def search(self, query: SearchQuery, limit: int, cursor: str | None) -> dict[str, Any]:
        """A page of what is found, like `cases`; `looked_to` says how far it looked where that was not all."""
        found = self.searching.page(query, self.reference, limit=limit, cursor=cursor)
        told = {"cases": [caselist.summary(case, self.zone) for case in found.cases], "next": found.following}
        to = found.looked_to
        return told if to is None else told | {"looked_to": instants.render(to, self.zone)}

    def every(self, query: SearchQuery, most: int) -> Iterator[tuple[Case, Told]]:
        """All that is found, newest first, up to `most`, with what only the log knows of each."""
        return self.searching.every(query, self.reference, most)

    def case(self, case_id: str) -> dict[str, Any] | None:
        """One case with its whole life, or None."""
        with self.engine.connect() as connection:
            return caselist.life(connection, case_id, self.rules, self.zone)

    def ping(self) -> None:
        """Raises if the store cannot be asked."""
        with self.engine.connect() as connection:
            connection.execute(sa.select(sa.literal(1)))

    def cursors(self) -> dict[str, str]:
        """Event stream → id of the last entry applied."""
        with self.engine.connect() as connection:
            return cursors.read(connection)


def _groups(grouped: Grouped, period: dict[str, Any], frame: Frame) -> dict[str, Figures]:
    """The figures of each group that has something in the areas asked for."""
    return {
        key: period | assemble(found, frame)
        for key, found in sorted(grouped.items())
        if any(value for (_, area, _), value in found.items() if frame.areas is None or area in frame.areas)
    }


def _check(query: FigureQuery) -> None:
    for key in query.filters:
        if key not in FILTERS:
            raise UsageError(f"{key!r} is no filter of figures; use one of {', '.join(FILTERS)}.")
    if query.group_by is not None and query.group_by not in GROUPS:
        raise UsageError(f"Figures cannot be grouped by {query.group_by!r}; use one of {', '.join(GROUPS)}.")
    if query.end < query.start:
        raise UsageError("The period ends before it begins; give --from before --to.")
