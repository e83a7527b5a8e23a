"""What the domain is told about its city: one frozen value that every decision takes as a parameter.

Knows its parts and nothing else; `dashboard.reference` reads them from files.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.domain.areas import Areas
from dashboard.domain.calendar import WorkCalendar
from dashboard.domain.catalogue import Catalogue
from dashboard.domain.whistle_kinds import WhistleKinds


@dataclass(frozen=True, slots=True)
class Reference:
    """Catalogue, areas, working calendar and kinds of whistles of one city."""

    catalogue: Catalogue
    areas: Areas
    calendar: WorkCalendar
    whistles: WhistleKinds
