"""What the domain is told about its city: one frozen value that every decision takes as a parameter.

Knows its three parts and nothing else; `dashboard.reference` reads them from files.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.domain.areas import Areas
from dashboard.domain.calendar import WorkCalendar
from dashboard.domain.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Reference:
    """Catalogue, areas and working calendar of one city."""

    catalogue: Catalogue
    areas: Areas
    calendar: WorkCalendar
