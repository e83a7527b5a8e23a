"""The reference data as a fold asks for it (`dashboard.domain.case.Rules`)."""

from __future__ import annotations

from typing import Protocol

from dashboard.domain import deadlines
from dashboard.domain.case import Case, Rules
from dashboard.domain.reference import Reference
from dashboard.domain.spans import Limit, Pause
from dashboard.domain.whistle_kinds import STEPS
from dashboard.domain.whistle_limits import Course, WhistleRules


class FoldRules(Rules, WhistleRules, Protocol):
    """What all folds together ask."""


class ReferenceRules:
    """Usual classes and due times by the versions of catalogue and limits in force at a moment."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def use(self, reference: Reference) -> None:
        """From now on judges by this one: the same, with what an administrator changed since."""
        self._reference = reference

    def default_class(self, source: str, category: str, at: int) -> str:
        """考核类别 of a case that states none."""
        return self._reference.catalogue.default_class(source, category, at)

    def dispatch_due(self, category: str, case_class: str, at: int) -> int:
        """When a dispatch task that opens at `at` is due, ms."""
        return deadlines.dispatch_due(self._reference, category, case_class, at)

    def close_due(self, category: str, case_class: str, at: int) -> int:
        """When a case filed at `at` must be closed, ms."""
        return deadlines.close_due(self._reference, category, case_class, at)

    def run_always(self, category: str, case_class: str, at: int) -> tuple[bool, bool]:
        """Whether the dispatching and the closing limit in force at `at` run day and night."""
        limits = self._reference.catalogue.limits(category, case_class, at)
        return limits.dispatch.runs_always, limits.close.runs_always

    def portions(self, case: Case, limit: Limit, start: int, due: int, pauses: list[Pause]) -> tuple[int, int]:
        """When 50 and 80 % of a limit of the case have passed, ms."""
        limits_of = (case.category, case.case_class)
        return deadlines.portions(self._reference, limits_of, limit, (start, due), pauses)

    def whistle_courses(self, kind: str, blown_at: int) -> list[Course]:
        """The limits of a whistle of this kind, with the moments of 50 and 80 %."""
        calendar = self._reference.calendar
        limits = self._reference.whistles.of(kind, blown_at).limits
        courses = []
        for step in STEPS:
            due = calendar.due(blown_at, limits[step])
            half, most = (calendar.portion(limits[step].unit, blown_at, due, percent, ()) for percent in (50, 80))
            courses.append(Course(step, half, most, due))
        return courses

    def whistle_rated(self, kind: str, blown_at: int) -> bool:
        """Whether every department of it has to be rated before it is closed."""
        return self._reference.whistles.of(kind, blown_at).rated
