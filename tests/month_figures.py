"""Where each figure of the published report of November 2024 stands in the contract's figures JSON, and a check of one
against the other.

Independent of the generator: it knows the report's rows (figure ids, printed values, areas that rank first or last)
and contract §2's JSON, nothing of how the month is made. Printed rates are compared as printed: two decimals, half up;
section 4 prints whole per cents.
"""

import csv
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from dashboard import reference

REPORT = Path(__file__).resolve().parent.parent / "dashboard" / "data" / "november_2024_figures.csv"
CLASSES = ("creation", "appeal", "routine", "environment", "hazard")
SECTIONS = ("一、", "二、", "三、", "四、")

Figures = Mapping[str, Any]

COUNTS = {
    "1.01": "filed.total", "1.02": "filed.by_source.city_supervisor", "1.04": "filed.by_source.district_supervisor",
    "1.06": "filed.by_source.hotline_12345", "1.07": "filed.by_source.wechat", "1.08": "filed.by_source.other",
    "1.09": "self_handled.total", "1.14": "caseload.by_area.530102.count", "1.16": "caseload.by_area.530103.count",
    "1.18": "caseload.by_area.KM-JK.count", "1.20": "caseload.by_area.KM-DJ.count",
    "1.22": "caseload.by_area.530129.count", "1.24": "caseload.by_area.530125.count",
    "1.28": "missed.by_area.KM-GX.major", "2.01": "dispatch.530112.due", "2.02": "dispatch.530112.on_time",
    "2.04": "dispatch.530111.due", "2.05": "dispatch.530111.late", "2.07": "dispatch.530111.late_by_category.E0110",
    "2.08": "dispatch.530111.late_by_category.E0201", "2.09": "dispatch.530111.late_by_category.E0112",
    "2.10": "dispatch.530111.late_by_category.E0280", "2.11": "dispatch.530111.late_by_category.E0117",
    "2.12": "dispatch.530103.due", "2.13": "dispatch.530103.late", "2.15": "dispatch.530103.late_by_category.E0203",
    "2.16": "dispatch.530103.late_by_category.E0207", "2.17": "dispatch.530103.late_by_category.E0110",
    "2.18": "dispatch.530103.late_by_category.E0410", "2.19": "dispatch.530103.late_by_category.E0201",
    "2.22": "dispatch.530128.due", "2.23": "dispatch.530128.on_time", "2.25": "dispatch.530126.on_time",
    "2.26": "dispatch.530126.due", "2.28": "dispatch.530125.due", "2.29": "dispatch.530125.on_time",
    "2.31": "dispatch.530125.late", "3.01": "closure.total.cumulative_due", "3.02": "closure.total.closed",
    "3.05": "closure.creation.on_time", "3.06": "closure.creation.due", "3.07": "closure.creation.closed",
    "3.08": "closure.creation.cumulative_due", "3.11": "closure.appeal.on_time", "3.12": "closure.appeal.due",
    "3.13": "closure.appeal.closed", "3.14": "closure.appeal.cumulative_due", "3.17": "closure.routine.on_time",
    "3.18": "closure.routine.due", "3.19": "closure.routine.closed", "3.20": "closure.routine.cumulative_due",
    "3.23": "closure.environment.on_time", "3.24": "closure.environment.due", "3.25": "closure.environment.closed",
    "3.26": "closure.environment.cumulative_due", "3.29": "closure.hazard.on_time", "3.30": "closure.hazard.due",
    "3.31": "closure.hazard.closed", "3.32": "closure.hazard.cumulative_due", "3.35": "closure.total.on_time",
    "3.36": "closure.total.due", "3.37": "closure.total.closed", "3.38": "closure.total.cumulative_due",
    "3.43": "closure_by_area.KM-DJ.routine.open", "3.44": "closure_by_area.KM-DJ.creation.open",
    "3.45": "closure_by_area.KM-DJ.creation.overdue", "3.46": "closure_by_area.KM-DJ.hazard.open",
    "3.47": "closure_by_area.KM-DJ.hazard.overdue", "3.48": "closure_by_area.KM-JK.routine.open",
    "3.49": "closure_by_area.KM-JK.creation.open", "3.50": "closure_by_area.KM-JK.creation.overdue",
    "3.51": "closure_by_area.KM-JK.hazard.open", "3.53": "closure_by_area.530125.total.open",
    "3.56": "quality.total.substandard", "4.01": "whistles.total", "4.02": "whistles.by_level.district",
    "4.03": "whistles.by_level.street", "4.05": "hotline.total.due", "4.06": "hotline.530111.due",
    "4.10": "hotline.KM-DJ.due",
}  # fmt: skip
"""Figures printed as whole numbers."""

RATES = {
    "1.15": "caseload.by_area.530102.share", "1.17": "caseload.by_area.530103.share",
    "1.19": "caseload.by_area.KM-JK.share", "1.21": "caseload.by_area.KM-DJ.share",
    "1.23": "caseload.by_area.530129.share", "1.25": "caseload.by_area.530125.share", "2.03": "dispatch.530112.rate",
    "2.06": "dispatch.530111.rate", "2.14": "dispatch.530103.rate", "2.24": "dispatch.530128.rate",
    "2.27": "dispatch.530126.rate", "2.30": "dispatch.530125.rate", "3.03": "closure.total.closure_rate",
    "3.04": "closure.total.on_time_rate", "3.09": "closure.creation.closure_rate",
    "3.10": "closure.creation.on_time_rate", "3.15": "closure.appeal.closure_rate",
    "3.16": "closure.appeal.on_time_rate", "3.21": "closure.routine.closure_rate",
    "3.22": "closure.routine.on_time_rate", "3.27": "closure.environment.closure_rate",
    "3.28": "closure.environment.on_time_rate", "3.33": "closure.hazard.closure_rate",
    "3.34": "closure.hazard.on_time_rate", "3.39": "closure.total.closure_rate", "3.40": "closure.total.on_time_rate",
    "3.42": "closure_by_area.530102.total.closure_rate", "3.52": "closure_by_area.530115.total.closure_rate",
    "3.54": "closure_by_area.530125.total.closure_rate",
}  # fmt: skip
"""Figures printed as per cent with two decimals."""

WHOLE_RATES = {
    "4.07": "hotline.530111.response_rate", "4.08": "hotline.530111.handled_rate",
    "4.09": "hotline.530111.satisfaction", "4.11": "hotline.KM-DJ.response_rate", "4.12": "hotline.KM-DJ.handled_rate",
    "4.13": "hotline.KM-DJ.satisfaction",
}  # fmt: skip
"""Figures printed as whole per cent."""

SHARES_OF_FILED = {"1.03": "filed.by_source.city_supervisor", "1.05": "filed.by_source.district_supervisor"}
SHARES_OF_KIND = {"1.10": "E0201", "1.11": "E0108", "1.12": "C0104", "1.13": "C0123"}
"""A category's share of the cases of its kind (contract §2)."""

GROUP_SIZES = {"2.20": "main", "2.21": "zone"}


class Rank(NamedTuple):
    """`winners`, and nobody else among `group`, have the highest (`best` = max) or lowest value of `path` (with the
    area in place of {}).
    """

    path: str
    best: Callable[..., Any]
    group: str
    winners: frozenset[str]


def _rank(path: str, best: Callable[..., Any], group: str, *winners: str) -> Rank:
    return Rank(path, best, group, frozenset(winners))


RANKS = {
    "1.14": _rank("caseload.by_area.{}.count", max, "main", "530102"),
    "1.16": _rank("caseload.by_area.{}.count", min, "main", "530103"),
    "1.18": _rank("caseload.by_area.{}.count", max, "zone", "KM-JK"),
    "1.20": _rank("caseload.by_area.{}.count", min, "zone", "KM-DJ"),
    "1.22": _rank("caseload.by_area.{}.count", max, "other", "530129"),
    "1.24": _rank("caseload.by_area.{}.count", min, "other", "530125"),
    "1.26": _rank("missed.by_area.{}.rate", min, "all", "530102"),
    "1.27": _rank("missed.by_area.{}.rate", max, "all", "KM-GX"),
    "2.03": _rank("dispatch.{}.rate", max, "eight", "530112"),
    "2.24": _rank("dispatch.{}.rate", max, "other", "530126", "530128"),
    "2.27": _rank("dispatch.{}.rate", max, "other", "530126", "530128"),
    "2.30": _rank("dispatch.{}.rate", min, "other", "530125"),
    "3.42": _rank("closure_by_area.{}.total.closure_rate", max, "eight", "530102"),
    "3.52": _rank(
        "closure_by_area.{}.total.closure_rate", max, "other", "530115", "530126", "KM-DZ", "530181", "530128"
    ),
    "3.54": _rank("closure_by_area.{}.total.closure_rate", min, "other", "530125"),
    "3.55": _rank("quality.{}.quality", max, "all", "KM-JK"),
    "4.06": _rank("hotline.{}.due", max, "all", "530111"),
    "4.10": _rank("hotline.{}.due", min, "all", "KM-DJ"),
    "4.04": _rank("whistles.by_area.{}", max, "all", "530103", "530114"),
}

TOP_LATE_CATEGORIES = {
    "2.07": ("530111", ("E0110", "E0201", "E0112", "E0280", "E0117")),
    "2.15": ("530103", ("E0203", "E0207", "E0110", "E0410", "E0201")),
}
"""Lists printed as an area's first five in falling order, under the id of their first row."""

WORDS_ONLY = {"1.26", "1.27", "3.41", "3.55"}
"""Rows without a number: a rank is all they say."""


def read_report() -> dict[str, dict[str, str]]:
    """The rows of sections 1 to 4 by figure id."""
    with REPORT.open(encoding="utf-8", newline="") as file:
        return {row["figure_id"]: row for row in csv.DictReader(file) if row["section"].startswith(SECTIONS)}


def mapped() -> set[str]:
    """Every figure id that `check` looks at."""
    tables = (COUNTS, RATES, WHOLE_RATES, SHARES_OF_FILED, SHARES_OF_KIND, GROUP_SIZES, RANKS, TOP_LATE_CATEGORIES)
    return {figure for table in tables for figure in table} | WORDS_ONLY


def check(figures: Figures) -> list[str]:
    """The differences between the report and `figures`, the contract's JSON of the whole city for 2024-11-01 to
    2024-12-01; [] = none.
    """
    report = read_report()
    found = [_compare(i, report[i]["value"], str(at(figures, path))) for i, path in COUNTS.items()]
    found += [_compare(i, _printed(report[i]["value"], 2), _percent(at(figures, path), 2)) for i, path in RATES.items()]
    found += [
        _compare(i, _printed(report[i]["value"], 0), _percent(at(figures, path), 0)) for i, path in WHOLE_RATES.items()
    ]
    for figure, path in SHARES_OF_FILED.items():
        share = at(figures, path) / at(figures, "filed.total")
        found.append(_compare(figure, _printed(report[figure]["value"], 2), _percent(share, 2)))
    for figure, category in SHARES_OF_KIND.items():
        found.append(
            _compare(figure, _printed(report[figure]["value"], 2), _percent(_share_of_kind(figures, category), 2))
        )
    found += [_check_rank(figure, rank, figures) for figure, rank in RANKS.items()]
    found += [_check_group_size(figure, report[figure]["value"], group) for figure, group in GROUP_SIZES.items()]
    found += [_check_top(figure, area, top, figures) for figure, (area, top) in TOP_LATE_CATEGORIES.items()]
    found += [_compare("1.01 accepted", report["1.01"]["value"], str(at(figures, "accepted")))]
    found += _check_the_rest(report, figures)
    return [difference for difference in found if difference]


def at(figures: Figures, path: str) -> Any:
    """The value at a dotted path; an absent code is zero (contract §3)."""
    value: Any = figures
    for key in path.split("."):
        value = value.get(key, 0) if isinstance(value, Mapping) else 0
    return value


def _check_the_rest(report: Mapping[str, Mapping[str, str]], figures: Figures) -> list[str]:
    """Rows that say more than one number, and what the month must not have."""
    lowest = [
        min(CLASSES, key=lambda kls: at(figures, f"closure.{kls}.{rate}")) for rate in ("closure_rate", "on_time_rate")
    ]
    found = [_compare("3.41", ["hazard", "hazard"], lowest)]
    all_closed = [at(figures, f"closure_by_area.{code}.total.closure_rate") for code in RANKS["3.52"].winners]
    found.append(_compare("3.52", [1.0] * len(all_closed), all_closed))
    blown = [str(at(figures, f"whistles.by_area.{code}")) for code in RANKS["4.04"].winners]
    found.append(_compare("4.04", [report["4.04"]["value"]] * len(blown), blown))
    return found + [_compare(name, "0", str(at(figures, name))) for name in ("anomalies", "dead_letters")]


def _check_rank(figure: str, rank: Rank, figures: Figures) -> str:
    values = {code: at(figures, rank.path.format(code)) for code in _codes(rank.group)}
    best = rank.best(values.values())
    return _compare(
        f"{figure} {rank.path}", sorted(rank.winners), sorted(c for c, value in values.items() if value == best)
    )


@cache
def _codes(group: str) -> tuple[str, ...]:
    groups = reference.load().areas.groups
    if group == "eight":
        return groups["main"] + groups["zone"]
    return sum(groups.values(), ()) if group == "all" else groups[group]


def _check_group_size(figure: str, value: str, group: str) -> str:
    return _compare(figure, value, str(len(_codes(group))))


def _check_top(figure: str, area: str, top: tuple[str, ...], figures: Figures) -> str:
    late = at(figures, f"dispatch.{area}.late_by_category")
    first = tuple(sorted(late, key=lambda category: -late[category])[: len(top)])
    return _compare(f"{figure} first five", top, first)


def _share_of_kind(figures: Figures, category: str) -> float:
    counts: Mapping[str, int] = at(figures, "filed.by_category")
    share: float = counts[category] / sum(n for code, n in counts.items() if code[0] == category[0])
    return share


def _percent(rate: float | None, digits: int) -> str:
    return "null" if rate is None else _printed(str(Decimal(repr(rate)) * 100), digits)


def _printed(value: str, digits: int) -> str:
    return str(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _compare(figure: str, published: Any, counted: Any) -> str:
    return "" if published == counted else f"{figure}: published {published}, counted {counted}"
