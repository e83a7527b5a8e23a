"""What the administrator's tabs stand on; put together in app.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import Dash
from dash.development.base_component import Component

from callbacks.desk_pages import Visit
from dashboard.admin.machines import Machines
from dashboard.admin.people import People
from dashboard.admin.refusal import Here
from dashboard.admin.rows import Say, Words
from dashboard.admin.tables import Tables
from dashboard.admin.walls import Walls
from dashboard.domain.reference import Reference
from dashboard.store.web.audit import AuditStore


@dataclass(frozen=True, slots=True)
class AdminDeps:
    """`reference` gives the one in force now; `audit` writes for the request at hand, `log` is read; `reports` is what
    wall devices last told of themselves, by id.
    """

    people: People
    walls: Walls
    machines: Machines
    tables: Tables
    audit: Here
    log: AuditStore
    reference: Callable[[], Reference]
    reports: Callable[[], Mapping[str, Mapping[str, Any]]]
    real_ms: Callable[[], int]
    zone: ZoneInfo

    def stamp(self, at_ms: int | None) -> str:
        """A moment as people read it, in the city's zone."""
        return "—" if at_ms is None else datetime.fromtimestamp(at_ms / 1000, self.zone).strftime("%Y-%m-%d %H:%M")

    def areas(self) -> list[tuple[str, str]]:
        """(code, name) of the areas there are."""
        return [(area.code, area.name_zh) for area in self.reference().areas]

    def words(self, say: Say) -> Words:
        """How rows say areas and moments."""
        return Words(self.reference().areas.name, self.stamp, say)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name in the address, its Chinese label, what it draws, all ids of it, its callbacks."""

    name: str
    label: str
    draw: Callable[[Visit], Component]
    skeleton: Callable[[], Component]
    register: Callable[[Dash], None]
