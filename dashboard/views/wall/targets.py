"""From which value on a figure is called short of its aim or late. The one place where the wall's thresholds stand.

They are the city's choice, not law: the values come from the design study of the wall (the dashed line of the class
gauges at 95, ◆ under 90; dispatch ▲ under 90, ◆ under 85; growth ▲ from +25 %). A rate at its aim is plain.
"""

from dataclasses import dataclass
from typing import Final, Literal

Status = Literal["late", "soon"] | None
"""`late` ◆ under the lower threshold, `soon` ▲ short of the aim, None: nothing to say."""


@dataclass(frozen=True)
class Target:
    """An aim and the lower threshold beneath it, both as ratios."""

    aim: float
    floor: float

    def status(self, rate: float | None) -> Status:
        """What a rate is to be marked with; a rate that does not exist (denominator 0) is not marked."""
        if rate is None or rate >= self.aim:
            return None
        return "late" if rate < self.floor else "soon"


CLOSURE: Final = Target(0.95, 0.90)
"""结案率 and 按期结案率, in total, by class and by area."""

CLASS_TARGETS: Final = dict.fromkeys(("total", "creation", "appeal", "routine", "environment", "hazard"), CLOSURE)
"""Per assessment class; a city that asks more of hazards changes it here."""

DISPATCH: Final = Target(0.90, 0.85)
"""按时派遣率."""

GROWTH: Final = 0.25
"""A category that grew by this much against its usual is marked, and so is a day's intake."""

DROP: Final = -0.08
"""A day's dispatching or closing this far behind the day compared with is marked."""

SOON_MS: Final = 60 * 60 * 1000
"""A case due within the hour is about to be late (临期)."""
