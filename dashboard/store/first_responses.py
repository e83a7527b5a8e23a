"""First responses (先行处置): those that stand now, and how many each unit has taken on. Reads only.

They are marks of their cases (`dashboard.domain.facts.Mark`), so they follow late, corrected and voided cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.auth.who import CITY, Scope
from dashboard.domain.case import Case, fold
from dashboard.domain.case_parts import FirstResponse
from dashboard.domain.rules import FoldRules
from dashboard.store import cases, log
from dashboard.store import tables as t

KIND = "first_response"

_c, _m = t.cases.c, t.marks.c


class Standing(NamedTuple):
    """A case that nobody owns, and the unit that keeps it safe meanwhile."""

    case: Case
    response: FirstResponse


class FirstResponses:
    """Asks for first responses. Safe in several threads; every call blocks. `rules`: what folds of the past ask."""

    def __init__(self, engine: sa.Engine, rules: FoldRules) -> None:
        self._engine = engine
        self._rules = rules

    def standing(self, now: int, scope: Scope = CITY, as_of: int | None = None) -> list[Standing]:
        """Those assigned by `now` (ms UTC) whose ownership is not settled, the oldest first.

        A case belongs to its area, and to the unit that keeps it safe beside its own. `as_of`: as they stood at that
        past moment.
        """
        found = self._cases(sa.and_(_m.at <= now, _m.flag == 0 if as_of is None else sa.true()), as_of)
        told = [Standing(case, case.first_response) for case in found if case.first_response and case.voided_at is None]
        inside = [one for one in told if _holds(scope, one)]
        return sorted(inside, key=lambda one: (one.response.at, one.case.subject))

    def count(
        self, start: int, end: int, as_of: int | None = None, areas: Collection[str] | None = None
    ) -> Counter[tuple[str, str]]:
        """(unit, area) → how many it has taken on in [start, end), of all areas or of these; voided cases are out."""
        cut = end if as_of is None else min(end, as_of)
        found: Counter[tuple[str, str]] = Counter()
        for case in self._cases(sa.and_(_m.at >= start, _m.at < cut), as_of):
            for one in case.first_responses:
                counted = start <= one.at < cut and case.voided_at is None and (areas is None or case.area in areas)
                found[one.to, case.area] += counted
        return +found

    def _cases(self, which: sa.ColumnElement[bool], as_of: int | None) -> list[Case]:
        """Cases with such marks. Voiding takes marks away, so of the past what was voided since is looked at, too."""
        marked = sa.select(_m.subject).where(_m.kind == KIND, which)
        with self._engine.connect() as connection:
            names = set(connection.execute(marked).scalars())
            if as_of is not None:
                names.update(connection.execute(sa.select(_c.subject).where(_c.voided_at >= as_of)).scalars())
            found = cases.load(connection, sorted(names))
            if as_of is None:
                return list(found.values())
            then = {name: one for name, one in found.items() if one.last is not None and one.last[0] < as_of}
            for name, events in log.events_of(connection, sorted(names - then.keys()), "case.").items():
                then[name] = fold(name, [event for event in events if event.at < as_of], self._rules)
            return list(then.values())


def _holds(scope: Scope, one: Standing) -> bool:
    """Is it of the area, or for the unit, that somebody sees?"""
    return any(scope.holds(one.case.area, unit) for unit in (one.case.unit, one.response.to))
