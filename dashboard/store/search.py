"""Finds cases by words, places and attributes, newest first, a page at a time. Reads only.

The index (`dashboard.store.words`) names candidates in order; each is then held against everything asked, so a slip of
the index shows nothing wrong. Where few of many candidates fit, a page ends after `EXAMINED` of them and says how far
it looked: the next one goes on from there.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from dashboard.auth.who import CITY, Scope
from dashboard.domain import wording
from dashboard.domain.case import Case
from dashboard.domain.reference import Reference
from dashboard.domain.wording import Piece, Told, Word
from dashboard.errors import UsageError
from dashboard.store import cases, log, words
from dashboard.store import tables as t
from dashboard.store.windows import COLUMN

EXAMINED: Final = 10_000
"""Candidates looked at for one page."""
COUNTED: Final = 1_000
"""The first page counts what is found up to this."""
PAGE: Final = 100
_FIRST_LOOK: Final = 200
_LONGEST_LOOK: Final = 5_000
_HALF_STEP: Final = 0.00005
_STEPS: Final = 10_000
"""Who sees points rounded to four decimals finds them rounded, too."""

_c = t.cases.c
MOMENTS: Final = ("begun", "filed", "closed", "due")
"""What a period may speak of; `due` is the closing's due time."""
_MOMENT: Final = {
    "begun": sa.func.coalesce(_c.accepted_at, _c.self_handled_at, _c.first_at),
    "filed": _c.filed_at,
    "closed": _c.closed_at,
    "due": _c.due_at,
}
_ENDED: Final = ("self_handled", "voided", "incomplete")

Box = tuple[float, float, float, float]


class SearchQuery(NamedTuple):
    """What is looked for. `text`: words that must all be there. `box`: west, south, east, north in degrees (WGS-84).

    `start` (included) and `end` are ms, of the moment `dated` names. `filters` are the figures'. `personal`: the asker
    reads cases unmasked.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = {}
    stages: tuple[str, ...] = ()
    is_open: bool | None = None
    dated: str = "begun"
    start: int | None = None
    end: int | None = None
    box: Box | None = None
    scope: Scope = CITY
    personal: bool = False


class Found(NamedTuple):
    """A page. `following` is the next page's cursor; None = this was the last. `looked_to`: all that began since then
    (ms) has been looked at, where the page ended before it was full. `total` is of all, up to `COUNTED`, and exact
    unless `more`. `behind`: log entries that the index has not seen.
    """

    cases: list[Case]
    following: str | None
    looked_to: int | None
    total: int | None
    more: bool
    behind: int


class _Hit(NamedTuple):
    """A case that fits, by its number; its state as it is stored: most are only counted."""

    no: int
    state: bytes


class _Look(NamedTuple):
    """One look at candidates: those that fit, and where the next look goes on (None: there are no more)."""

    hits: list[_Hit]
    below: int | None


def _next_look(size: int, missing: int, share: float) -> int:
    """How many candidates to look at next, going by the share of those so far that fitted."""
    expected = int(missing / share) + 1 if share else size * 4
    return max(_FIRST_LOOK, min(expected, size * 16, _LONGEST_LOOK))


class CaseSearch:
    """Answers questions after cases. Safe in several threads; every call blocks."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def page(
        self,
        query: SearchQuery,
        reference: Reference,
        *,
        limit: int = PAGE,
        cursor: str | None = None,
        count: bool = False,
    ) -> Found:
        """A page. `count`: how many there are in all, up to `COUNTED`. ValueError for a foreign cursor."""
        below = None if cursor is None else read_cursor(cursor)
        wanted = limit if not count else max(limit, COUNTED)
        hits: list[_Hit] = []
        with self._engine.connect() as connection:
            looking = _Looking(connection, query, reference)
            examined, size = 0, _FIRST_LOOK
            while True:
                look = looking.at(below, size)
                hits += look.hits
                below, examined = look.below, examined + size
                if below is None or len(hits) > wanted or examined >= EXAMINED:
                    break
                size = min(_next_look(size, wanted + 1 - len(hits), len(hits) / examined), EXAMINED - examined)
            behind = words.behind(connection)
        full = len(hits) > limit
        last = hits[limit - 1].no if full else below
        return Found(
            [cases.decode_state(hit.state) for hit in hits[:limit]],
            None if last is None else write_cursor(last),
            None if full or below is None else below // words.SLOTS,
            min(len(hits), wanted) if count else None,
            below is not None or len(hits) > wanted,
            behind,
        )

    def every(self, query: SearchQuery, reference: Reference, most: int) -> Iterator[tuple[Case, Told]]:
        """All that is found, newest first, up to `most`, with what only the log knows; read page by page."""
        cursor: str | None = None
        while most > 0:
            found = self.page(query, reference, limit=min(most, COUNTED), cursor=cursor)
            yield from self.told(found.cases)
            most -= len(found.cases)
            cursor = found.following
            if cursor is None:
                return

    def told(self, found: Sequence[Case]) -> list[tuple[Case, Told]]:
        """Cases with their addresses and descriptions."""
        with self._engine.connect() as connection:
            events = log.events_of(connection, [case.subject for case in found], "case.")
        return [(case, wording.told_of(events.get(case.subject, []))) for case in found]


class _Looking:
    """One search on one connection."""

    def __init__(self, connection: sa.Connection, query: SearchQuery, reference: Reference) -> None:
        self._connection = connection
        self._query = query
        self._words = wording.words_of(query.text, _names(reference), personal=query.personal)
        self._conditions = _conditions(query)
        if connection.dialect.name == "postgresql":
            # A plan that serves any word reads the newest cases one by one until it has found enough: right for a
            # frequent word, a walk through the whole table for a rare one.
            connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")
        self._match = _match(query, self._words, connection.dialect.name)

    def at(self, below: int | None, size: int) -> _Look:
        """The next `size` candidates below a number."""
        numbers = self._candidates(below, size)
        hits = self._fitting(numbers)
        return _Look(hits, numbers[-1] if len(numbers) == size else None)

    def _candidates(self, below: int | None, size: int) -> list[int]:
        """Their numbers, the newest first."""
        query = self._query
        upper = [n for n in (below, None if query.end is None else words.first_number(query.end)) if n is not None]
        lower = words.first_number(query.start) if query.start is not None and query.dated == "begun" else None
        sqlite = self._connection.dialect.name == "sqlite"
        number = ("rowid" if sqlite else "no") if self._match else "no"
        limits = ([f"{number} < :upper"] if upper else []) + ([f"{number} >= :lower"] if lower is not None else [])
        if self._match:
            limits.append("case_search MATCH :match" if sqlite else "words @@ CAST(:match AS tsquery)")
        where = f"WHERE {' AND '.join(limits)}" if limits else ""
        table = "case_search" if self._match else "case_words"
        text = f"SELECT {number} FROM {table} {where} ORDER BY {number} DESC LIMIT :size"  # noqa: S608 – our own names
        given = {"upper": min(upper, default=0), "lower": lower, "match": self._match, "size": size}
        used = {name: value for name, value in given.items() if f":{name}" in text}
        return list(self._connection.execute(sa.text(text), used).scalars())

    def _fitting(self, numbers: list[int]) -> list[_Hit]:
        """Those that are what is asked for, in their order."""
        if not numbers:
            return []
        w = t.case_words.c
        query = sa.select(w.no, w.subject, w.text, w.tags, _c.state).join(t.cases, _c.subject == w.subject)
        query = query.where(self._among(numbers), *self._conditions)
        rows = self._connection.execute(query.order_by(w.no.desc())).all()
        whole = self._whole(rows) if self._query.personal else {}
        return [_Hit(row.no, row.state) for row in rows if self._is_meant(row.text, row.tags, whole.get(row.subject))]

    def _among(self, numbers: list[int]) -> sa.ColumnElement[bool]:
        no = t.case_words.c.no
        if self._connection.dialect.name == "postgresql":
            # One array instead of thousands of parameters, and not one that the planner would look through.
            return no == sa.func.unnest(sa.literal(numbers, ARRAY(sa.BigInteger))).column_valued()
        return no.in_(numbers)

    def _whole(self, rows: Sequence[Any]) -> dict[str, str]:
        """The unmasked texts of cases of which the masked one does not say enough."""
        unsure = [row for row in rows if not all(wording.is_sure(word, row.text, row.tags) for word in self._words)]
        return words.whole_texts(self._connection, [cases.decode_state(row.state) for row in unsure]) if unsure else {}

    def _is_meant(self, text: str, tags: str, whole: str | None) -> bool:
        if whole is None:
            return all(wording.is_read(word, text, tags) for word in self._words)
        return all(wording.is_sure(word, text, tags) or wording.has(whole, word.text) for word in self._words)


def _names(reference: Reference) -> dict[str, dict[str, str]]:
    """The names that people know categories and areas by, in normal form."""
    categories = {c.code: c.minor for version in reference.catalogue.versions for c in version.categories}
    areas = {area.code: area.name_zh for area in (*reference.areas, *reference.areas.retired)}
    known = {"category": categories, "area": areas}
    return {key: {code: wording.normal(name) for code, name in names.items()} for key, names in known.items()}


def _conditions(query: SearchQuery) -> list[sa.ColumnElement[bool]]:
    """What is asked of a case's row."""
    unknown = [key for key in query.filters if key not in COLUMN]
    if unknown or query.dated not in MOMENTS:
        raise UsageError(f"{(unknown or [query.dated])[0]!r} is no filter of cases.")
    found: list[sa.ColumnElement[bool]] = [_c[COLUMN[key]].in_(values) for key, values in query.filters.items()]
    scope = ((_c.area, query.scope.areas), (_c.unit, query.scope.units))
    found += [column.in_(sorted(limit)) for column, limit in scope if limit is not None]
    if query.stages:
        found.append(_c.stage.in_(query.stages))
    if query.is_open is not None:
        ended = sa.or_(_c.closed_at.is_not(None), _c.stage.in_(_ENDED))
        found.append(sa.not_(ended) if query.is_open else ended)
    moment = _MOMENT[query.dated]
    found += [moment >= query.start] if query.start is not None else []
    found += [moment < query.end] if query.end is not None else []
    if query.box is not None:
        west, south, east, north = query.box if query.personal else _as_seen(query.box)
        found += [_c.lon.between(west, east), _c.lat.between(south, north)]
    return found


def _as_seen(box: Box) -> Box:
    """A box that holds the points whose rounded places lie in it: else a point could be closed in on."""
    west, south = (-(-edge * _STEPS // 1) / _STEPS - _HALF_STEP for edge in box[:2])
    east, north = (edge * _STEPS // 1 / _STEPS + _HALF_STEP for edge in box[2:])
    return west, south, east, north


def _match(query: SearchQuery, looked_for: Sequence[Word], dialect: str) -> str:
    """What is asked of the index: words, and attributes as tags; in the database's own words, empty for nothing."""
    many = query.scope.narrow({key: values for key, values in query.filters.items() if key in wording.TAGGED}) or {}
    groups: list[list[tuple[Piece, ...]]] = [
        [(Piece(wording.tag(key, value)),) for value in values] for key, values in many.items()
    ]
    groups += [[word.pieces, *word.hidden, *((Piece(one),) for one in word.tags)] for word in looked_for]
    if query.box is not None:
        groups.append([(Piece(square),) for square in wording.squares(query.box)])
    say, both, either = (_fts, " AND ", " OR ") if dialect == "sqlite" else (_lexeme, " & ", " | ")
    any_of = (either.join(f"({both.join(map(say, pieces))})" for pieces in group) for group in groups if group)
    return both.join(f"({one})" for one in any_of)


def _fts(piece: Piece) -> str:
    return f'"{piece.text}"' + (" *" if piece.open else "")


def _lexeme(piece: Piece) -> str:
    return f"'{piece.text}'" + (":*" if piece.open else "")


def write_cursor(below: int) -> str:
    """The cursor of a page that goes on below this number."""
    return base64.urlsafe_b64encode(f"w{below}".encode()).decode()


def read_cursor(cursor: str) -> int:
    """The number that a cursor says. ValueError if no page gave it."""
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except ValueError as error:
        raise ValueError(_FOREIGN) from error
    if not (text.startswith("w") and text[1:].isascii() and text[1:].isdecimal() and len(text) <= _LONGEST_CURSOR):
        raise ValueError(_FOREIGN)
    return int(text[1:])


_LONGEST_CURSOR: Final = 20
_FOREIGN: Final = "this cursor was not given by a search"
