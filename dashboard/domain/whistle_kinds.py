"""The kinds of whistles (问题哨 服务哨 应急哨 重点哨 …): their names, limits, and whether all are rated before closing.

Knows versions, and which kind a whistle's own words mean. Does not know where the table comes from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from dashboard.domain.calendar import Limit

Step = Literal["sign", "contact", "check_in", "solve"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)

_WHISTLE: Final = "哨"


@dataclass(frozen=True)
class WhistleKind:
    """One kind. `also`: other words that mean it; `rated`: a whistle closes only when every department is rated."""

    code: str
    name: str
    limits: Mapping[Step, Limit]
    also: tuple[str, ...] = ()
    rated: bool = True

    def means(self, stated: str) -> bool:
        """Do these words have this kind in them?"""
        return any(word in stated for word in (self.name.removesuffix(_WHISTLE), *self.also))


@dataclass(frozen=True)
class WhistleKinds:
    """All versions: (from which moment on, ms UTC; the kinds in the table's order), by moment. The first kind of a
    version is the usual one. Raises ValueError where there is none.
    """

    versions: tuple[tuple[int, tuple[WhistleKind, ...]], ...]

    def __post_init__(self) -> None:
        if not self.versions or not all(kinds for _, kinds in self.versions):
            raise ValueError("the table of whistles lists at least one kind")

    def at(self, at_ms: int) -> tuple[WhistleKind, ...]:
        """The kinds in force at a moment; before the first version that one's."""
        return self.versions[self.version(at_ms)][1]

    def version(self, at_ms: int) -> int:
        """Which of `versions` is in force at a moment."""
        return max(0, bisect_right([since for since, _ in self.versions], at_ms) - 1)

    def listed(self, stated: str, at_ms: int) -> WhistleKind | None:
        """The kind that a whistle's words mean: by code, by name, or the first that they have in them."""
        kinds = self.at(at_ms)
        exact = next((one for one in kinds if stated in (one.code, one.name)), None)
        return exact or next((one for one in kinds if one.means(stated)), None)

    def of(self, stated: str, at_ms: int) -> WhistleKind:
        """The same; kinds that no row lists have the limits of the usual one."""
        return self.listed(stated, at_ms) or self.at(at_ms)[0]

    def name(self, stated: str, at_ms: int) -> str:
        """What the kind is called, as numbers and screens have it: unlisted ones by their own words."""
        known = self.listed(stated, at_ms) if stated else self.at(at_ms)[0]
        return known.name if known else stated.removesuffix(_WHISTLE) + _WHISTLE
