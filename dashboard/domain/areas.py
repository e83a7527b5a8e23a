"""The city's reporting units (districts, counties, development zones) in their reporting order, and their groups.

Knows that a reporting unit is not an administrative division: zones cut across districts and have codes of their own.
Does not know outlines or coordinates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

GROUPS: Final = ("main", "zone", "other")
"""The groups within which caseloads are compared: 主城五区, 开发（度假）区, 其他县（市）区."""


@dataclass(frozen=True, slots=True)
class Area:
    """One reporting unit. `group` is one of GROUPS, or `city` for cases without an area; `geometry` says what is known
    of its outline: `division`, `zone` (none published) or `none`.
    """

    code: str
    name_zh: str
    name_en: str
    group: str
    geometry: str


@dataclass(frozen=True)
class Areas:
    """All reporting units, in the order of the city's reports. Raises ValueError when a code stands twice.

    `retired` are units that the city has given up: cases of theirs keep their names.
    """

    all: tuple[Area, ...]
    retired: tuple[Area, ...] = ()

    def __post_init__(self) -> None:
        if len(self.by_code) != len(self.all):
            raise ValueError("an area's code stands twice in the table of areas")

    def __iter__(self) -> Iterator[Area]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @cached_property
    def by_code(self) -> Mapping[str, Area]:
        """The areas by their code, in reporting order."""
        return MappingProxyType({area.code: area for area in self.all})

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Per group the codes of its areas, in reporting order."""
        return MappingProxyType({g: tuple(area.code for area in self.all if area.group == g) for g in GROUPS})

    @cached_property
    def _group_of(self) -> dict[str, str]:
        return {area.code: area.group for area in self.all if area.group in GROUPS}

    def only(self, codes: Collection[str]) -> Areas:
        """Those of these codes, in reporting order."""
        return Areas(tuple(area for area in self.all if area.code in codes))

    @cached_property
    def _ever(self) -> dict[str, Area]:
        return {area.code: area for area in (*self.retired, *self.all)}

    def group_of(self, code: str) -> str | None:
        """The group whose total an area's share is of; None for the city level and for unknown areas."""
        return self._group_of.get(code)

    def name(self, code: str) -> str:
        """The area's Chinese name; an unknown area is shown as unknown, with its code."""
        known = self._ever.get(code)
        return known.name_zh if known else f"未知区域 {code}"
