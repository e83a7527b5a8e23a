"""The catalogue of problem categories: their names, default classes and limits, and who is responsible for them.

Knows versions (a catalogue is in force from a moment until the next one) and what holds for a category that no version
lists. Does not know where the tables come from, nor how a limit becomes a moment (`calendar`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final

from dashboard.domain.calendar import Limit

UNKNOWN_CLASS: Final = "routine"
"""The class of a category that the catalogue does not list (contract §1: catalogues get local extensions)."""

UNKNOWN_DISPATCH: Final = Limit(15, "minute")
"""The dispatch limit where no table gives one: 受理, 派遣 within 15 minutes each."""

APPEAL_SOURCES: Final = frozenset({"hotline_12345", "wechat"})
"""Sources whose cases are appeals (诉求) whatever their category."""


@dataclass(frozen=True, slots=True)
class CaseLimits:
    """The limits of a case: from filing (or return) to dispatch, and from filing to closing."""

    dispatch: Limit
    close: Limit


@dataclass(frozen=True, slots=True)
class Category:
    """One minor class. `kind` is `C` (部件) or `E` (事件); `confidence` says how sure the code's meaning is."""

    code: str
    kind: str
    major: str
    minor: str
    confidence: str
    default_class: str
    limits: CaseLimits


@dataclass(frozen=True)
class Version:
    """The categories in force from `valid_from_ms` on. Raises ValueError when a code stands twice or none at all."""

    valid_from_ms: int
    categories: tuple[Category, ...]

    def __post_init__(self) -> None:
        if not self.categories:
            raise ValueError("a catalogue version lists at least one category")
        if len(self.by_code) != len(self.categories):
            twice = [code for code, n in Counter(c.code for c in self.categories).items() if n > 1]
            raise ValueError(f"the catalogue lists twice: {', '.join(twice)}")

    @cached_property
    def by_code(self) -> Mapping[str, Category]:
        """The categories by their code."""
        return MappingProxyType({category.code: category for category in self.categories})

    @cached_property
    def usual_limits(self) -> Mapping[str | None, CaseLimits]:
        """Per class its most usual closing limit with the usual dispatch limit; under None that of the whole table."""
        classes = {category.default_class for category in self.categories}
        usual = {name: _usual(c for c in self.categories if c.default_class == name) for name in classes}
        return MappingProxyType({None: _usual(self.categories), **usual})


def _usual(categories: Iterable[Category]) -> CaseLimits:
    # most_common keeps the order of first sight among equals, so the table's order decides, not chance.
    closing = Counter(category.limits.close for category in categories)
    return CaseLimits(UNKNOWN_DISPATCH, closing.most_common(1)[0][0])


@dataclass(frozen=True)
class Catalogue:
    """All versions, ordered by `valid_from_ms`, and the table of responsibility (category, area) → unit.

    Before the first version's moment the first version holds: events older than the table are still judged by it.
    """

    versions: tuple[Version, ...]
    responsibility: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        moments = [version.valid_from_ms for version in self.versions]
        if not moments or moments != sorted(set(moments)):
            raise ValueError(
                "a catalogue has at least one version, each in force from a later moment than the one before"
            )

    @cached_property
    def _moments(self) -> list[int]:
        return [version.valid_from_ms for version in self.versions]

    def version(self, at_ms: int) -> Version:
        """The version in force at `at_ms` (ms UTC)."""
        if len(self.versions) == 1:
            return self.versions[0]
        return self.versions[max(0, bisect_right(self._moments, at_ms) - 1)]

    @property
    def current(self) -> Version:
        """The newest version: the names that screens show."""
        return self.versions[-1]

    def category(self, code: str) -> Category | None:
        """The category as the newest version that lists it has it, or None for a local extension nobody listed."""
        return next((v.by_code[code] for v in reversed(self.versions) if code in v.by_code), None)

    def name(self, code: str) -> str:
        """The minor class's Chinese name; an unknown category is shown as unknown, with its code."""
        known = self.category(code)
        return known.minor if known else f"未知类别 {code}"

    def default_class(self, source: str, category: str, at_ms: int) -> str:
        """The assessment class of a case begun at `at_ms` that names none (contract §1)."""
        if source in APPEAL_SOURCES:
            return "appeal"
        known = self.version(at_ms).by_code.get(category)
        return known.default_class if known else UNKNOWN_CLASS

    def limits(self, category: str, assessment_class: str, at_ms: int) -> CaseLimits:
        """The limits of a case filed at `at_ms`.

        An unknown category gets its class's most usual closing limit; a class that no row of the table has (`appeal`
        is given by the source, never by the table) the most usual one of all.
        """
        version = self.version(at_ms)
        known = version.by_code.get(category)
        if known:
            return known.limits
        return version.usual_limits.get(assessment_class) or version.usual_limits[None]

    def responsible(self, category: str, area: str) -> str | None:
        """The unit that answers for a category in an area, or None where the city has not said."""
        return self.responsibility.get((category, area))
