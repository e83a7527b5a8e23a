"""Whistles' numbers, in the manner of `2024（市）重点哨21号`: counted per year (the city's), level and kind. PURE.

A new number follows the highest that there is, whoever gave it and however it is spelt; none is ever given again.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from dashboard.domain.instants import local
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_kinds import WhistleKinds

LEVELS: Final = {"city": "市", "district": "区", "street": "街道"}
"""The levels as numbers have them."""

_SPELT: Final = re.compile(r"(?P<year>(?:19|20|21)\d\d)\D*?(?P<level>市|区|县|街)(?P<kind>\D*)(?P<n>\d{1,9})\D*")
_LEVEL_OF: Final = {"市": "city", "区": "district", "县": "district", "街": "street"}
_FILLING: Final = re.compile(r"^(?:道|镇|乡)?级?[\s()\[\]〔〕【】]*|[\s()\[\]〔〕【】第#-]+$")


class Series(NamedTuple):
    """What is counted together: year, level, and the kind's code (or its own words, where no table lists it)."""

    year: int
    level: str
    kind: str


class Numbered(NamedTuple):
    """A whistle's new number, dated when it was blown (ms UTC)."""

    at: int
    subject: str
    number: str


def assign(whistles: Iterable[Whistle], given: Iterable[str], kinds: WhistleKinds, zone: ZoneInfo) -> list[Numbered]:
    """Numbers for whistles that have none, in the order in which they were blown; `given` are all that there are."""
    waiting = sorted((one.blown_at, one.subject, one) for one in whistles if one.blown_at is not None)
    spelt = list(given)
    by_table: dict[int, Counter[Series]] = {}
    found = []
    for at, subject, one in waiting:
        table = kinds.version(at)
        if table not in by_table:
            by_table[table] = _highest(spelt, kinds, at)
        series = _series(one, kinds, at, zone)
        number = by_table[table][series] + 1
        name = f"{series.year}（{LEVELS.get(one.level, '')}）{kinds.name(one.kind or '', at)}{number}号"
        spelt.append(name)
        for highest in by_table.values():
            highest[series] = max(highest[series], number)
        found.append(Numbered(at, subject, name))
    return found


def years(whistles: Iterable[Whistle], zone: ZoneInfo) -> set[int]:
    """The years in whose series these whistles are counted."""
    return {local(one.blown_at, zone).year for one in whistles if one.blown_at is not None}


def read(text: str, kinds: WhistleKinds, at: int) -> tuple[Series | None, int]:
    """What a number says, however it is spelt; None where it cannot be understood."""
    found = _SPELT.fullmatch(unicodedata.normalize("NFKC", text).strip("()[]〔〕【】 第"))
    if found is None:
        return None, 0
    words = _FILLING.sub("", found["kind"])
    return Series(int(found["year"]), _LEVEL_OF[found["level"]], _code(words, kinds, at)), int(found["n"])


def _highest(spelt: Iterable[str], kinds: WhistleKinds, at: int) -> Counter[Series]:
    found: Counter[Series] = Counter()
    for text in spelt:
        series, n = read(text, kinds, at)
        if series:
            found[series] = max(found[series], n)
    return found


def _series(one: Whistle, kinds: WhistleKinds, at: int, zone: ZoneInfo) -> Series:
    return Series(local(at, zone).year, one.level, _code(one.kind or "", kinds, at))


def _code(words: str, kinds: WhistleKinds, at: int) -> str:
    """The kind's code; without words the usual kind's."""
    if not words:
        return kinds.at(at)[0].code
    listed = kinds.listed(words, at)
    return listed.code if listed else words.removesuffix("哨")
