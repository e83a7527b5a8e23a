"""What the administrator's tabs stand on; put together in app.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dash import Dash
from dash.development.base_component import Component

from callbacks.desk_pages import Visit
from dashboard.admin.people import People
from dashboard.admin.refusal import Here
from dashboard.admin.tables import Tables
from dashboard.domain.reference import Reference


@dataclass(frozen=True, slots=True)
class AdminDeps:
    """`reference` gives the one in force now; `audit` writes for the request at hand."""

    people: People
    tables: Tables
    audit: Here
    reference: Callable[[], Reference]
    zone: ZoneInfo

    def stamp(self, at_ms: int | None) -> str:
        """A moment as people read it, in the city's zone."""
        return "—" if at_ms is None else datetime.fromtimestamp(at_ms / 1000, self.zone).strftime("%Y-%m-%d %H:%M")

    def areas(self) -> list[tuple[str, str]]:
        """(code, name) of the areas there are."""
        return [(area.code, area.name_zh) for area in self.reference().areas]

    def area_name(self, code: str) -> str:
        """An area's name."""
        return self.reference().areas.name(code)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name in the address, its Chinese label, what it draws, all ids of it, its callbacks."""

    name: str
    label: str
    draw: Callable[[Visit], Component]
    skeleton: Callable[[], Component]
    register: Callable[[Dash], None]
