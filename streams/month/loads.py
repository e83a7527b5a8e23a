"""How much each reporting unit has in November: cases filed and self-handled, dispatch tasks, late ones, sources,
hotline cases.

What the report prints is read by figure id; what it leaves open is assumed here, as weights that share out the rest.
The report's areas do not add up to its total: the remainder is the city level's. Knows counts, not single cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.domain.areas import Areas
from streams.month.apportion import apportion, total_behind
from streams.month.published import CITY, Published

RETURNED_SHARE = 0.02
"""Assumed: of a hundred filed cases two go to the wrong unit first and are returned: one dispatch task more each."""

# Published: caseload (filed and self-handled) of the fullest and the emptiest area of each group, and their shares of
# the group.
_CASELOAD = {"530102": "1.14", "530103": "1.16", "KM-JK": "1.18", "KM-DJ": "1.20", "530129": "1.22", "530125": "1.24"}
_SHARE = {"530102": "1.15", "530103": "1.17", "KM-JK": "1.19", "KM-DJ": "1.21", "530129": "1.23", "530125": "1.25"}
_TASKS = {"530112": "2.01", "530111": "2.04", "530103": "2.12", "530128": "2.22", "530126": "2.26", "530125": "2.28"}
_LATE = {"530111": "2.05", "530103": "2.13", "530125": "2.31"}
_DISPATCHED_ON_TIME = {"530112": "2.02", "530128": "2.23", "530126": "2.25"}

# Assumed: how the areas without a published caseload share what is left of their group's.
_CASELOAD_WEIGHT = {
    "530111": 3062, "530112": 2833, "530114": 2630, "530113": 431, "530115": 455, "530181": 489, "530124": 388,
    "530126": 402, "530127": 441, "530128": 498, "KM-DZ": 417, "KM-YZH": 380,
}  # fmt: skip
# Assumed: how self-handled problems spread where neither caseload nor tasks fix them.
_SELF_HANDLED_WEIGHT = {"530102": 330, "530114": 190, "KM-GX": 28, "KM-JK": 60, "KM-DJ": 10}
_FEW_SELF_HANDLED = {"530113": 9, "530115": 11, "530181": 13, "530124": 7, "530125": 3, "530127": 10, "530129": 12}
_FEW_SELF_HANDLED |= {"KM-DZ": 8, "KM-YZH": 6}
_FEW_RETURNS = {"530126": 6, "530128": 8}
# Assumed: dispatch on time in per cent, where not published: worse than 西山's, better than 盘龙's; of the counties
# better than 宜良's, worse than the two that tie for first.
_ON_TIME_PERCENT = {
    "530102": 95.2, "530114": 93.6, "KM-GX": 92.4, "KM-JK": 90.8, "KM-DJ": 89.1, CITY: 95.9, "530113": 97.6,
    "530115": 99.1, "530181": 98.4, "530124": 98.9, "530127": 97.2, "530129": 96.4, "KM-DZ": 98.7, "KM-YZH": 96.9,
}  # fmt: skip
# Assumed: hotline complaints due, where not published: fewer than 官渡's, more than 度假's.
_HOTLINE_WEIGHT = {
    "530102": 470, "530103": 345, "530112": 350, "530114": 240, "KM-GX": 80, "KM-JK": 148, "530113": 49, "530115": 55,
    "530181": 58, "530124": 48, "530125": 49, "530126": 49, "530127": 53, "530128": 49, "530129": 52, "KM-DZ": 50,
    "KM-YZH": 47,
}  # fmt: skip
_HOTLINE_DUE = {"530111": "4.06", "KM-DJ": "4.10"}
# Assumed: problems missed per hundred filed. Published: 五华 has the lowest rate, 高新 the highest.
_MISSED_PERCENT = {
    "530102": 1.1, "530103": 2.9, "530111": 3.4, "530112": 2.2, "530114": 2.6, "KM-GX": 8.4, "KM-JK": 4.9, "KM-DJ": 5.6,
}  # fmt: skip
_MISSED_PERCENT_ELSEWHERE = 3.1


@dataclass(slots=True)
class Load:
    """One area's month in counts. `sources` covers all filed cases; `hotline_due` is the report's 累计应处置."""

    code: str
    filed: int
    self_handled: int
    returned: int
    late: int
    sources: dict[str, int] = field(default_factory=dict)
    hotline_due: int = 0
    missed: int = 0


def plan(published: Published, areas: Areas) -> dict[str, Load]:
    """The load of every area, the city level's last; the published totals and shares hold."""
    caseload = _caseloads(published, areas)
    filed, returned = _filed_and_returned(published, caseload)
    self_handled = {code: count - filed[code] for code, count in caseload.items()}
    filed[CITY] = published.count("1.01") - sum(filed.values())
    returned[CITY] = round(filed[CITY] * RETURNED_SHARE)
    self_handled[CITY] = 0
    loads = {
        code: Load(
            code, filed[code], self_handled[code], returned[code], _late(published, code, filed[code] + returned[code])
        )
        for code in areas.by_code
    }
    _spread_hotline(published, loads)
    _spread_sources(published, loads)
    for code, load in loads.items():
        percent = 0.0 if code == CITY else _MISSED_PERCENT.get(code, _MISSED_PERCENT_ELSEWHERE)
        load.missed = round(load.filed * percent / 100)
    return loads


def _caseloads(published: Published, areas: Areas) -> dict[str, int]:
    caseload: dict[str, int] = {}
    for codes in areas.groups.values():
        known = {code: published.count(_CASELOAD[code]) for code in codes if code in _CASELOAD}
        total = total_behind([(count, published.percent(_SHARE[code])) for code, count in known.items()])
        rest = {code: _CASELOAD_WEIGHT.get(code, 1) for code in codes if code not in known}
        caseload |= known | apportion(total - sum(known.values()), rest)
    return caseload


def _filed_and_returned(published: Published, caseload: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """A dispatch task is a filing or a return; where tasks are not published, self-handling is shared out instead."""
    filed: dict[str, int] = {}
    returned: dict[str, int] = {}
    for code, count in caseload.items():
        if code in _FEW_SELF_HANDLED:
            filed[code] = count - _FEW_SELF_HANDLED[code]
        elif code in _TASKS:
            tasks = published.count(_TASKS[code])
            filed[code] = tasks - _FEW_RETURNS.get(code, round(tasks * RETURNED_SHARE / (1 + RETURNED_SHARE)))
    left = published.count("1.09") - sum(caseload[code] - filed[code] for code in filed)
    for code, count in apportion(left, _SELF_HANDLED_WEIGHT).items():
        filed[code] = caseload[code] - count
    for code, count in filed.items():
        returned[code] = published.count(_TASKS[code]) - count if code in _TASKS else round(count * RETURNED_SHARE)
    return filed, returned


def _late(published: Published, code: str, tasks: int) -> int:
    if code in _LATE:
        return published.count(_LATE[code])
    if code in _DISPATCHED_ON_TIME:
        return tasks - published.count(_DISPATCHED_ON_TIME[code])
    return round(tasks * (1 - _ON_TIME_PERCENT[code] / 100))


def _spread_hotline(published: Published, loads: Mapping[str, Load]) -> None:
    known = {code: published.count(figure) for code, figure in _HOTLINE_DUE.items()}
    rest = apportion(published.count("4.05") - sum(known.values()), _HOTLINE_WEIGHT)
    for code, count in (known | rest).items():
        loads[code].hotline_due = count


def _spread_sources(published: Published, loads: Mapping[str, Load]) -> None:
    """Filed hotline cases follow those due, a few more as the report has it; no district reports for the city level."""
    due = {code: load.hotline_due for code, load in loads.items()}
    more = apportion(published.count("1.06") - sum(due.values()), due)
    filed = {code: load.filed for code, load in loads.items()}
    wechat = apportion(published.count("1.07"), filed)
    other = apportion(published.count("1.08"), filed)
    left = {code: filed[code] - due[code] - more[code] - wechat[code] - other[code] for code in loads}
    districts = {code: count for code, count in left.items() if code != CITY}
    city = apportion(published.count("1.02") - left[CITY], districts) | {CITY: left[CITY]}
    for code, load in loads.items():
        load.sources = {
            "city_supervisor": city[code],
            "district_supervisor": left[code] - city[code],
            "hotline_12345": due[code] + more[code],
            "wechat": wechat[code],
            "other": other[code],
        }
