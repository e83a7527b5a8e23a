"""Asks a number: its value, the numbers of its formula, and the rows behind it as JSON. Reads only; calls block.

One object for doors and desks. Filters come in already cut to the scope of who asks; what people may not read of a case
the caller masks.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dashboard.domain import case
from dashboard.domain.case import Case
from dashboard.domain.definitions import Figure, figure_of
from dashboard.domain.facts import Mark
from dashboard.domain.figures import FigureQuery, Figures, base_cases
from dashboard.domain.instants import render
from dashboard.domain.reference import Reference
from dashboard.domain.whistle import Whistle
from dashboard.store import cases, deadletters, log
from dashboard.store import tables as t
from dashboard.store.behind import Addend, Behind, Place, Total
from dashboard.store.caselist import summary
from dashboard.store.moved import Moved
from dashboard.store.reader import Reader

Row = dict[str, Any]
Number = int | float | None


class Told(NamedTuple):
    """A number, asked. `terms` are the two numbers of its formula, `parts` those whose rows may be listed (itself, or a
    rate's parts), each with its value; `period` as figures print it.
    """

    figure: Figure
    value: Number
    terms: tuple[tuple[Figure, Number], ...]
    parts: tuple[tuple[Figure, Number], ...]
    period: dict[str, str]


class Listed(NamedTuple):
    """Some of the rows behind a number, how many there are in all and what they add up to, the next page's cursor."""

    total: Total
    rows: list[Row]
    following: str | None


class Asker:
    """Answers for any figure of the contract."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def reference(self) -> Reference:
        """The reference data in force: names of areas and categories."""
        return self._reader.reference

    def told(self, figure: Figure, query: FigureQuery) -> Told:
        """The number and what it is made of."""
        with self._reader.one_state() as connection:
            return self._told(connection, figure, query)

    def answer(
        self, figure: Figure, query: FigureQuery, part: Figure | None, limit: int, cursor: str | None = None
    ) -> tuple[Told, Listed | None]:
        """The same with a page of the rows behind one of its parts (None: no rows), all of one state of the store.

        ValueError if the cursor is not one of its own.
        """
        after = None if cursor is None else _read_cursor(cursor)
        with self._reader.one_state() as connection:
            told = self._told(connection, figure, query)
            return told, None if part is None else self._listed(connection, part, query, limit, after)

    def _listed(
        self, connection: sa.Connection, figure: Figure, query: FigureQuery, limit: int, after: Place | None
    ) -> Listed:
        if figure.definition.of == "letter":
            return self._letters(connection, limit, after)
        behind = Behind(connection, figure, query, self._reader.rules)
        found, total = behind.listed(limit + 1, after)
        rows = self._rows(connection, figure, behind, found[:limit])
        following = _write_cursor(found[limit - 1]) if len(found) > limit else None
        return Listed(total, rows, following)

    def every(self, figure: Figure, query: FigureQuery) -> Iterator[list[Row]]:
        """All the rows, in pages: for files."""
        with self._reader.one_state() as connection:
            behind = Behind(connection, figure, query, self._reader.rules)
            for found in behind.every():
                yield self._rows(connection, figure, behind, found)

    def _told(self, connection: sa.Connection, figure: Figure, query: FigureQuery) -> Told:
        figures = self._reader.figures_in(connection, query, figure.keys)
        made, formula = figure.definition, figure.definition.formula

        def valued(name: str) -> tuple[Figure, Number]:
            return self._valued(connection, figure.beside(name), figures, query)

        terms = tuple(valued(name) for name in ((formula.left, formula.right) if formula else ()))
        parts = tuple(valued(name) for name in made.parts)
        _, value = self._valued(connection, figure.path, figures, query)
        return Told(figure, value, terms, parts or ((figure, value),), figures["period"])

    def _valued(
        self, connection: sa.Connection, path: str, figures: Figures, query: FigureQuery
    ) -> tuple[Figure, Number]:
        figure = figure_of(path)
        assert figure is not None, path
        found = _at(figures, path)
        if found is not ...:
            return figure, found
        if path.endswith(".group"):
            return figure, _of_group(figures, figure.beside("count"), figure.beside("share"))
        if figure.counts is None:
            return figure, None
        if path.split(".", 1)[0] != "hotline":
            return figure, 0
        return figure, Behind(connection, figure, query, self._reader.rules).total().value

    # -- rows as JSON -------------------------------------------------------------------------------------------------

    def _rows(self, connection: sa.Connection, figure: Figure, behind: Behind, found: list[Addend]) -> list[Row]:
        subjects, moved = {one.subject for one in found}, behind.folded_anew
        of_whistles = {one.subject for one in found if one.n < 0 or figure.definition.of == "whistle"}
        whistles = self._whistles(connection, moved, of_whistles)
        states = {} if figure.definition.of == "whistle" else self._states(connection, moved, subjects)
        marks = _marks(connection, moved, behind.mark_kind, subjects)
        weighted = figure.counts is not None and figure.counts.weighted
        rows = []
        for one in found:
            if one.n < 0 or not states:
                about = _whistle(whistles[one.subject], one.n)
            else:
                about = summary(states[one.subject], self._reader.zone) | _note(marks.get((one.subject, one.n)))
            value = base_cases(one.value) if weighted else one.value
            rows.append({**about, "counted_at": render(one.at, self._reader.zone), "counted": value})
        return rows

    def _letters(self, connection: sa.Connection, limit: int, after: Place | None) -> Listed:
        """Dead letters, oldest first: whose they were and why, not what they said."""
        found = deadletters.listed(connection, after.n if after else 0, limit + 1)
        rows = [
            {
                "id": one["fields"].get("id", ""),
                "no": one["no"],
                "note": one["reason"],
                **{name: one["fields"].get(name, "") for name in ("source", "type", "subject")},
                "counted_at": render(one["received"], self._reader.zone),
                "counted": 1,
            }
            for one in found[:limit]
        ]
        count = deadletters.count(connection)
        following = _write_cursor(Addend(0, "", rows[-1]["no"], 1)) if len(found) > limit else None
        return Listed(Total(count, count), rows, following)

    def _states(self, connection: sa.Connection, moved: Moved, subjects: set[str]) -> dict[str, Case]:
        """The cases as they stood: those that moved since are folded from the log, cut at the moment asked."""
        found = cases.load(connection, subjects - moved.cases.keys())
        for subject, events in log.events_of(connection, subjects & moved.cases.keys(), "case.").items():
            before = [event for event in events if event.at < moved.as_of]
            found[subject] = case.fold(subject, before, self._reader.rules)
        return found

    def _whistles(self, connection: sa.Connection, moved: Moved, subjects: set[str]) -> dict[str, Whistle]:
        c = t.whistles.c
        stored = connection.execute(sa.select(c.subject, c.state).where(c.subject.in_(subjects)))
        found = {subject: msgspec.json.decode(state, type=Whistle) for subject, state in stored}
        return found | {subject: one for subject, one in moved.whistles.items() if subject in subjects}


def _marks(
    connection: sa.Connection, moved: Moved, kind: str | None, subjects: set[str]
) -> dict[tuple[str, int], Mark]:
    """The marks of a kind, by case and number."""
    if kind is None:
        return {}
    found = cases.load_marks(connection, subjects - moved.cases.keys())
    found |= {subject: moved.cases[subject][1] for subject in subjects & moved.cases.keys()}
    return {(subject, mark.n): mark for subject, marks in found.items() for mark in marks if mark.kind == kind}


def _note(mark: Mark | None) -> Row:
    """What a mark says beside its case: a task whether it was on time, others their code."""
    if mark is None:
        return {}
    return {"on_time": bool(mark.flag)} if mark.kind == "task" else {"note": mark.code}


def _whistle(found: Whistle, n: int) -> Row:
    names = ("number", "title", "level", "area", "stage")
    reason = {"note": found.anomalies[-1 - n].reason} if n < 0 else {}
    return {"id": found.subject, "whistle": True, **{name: getattr(found, name) for name in names}, **reason}


def _at(figures: Figures, path: str) -> Any:
    """The number at a path of the JSON; `...` where nothing stands."""
    here: Any = figures
    for name in path.split("."):
        if not isinstance(here, dict) or name not in here:
            return ...
        here = here[name]
    return here


def _of_group(figures: Figures, count: str, share: str) -> Number:
    """The caseload of an area's group, from the area's own and its share."""
    part, of_all = _at(figures, count), _at(figures, share)
    return None if part in (..., 0) or of_all in (..., None) else round(part / of_all)


def _write_cursor(last: Addend) -> str:
    return base64.urlsafe_b64encode(json.dumps([last.at, last.subject, last.n]).encode()).decode()


def _read_cursor(cursor: str) -> Place:
    try:
        at, subject, n = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if isinstance(at, int) and isinstance(n, int) and max(abs(at), abs(n)) < _FAR and _is_id(subject):
            return Place(at, subject, n)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(_FOREIGN) from error
    raise ValueError(_FOREIGN)


def _is_id(subject: object) -> bool:
    return isinstance(subject, str) and "\x00" not in subject and bool(subject.encode())


_FOREIGN = "this cursor was not given by a page of what is behind a number"
_FAR = 2**53
"""No moment is that far, and every database can hold it."""
