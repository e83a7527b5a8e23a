"""Three-level reminders (三级提醒): who is reminded when half, most and all of a limit have passed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dashboard.domain.alert_rules import Values
from dashboard.domain.case import Case
from dashboard.domain.spans import Passing

_SWITCH: Final = {50: "half", 80: "most", 100: "whole"}
_WHOM: Final = {50: "经办人", 80: "负责人", 100: "分管领导"}


def remind(case: Case, passing: Passing, rules: Mapping[str, Values], area_name: str) -> str | None:
    """Whom a fact of the clock reminds, as `case.reminded` names him; None where the rules remind nobody."""
    values = rules["reminders"]
    if not (values[passing.limit] and values[_SWITCH[passing.level]]):
        return None
    return f"{case.unit or area_name} {_WHOM[passing.level]}"[:200]
