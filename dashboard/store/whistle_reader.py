"""Whistles as screens ask for them: those on the board, one whole life, the archive, those of a case. Reads only.

Whistles are few, so what their rows do not say is asked of their folded states. As of a past moment a whistle is the
fold of its events dated before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import floor
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dashboard.auth.who import CITY, Scope
from dashboard.domain import whistle, whistle_limits, whistle_stats
from dashboard.domain.events import Event
from dashboard.domain.instants import DAY_MS
from dashboard.domain.rules import FoldRules
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_limits import Course
from dashboard.domain.whistle_notes import said
from dashboard.store import cases as case_store
from dashboard.store import log
from dashboard.store import tables as t

ENDED_KEPT_MS = DAY_MS
"""So long after its end a whistle is still standing on the board."""

SQUARE = 0.002
"""Degrees, about 200 m: cases of one category in one such square are of one place. Four grids lie over each other, half
a square apart, so that what is half as near is never cut apart by a line.
"""
_SHIFTS = ((0, 0), (0, 0.5), (0.5, 0), (0.5, 0.5))

_w = t.whistles.c


class WhistleLife(NamedTuple):
    """A whistle and all its events in the order of the fold, each with the reason why its state did not allow it, or
    None.
    """

    whistle: Whistle
    events: list[tuple[Event, str | None]]


class WhistleQuery(NamedTuple):
    """Which whistles: blown within [start, end) (ms UTC), as of a moment (None = now). An empty set = any.

    `text` is looked for in title and number. `scope`: what lies outside is not there.
    """

    start: int | None = None
    end: int | None = None
    as_of: int | None = None
    levels: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    text: str = ""
    scope: Scope = CITY

    def holds(self, one: Whistle) -> bool:
        """Does the whistle lie within scope, period and filters?"""
        blown = one.blown_at
        if blown is None or not self.scope.holds_whistle(one.area, one.departments):
            return False
        inside = (self.start is None or self.start <= blown) and (self.end is None or blown < self.end)
        named = any(self.text in words for words in (one.title, one.number or ""))
        listed = _among(self.levels, one.level) and _among(self.areas, one.area) and _among(self.kinds, one.kind or "")
        called = not self.departments or not self.departments.isdisjoint(one.departments)
        return inside and named and listed and called


class WhistleReader:
    """Asks for whistles. Safe in several threads; every call blocks."""

    def __init__(self, engine: sa.Engine, rules: FoldRules) -> None:
        self._engine = engine
        self._rules = rules

    def standing(self, now: int, as_of: int | None = None) -> list[Whistle]:
        """Those blown and not ended at `now` (ms UTC), or ended within the last 24 hours, the oldest first.

        `as_of`: as they stood at that past moment; None = as they stand.
        """
        ended = sa.or_(_w.ended_at.is_(None), _w.ended_at > now - ENDED_KEPT_MS)
        return self._ordered(sa.select(_w.state).where(_w.blown_at.is_not(None), ended), as_of)

    def named(self, subject: str, as_of: int | None = None) -> Whistle | None:
        """A whistle by its id, as it stands or stood at a past moment; None where nothing of it is known."""
        return next(iter(self._ordered(sa.select(_w.state).where(_w.subject == subject), as_of)), None)

    def life(self, subject: str, as_of: int | None = None) -> WhistleLife | None:
        """A whistle with its story; None where nothing of that id is known."""
        with self._engine.connect() as connection:
            events = log.events_of(connection, [subject], "whistle.").get(subject)
        if events is None:
            return None
        until = [event for event in events if as_of is None or event.at < as_of]
        refused: dict[tuple[int, int, str, str], str] = {}

        def note(event: Event, reason: str) -> None:
            refused[event.key] = reason

        folded = whistle.fold(subject, until, note)
        whistle_limits.judge(folded, self._rules)
        ordered = sorted(until, key=lambda event: event[:4])
        return WhistleLife(folded, [(event, refused.get(event.key)) for event in ordered])

    def files_named(self, subject: str) -> set[int]:
        """The numbers of the files that events of a whistle name, those that its state did not allow among them."""
        with self._engine.connect() as connection:
            events = log.events_of(connection, [subject], "whistle.").get(subject, [])
        return {one.n for event in events for one in said(event).files}

    def archive(self, query: WhistleQuery) -> list[Whistle]:
        """All whistles that a query asks for, the newest first."""
        asked = sa.select(_w.state).where(_w.blown_at.is_not(None))
        if query.start is not None:
            asked = asked.where(_w.blown_at >= query.start)
        if query.end is not None:
            asked = asked.where(_w.blown_at < query.end)
        return [one for one in reversed(self._ordered(asked, query.as_of)) if query.holds(one)]

    def of_case(self, case_id: str, as_of: int | None = None) -> list[Whistle]:
        """The whistles that cover a case, the oldest first; as they stand, or stood at a past moment."""
        # The id as it stands in the state's JSON finds few candidates; which of them cover it says the fold.
        held = _w.state.contains(msgspec.json.encode(case_id).decode(), autoescape=True)
        return [one for one in self._ordered(sa.select(_w.state).where(held), as_of) if case_id in one.cases]

    def statistics(self, query: WhistleQuery, now: int) -> dict[str, Any]:
        """What `dashboard.domain.whistle_stats` counts of the whistles asked for, as of `now` (ms UTC) or the moment
        that the query names. Whether somebody had blown for a place before is asked of all in the query's scope.
        """
        asked = self.archive(query)
        before = self.archive(WhistleQuery(end=query.end, as_of=query.as_of, scope=query.scope))
        again = whistle_stats.recurring(before, self._places(before))
        return whistle_stats.count(asked, self.courses, now if query.as_of is None else query.as_of, again)

    def courses(self, one: Whistle) -> list[Course]:
        """A whistle's limits."""
        return self._rules.whistle_courses(one.kind or "", one.blown_at or 0)

    def _places(self, among: Iterable[Whistle]) -> whistle_stats.Places:
        """What a whistle is about: its cases, its title in its area, and the squares of some 200 m in which its cases
        lie, by category.
        """
        whistles = list(among)
        with self._engine.connect() as connection:
            known = case_store.load(connection, {name for one in whistles for name in one.cases})

        def places(one: Whistle) -> Iterator[str]:
            yield f"title {one.area} {one.title}"
            for name in one.cases:
                yield f"case {name}"
                covered = known.get(name)
                if covered and covered.lon is not None and covered.lat is not None:
                    for east, north in _SHIFTS:
                        square = floor(covered.lon / SQUARE + east), floor(covered.lat / SQUARE + north)
                        yield f"at {covered.category} {east} {north} {square}"

        return places

    def _ordered(self, query: sa.Select[tuple[str]], as_of: int | None) -> list[Whistle]:
        with self._engine.connect() as connection:
            found = [msgspec.json.decode(row.state, type=Whistle) for row in connection.execute(query)]
            if as_of is not None:
                found = self._as_of(connection, found, as_of)
        return sorted(found, key=lambda one: (one.blown_at or 0, one.subject))

    def _as_of(self, connection: sa.Connection, found: Iterable[Whistle], as_of: int) -> list[Whistle]:
        """These whistles as they stood then; without those that were not blown yet."""
        then = [one for one in found if one.last_at < as_of]
        moved = [one.subject for one in found if one.last_at >= as_of]
        for subject, events in log.events_of(connection, moved, "whistle.").items():
            folded = whistle.fold(subject, [event for event in events if event.at < as_of])
            whistle_limits.judge(folded, self._rules)
            then += [folded] if folded.blown_at is not None else []
        return then


def _among(wanted: frozenset[str], value: str) -> bool:
    return not wanted or value in wanted
