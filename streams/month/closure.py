"""How much weight (base cases) each area and class has in each closure cell, so that the published closure figures
come out.

Per class the report gives what is due, closed on time, closed and cumulatively due; one number stays free and is
assumed: how much of the carried-over weight stays open. Per area it names a few numbers; the others are spread in
proportion to what is due. Knows sums of weights, not single cases.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.domain.areas import Areas
from streams.month.apportion import apportion, round_half_up
from streams.month.published import Published

CLASSES = ("creation", "appeal", "routine", "environment", "hazard")
Key = tuple[str, str]
"""(area, class)."""

# Rows of the class table: closed on time, due, closed, cumulatively due.
_ROWS = {
    "creation": ("3.05", "3.06", "3.07", "3.08"),
    "appeal": ("3.11", "3.12", "3.13", "3.14"),
    "routine": ("3.17", "3.18", "3.19", "3.20"),
    "environment": ("3.23", "3.24", "3.25", "3.26"),
    "hazard": ("3.29", "3.30", "3.31", "3.32"),
}
# Assumed within what the table allows: carried over and still open at the end.
_CARRIED_OPEN = {"creation": 1_420, "appeal": 700, "routine": 700, "environment": 206, "hazard": 250}

_WUHUA, _YILIANG, _GUANDU = "530102", "530125", "530111"
_OPEN = {
    ("KM-DJ", "routine"): "3.43", ("KM-DJ", "creation"): "3.44", ("KM-DJ", "hazard"): "3.46",
    ("KM-JK", "routine"): "3.48", ("KM-JK", "creation"): "3.49", ("KM-JK", "hazard"): "3.51",
}  # fmt: skip
_OVERDUE = {("KM-DJ", "creation"): "3.45", ("KM-DJ", "hazard"): "3.47", ("KM-JK", "creation"): "3.50"}
# Assumed: of the overdue what stays open; without a published overdue, of the open what was due within the month.
_OPEN_OF_OVERDUE = {("KM-DJ", "creation"): 0.8, ("KM-DJ", "hazard"): 0.62, ("KM-JK", "creation"): 0.8}
_DUE_OF_OPEN = {("KM-DJ", "routine"): 0.45, ("KM-JK", "routine"): 0.7, ("KM-JK", "hazard"): 0.74}
# Assumed: the hazards due in 官渡, of which the report's share (5.07) is overdue.
_GUANDU_HAZARDS_DUE = 900
# Assumed for 宜良, whose cumulative total and open number are published: carried over and closed, due and open,
# carried over and open.
_YILIANG_CELLS = {
    "creation": (3, 32, 5), "appeal": (2, 6, 2), "routine": (1, 8, 2), "environment": (0, 1, 0), "hazard": (0, 1, 0),
}  # fmt: skip
# Assumed: how much worse or better than the mean an area closes.
_SLOWNESS = {"530111": 1.35, "530103": 1.05, "530112": 0.8, "530114": 1.0, "KM-GX": 1.15, "KM-CITY": 0.95}


@dataclass(slots=True)
class Weights:
    """Sums of weights by closure cell (`cases.Cell`) of one area and class."""

    on_time: int = 0
    late: int = 0
    open: int = 0
    carried_closed: int = 0
    carried_open: int = 0

    @property
    def due(self) -> int:
        """Due within the month."""
        return self.on_time + self.late + self.open


def plan(published: Published, areas: Areas, due_cases: Mapping[Key, int]) -> dict[Key, Weights]:
    """The cells of every area and class; `due_cases` counts the cases due within the month."""
    cells: dict[Key, Weights] = defaultdict(Weights)
    due = _spread_due(published, due_cases)
    none_open = _areas_named(published, areas, "3.52")
    fixed = _fixed_cells(published, due)
    for kls in CLASSES:
        mass = {area: weight * _SLOWNESS.get(area, 1.0) for (area, k), weight in due.items() if k == kls}
        for name, total in _class_totals(published, kls).items():
            set_already = {area: w[name] for (area, k), w in fixed.items() if k == kls and name in w}
            closed_out = none_open if name in ("open", "carried_open") else set()
            free = {area: w for area, w in mass.items() if area not in set_already and area not in closed_out}
            for area, weight in (apportion(total - sum(set_already.values()), free) | set_already).items():
                setattr(cells[area, kls], name, weight)
        for area in mass:
            cell = cells[area, kls]
            cell.on_time = due[area, kls] - cell.late - cell.open
    return dict(cells)


def _class_totals(published: Published, kls: str) -> dict[str, int]:
    on_time, due, closed, cumulative = (published.count(row) for row in _ROWS[kls])
    carried_open = _CARRIED_OPEN[kls]
    still_open = cumulative - closed - carried_open
    return {
        "late": due - on_time - still_open,
        "open": still_open,
        "carried_closed": cumulative - due - carried_open,
        "carried_open": carried_open,
    }


def _spread_due(published: Published, due_cases: Mapping[Key, int]) -> dict[Key, int]:
    """The weight due of every area and class: a class's total goes by cases, unless the report fixes an area's."""
    due = {(_GUANDU, "hazard"): _GUANDU_HAZARDS_DUE}
    cumulative = _total_of_rate(published.count("3.53"), published.percent("3.54"))
    carried = sum(closed + still_open for closed, _, still_open in _YILIANG_CELLS.values())
    yiliang = {key: n for key, n in due_cases.items() if key[0] == _YILIANG}
    due |= apportion(cumulative - carried, yiliang)
    for kls in CLASSES:
        fixed = {key: weight for key, weight in due.items() if key[1] == kls}
        free = {key: n for key, n in due_cases.items() if key[1] == kls and key not in fixed}
        due |= apportion(published.count(_ROWS[kls][1]) - sum(fixed.values()), free)
    return due


def _fixed_cells(published: Published, due: Mapping[Key, int]) -> dict[Key, dict[str, int]]:
    fixed: dict[Key, dict[str, int]] = {}
    for key, row in _OPEN.items():
        still_open = published.count(row)
        if key in _OVERDUE:
            overdue = published.count(_OVERDUE[key])
            of_month = round(overdue * _OPEN_OF_OVERDUE[key])
            fixed[key] = {"late": overdue - of_month, "open": of_month, "carried_open": still_open - of_month}
        else:
            of_month = round(still_open * _DUE_OF_OPEN[key])
            fixed[key] = {"open": of_month, "carried_open": still_open - of_month}
    overdue = round(_GUANDU_HAZARDS_DUE * published.count("5.07") / 100)
    fixed[_GUANDU, "hazard"] = {"late": overdue - overdue * 3 // 5, "open": overdue * 3 // 5}
    for kls, (closed, still_open, carried_open) in _YILIANG_CELLS.items():
        fixed[_YILIANG, kls] = {"open": still_open, "carried_closed": closed, "carried_open": carried_open, "late": 0}
    return fixed | _wuhua(published, due)


def _wuhua(published: Published, due: Mapping[Key, int]) -> dict[Key, dict[str, int]]:
    """五华 has the highest closure rate of the eight: its few open ones are spread over the classes."""
    weights = {kls: due[_WUHUA, kls] for kls in CLASSES}
    still_open = round(sum(weights.values()) * (1 - published.percent("3.42") / 100))
    of_month = apportion(still_open * 2 // 3, weights)
    carried = apportion(still_open - still_open * 2 // 3, weights)
    return {(_WUHUA, kls): {"open": of_month[kls], "carried_open": carried[kls]} for kls in CLASSES}


def _total_of_rate(still_open: int, percent: float) -> int:
    """The one total of which `still_open` leaves this printed closure rate."""
    return next(n for n in range(still_open, still_open * 1000) if round_half_up(100 * (n - still_open) / n) == percent)


def _areas_named(published: Published, areas: Areas, figure: str) -> set[str]:
    names = {name.replace("(", "（").replace(")", "）") for name in published.areas(figure)}
    return {area.code for area in areas if area.name_zh in names}
