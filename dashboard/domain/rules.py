"""The reference data as a fold asks for it (`dashboard.domain.case.Rules`)."""

from __future__ import annotations

from dashboard.domain import deadlines
from dashboard.domain.reference import Reference


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
