"""What the cases are about: how many of each assessment class an area files, and how often each category occurs.

The four printed category shares are read by figure id; all other frequencies are assumed weights per thousand or so,
kept below the printed ones, which are the report's first two of each kind. Knows counts, not single cases.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

from dashboard.domain.catalogue import Category
from streams.month.apportion import apportion
from streams.month.loads import Load
from streams.month.published import CITY, Published

COMPONENTS = 26_600
"""Assumed number of component (部件) cases among those filed: with it the four printed shares come out."""

APPEAL_SOURCES = ("hotline_12345", "wechat")

# Published shares of the kind: 非法小广告, 擅自架设管线 of events; 雨水箅子, 不明井盖 of components.
_SHARES = {"E0201": "1.10", "E0108": "1.11", "C0104": "1.12", "C0123": "1.13"}

# Assumed totals of the classes that the catalogue gives (创建 is the rest) and of components among citizens' appeals.
_HAZARDS, _ENVIRONMENT, _ROUTINE = 3_400, 2_120, 37_600
_APPEALS_ABOUT_COMPONENTS = 420
# Assumed: where the report names an area's hazards it must have enough of them; the city level gets more components.
_HAZARD_COUNT = {"530111": 346, "KM-DJ": 232, "KM-JK": 330}
_ROUTINE_FACTOR = {CITY: 2.9, "KM-DJ": 1.25}

_CREATION = {
    "E0110": 110, "E0112": 92, "E0117": 56, "E0280": 42, "E0203": 36, "E0207": 28, "E0410": 66, "E0405": 52,
    "E0406": 46, "E0136": 42, "E0111": 22, "E0409": 27, "E0107": 22, "E0113": 15, "E0114": 11, "E0104": 10, "E0105": 8,
    "E0135": 9, "E0119": 9, "E0206": 9, "E0401": 14, "E0118": 5, "E0129": 5, "E0134": 4, "E0137": 2, "E0138": 2,
    "E0202": 4, "E0205": 2, "E0204": 2, "E0101": 5, "E0102": 1, "E0103": 3, "E0106": 2, "E0109": 1, "E0121": 1,
    "E0122": 0.5, "E0127": 1, "E0402": 2, "E0403": 2, "E0404": 3,
}  # fmt: skip
_ROUTINE_EVENTS = {
    "E0302": 24, "E0303": 5, "E0305": 13, "E0306": 17, "E0307": 12, "E0308": 6, "E0309": 5, "E0310": 7, "E0311": 4,
    "E0312": 5, "E0604": 30, "E0602": 0.4, "E0691": 0.3, "E0692": 0.2, "E0693": 0.2, "E0694": 0.1,
}  # fmt: skip
_ENVIRONMENTAL = {
    "E0120": 16, "E0125": 17, "E0126": 6, "E0128": 14, "E0130": 10, "E0131": 13, "E0132": 2, "E0133": 1, "E0301": 12,
    "E0304": 12,
}  # fmt: skip
_HAZARDOUS_EVENTS = {"E0501": 8, "E0502": 2, "E0503": 40, "E0504": 1, "E0505": 11, "E0506": 12, "E0508": 28}
_APPEALS = {
    "E0406": 200, "E0405": 80, "E0410": 70, "E0409": 85, "E0128": 75, "E0301": 90, "E0110": 60, "E0101": 45,
    "E0129": 40, "E0201": 25, "E0401": 45, "E0304": 30, "E0113": 35, "E0503": 25, "E0131": 20, "E0136": 20, "E0108": 10,
    "E0120": 10, "E0130": 12, "E0506": 8,
}  # fmt: skip
_APPEALS_COMPONENTS = {"C0137": 30, "C0102": 8, "C0101": 6, "C0104": 6, "C0305": 8, "C0402": 8, "C0225": 7, "C0146": 4}
_COMPONENTS = {
    "C0101": 62, "C0102": 85, "C0103": 80, "C0105": 40, "C0106": 30, "C0107": 58, "C0108": 8, "C0111": 14, "C0114": 6,
    "C0118": 12, "C0124": 16, "C0126": 24, "C0127": 26, "C0128": 18, "C0130": 12, "C0131": 20, "C0137": 55, "C0138": 7,
    "C0139": 5, "C0146": 12, "C0150": 6, "C0152": 2, "C0154": 3, "C0201": 3, "C0204": 14, "C0210": 16, "C0212": 9,
    "C0217": 60, "C0220": 10, "C0221": 72, "C0225": 16, "C0301": 5, "C0302": 3, "C0305": 62, "C0306": 16, "C0307": 14,
    "C0308": 13, "C0401": 1, "C0402": 50, "C0404": 20, "C0405": 9, "C0407": 8, "C0408": 26, "C0409": 14, "C0502": 8,
    "C0506": 3, "C0507": 6,
}  # fmt: skip
_SMALL = {"E0201": 30, "E0410": 25, "E0112": 14, "E0110": 12, "E0136": 8, "E0117": 6, "E0119": 3, "C0305": 2}
_RARE = 0.4


def classes(loads: Mapping[str, Load]) -> dict[str, dict[str, int]]:
    """Per area the number of filed cases of each class; appeals are those of the hotline and WeChat."""
    appeals = {code: sum(load.sources[source] for source in APPEAL_SOURCES) for code, load in loads.items()}
    rest = {code: load.filed - appeals[code] for code, load in loads.items()}
    elsewhere = {code: count for code, count in rest.items() if code not in _HAZARD_COUNT}
    hazards = _HAZARD_COUNT | apportion(_HAZARDS - sum(_HAZARD_COUNT.values()), elsewhere)
    environment = apportion(_ENVIRONMENT, rest)
    routine = apportion(_ROUTINE, {code: count * _ROUTINE_FACTOR.get(code, 1.0) for code, count in rest.items()})
    return {
        code: {
            "creation": rest[code] - hazards[code] - environment[code] - routine[code],
            "appeal": appeals[code],
            "routine": routine[code],
            "environment": environment[code],
            "hazard": hazards[code],
        }
        for code in loads
    }


def quotas(published: Published, known: Iterable[Category], by_class: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Per class how many cases of each category are filed in the whole city: `{class: {category: count}}`.

    `known` is the catalogue; a component that no table above names is rare, but occurs.
    """
    total = sum(by_class.values())
    kinds = {"C": COMPONENTS, "E": total - COMPONENTS}
    named = {code: round(kinds[code[0]] * published.percent(figure) / 100) for code, figure in _SHARES.items()}
    appeals = apportion(by_class["appeal"] - _APPEALS_ABOUT_COMPONENTS, _APPEALS)
    appeals |= apportion(_APPEALS_ABOUT_COMPONENTS, _APPEALS_COMPONENTS)
    left = {code: count - appeals.get(code, 0) for code, count in named.items()}
    routine_components = kinds["C"] - _APPEALS_ABOUT_COMPONENTS - left["C0123"]
    components = {c.code: _RARE for c in known if c.kind == "C" and c.code not in _SHARES} | _COMPONENTS
    return {
        "appeal": appeals,
        "hazard": {"C0123": left["C0123"]} | apportion(by_class["hazard"] - left["C0123"], _HAZARDOUS_EVENTS),
        "environment": apportion(by_class["environment"], _ENVIRONMENTAL),
        "routine": {"C0104": left["C0104"]}
        | apportion(routine_components - left["C0104"], components)
        | apportion(by_class["routine"] - routine_components, _ROUTINE_EVENTS),
        "creation": {code: left[code] for code in ("E0201", "E0108")}
        | apportion(by_class["creation"] - left["E0201"] - left["E0108"], _CREATION),
    }


def appeal_categories(rng: Random, count: int) -> list[str]:
    """What citizens complain about, drawn one by one (for cases outside the published month)."""
    return rng.choices(list(_APPEALS), weights=list(_APPEALS.values()), k=count)


def small_categories(rng: Random, count: int) -> list[str]:
    """What supervisors put right on the spot, drawn one by one."""
    return rng.choices(list(_SMALL), weights=list(_SMALL.values()), k=count)


def dealt(rng: Random, counts: Mapping[str, int]) -> list[str]:
    """Every key as often as it counts, in random order."""
    deck = [key for key, count in counts.items() for _ in range(count)]
    rng.shuffle(deck)
    return deck


def city_wide(per_area: Mapping[str, Mapping[str, int]]) -> Counter[str]:
    """The sum over all areas."""
    total: Counter[str] = Counter()
    for counts in per_area.values():
        total.update(counts)
    return total
