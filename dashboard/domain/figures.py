"""The figures of contract §2: what may be asked, and the JSON made of the sums. Pure; the only place that divides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from dashboard.domain.measures import Sums
from dashboard.domain.payloads import CLASSES

FILTERS = ("area", "class", "category", "source", "street", "unit", "reporter")
GROUPS = (*FILTERS, "grid", "community", "day", "hour")

TOLD_FOR = {
    "dispatch": ("task",),
    "closure_by_area": ("due", "cumulative_due"),
    "quality": ("closed_cases", "substandard"),
    "hotline": ("hotline",),
}
"""Part of the figures → the measures of which an area has any, if it stands there at all."""

Figures = dict[str, Any]


class FigureQuery(NamedTuple):
    """A question: the period [start, end) and the moment it is asked as of (ms UTC), filters by key, and a grouping."""

    start: int
    end: int
    as_of: int
    filters: Mapping[str, tuple[str, ...]] = {}
    group_by: str | None = None

    @property
    def cut(self) -> int:
        """The period's end, cut to the moment it is asked as of."""
        return max(self.start, min(self.end, self.as_of))


class Frame(NamedTuple):
    """What the JSON needs beside the sums: the areas chosen (None = all), an area's group, the dead letters so far."""

    areas: frozenset[str] | None
    group_of: Callable[[str], str | None]
    dead_letters: int


def assemble(sums: Sums, frame: Frame) -> Figures:
    """The contract's figures object of these sums, without its `period`."""
    of = _Selected(sums, frame.areas)
    return {
        "accepted": of.total("accepted"),
        "filed": {
            "total": of.total("filed_source"),
            "by_source": of.by_code("filed_source"),
            "by_area": of.by_area("filed_source"),
            "by_class": of.by_code("filed_class"),
            "by_category": of.by_code("filed_category"),
        },
        "self_handled": {"total": of.total("self_handled"), "by_area": of.by_area("self_handled")},
        "caseload": {"by_area": _caseload(sums, frame)},
        "dispatch": _with_areas(of, TOLD_FOR["dispatch"], _dispatch),
        "closure": {"total": _closure(of, None), **{code: _closure(of, code) for code in CLASSES}},
        "closure_by_area": {
            area: {"total": _closure(of.only(area), None), **_classes_present(of.only(area))}
            for area in of.areas_of(TOLD_FOR["closure_by_area"])
        },
        "missed": _missed(of),
        "quality": _with_areas(of, TOLD_FOR["quality"], _quality),
        "hotline": _with_areas(of, TOLD_FOR["hotline"], _hotline),
        "whistles": {
            "total": of.total("whistle"),
            "by_level": of.by_code("whistle"),
            "by_area": of.by_area("whistle"),
        },
        "voided": of.total("voided"),
        "anomalies": of.total("anomaly"),
        "dead_letters": frame.dead_letters,
    }


def totals(sums: Sums) -> Figures:
    """What of the figures these sums say as a whole, without areas, sources and categories: for rankings of many."""
    of = _Selected(sums, None)
    filed, missed = of.total("filed_source"), of.total("missed")
    return {
        "accepted": of.total("accepted"),
        "filed": {"total": filed},
        "self_handled": {"total": of.total("self_handled")},
        "dispatch": {"total": {key: value for key, value in _dispatch(of).items() if key != "late_by_category"}},
        "closure": {"total": _closure(of, None), **_classes_present(of)},
        "missed": {"total": missed, "major": of.total("missed", "major"), "rate": ratio(missed, filed)},
        "quality": {"total": _quality(of)},
        "hotline": {"total": _hotline(of)},
        "voided": of.total("voided"),
    }


class _Selected:
    """The sums of the chosen areas, indexed by measure."""

    def __init__(self, sums: Sums, areas: frozenset[str] | None) -> None:
        self._rows: dict[str, list[tuple[str, str, int]]] = {}
        self._of_area: dict[str, _Selected] = {}
        for (measure, area, code), value in sums.items():
            if value and (areas is None or area in areas):
                self._rows.setdefault(measure, []).append((area, code, value))

    def only(self, area: str) -> _Selected:
        if not self._of_area:
            split: dict[str, Sums] = {}
            for measure, rows in self._rows.items():
                for owner, code, value in rows:
                    split.setdefault(owner, Counter())[measure, owner, code] = value
            self._of_area = {owner: _Selected(sums, None) for owner, sums in split.items()}
        return self._of_area.get(area) or _Selected(Counter(), None)

    def total(self, measure: str, code: str | None = None) -> int:
        return sum(value for _, c, value in self._rows.get(measure, ()) if code is None or c == code)

    def by_code(self, measure: str) -> dict[str, int]:
        return _summed((code, value) for _, code, value in self._rows.get(measure, ()))

    def by_area(self, measure: str) -> dict[str, int]:
        return _summed((area, value) for area, _, value in self._rows.get(measure, ()))

    def areas_of(self, measures: Iterable[str]) -> list[str]:
        return sorted({area for measure in measures for area, _, _ in self._rows.get(measure, ())})


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for key, value in pairs:
        found[key] += value
    return dict(sorted(found.items()))


def _with_areas(of: _Selected, measures: tuple[str, ...], make: Callable[[_Selected], Figures]) -> Figures:
    return {"total": make(of), **{area: make(of.only(area)) for area in of.areas_of(measures)}}


def ratio(part: float, whole: float) -> float | None:
    """part / whole, unrounded; None where the whole is 0."""
    return part / whole if whole else None


def base_cases(thousandths: int) -> int | float:
    """A weight in thousandths as a number of base cases."""
    return thousandths // 1000 if thousandths % 1000 == 0 else thousandths / 1000


def _caseload(sums: Sums, frame: Frame) -> Figures:
    """Counts by area; a share is of the whole area group, also when only some of its areas were asked for."""
    everywhere = _Selected(sums, None)
    counts: Counter[str] = Counter(everywhere.by_area("filed_source"))
    counts.update(everywhere.by_area("self_handled"))
    groups = _summed((frame.group_of(area) or "", count) for area, count in counts.items())
    return {
        area: {"count": count, "share": ratio(count, groups[group]) if (group := frame.group_of(area)) else None}
        for area, count in sorted(counts.items())
        if frame.areas is None or area in frame.areas
    }


def _dispatch(of: _Selected) -> Figures:
    due, on_time = of.total("task"), of.total("task_on_time")
    return {
        "due": due,
        "on_time": on_time,
        "late": due - on_time,
        "rate": ratio(on_time, due),
        "late_by_category": of.by_code("task_late"),
    }


def _closure(of: _Selected, case_class: str | None) -> Figures:
    due, on_time = of.total("due", case_class), of.total("on_time", case_class)
    cumulative, closed = of.total("cumulative_due", case_class), of.total("settled", case_class)
    return {
        "due": base_cases(due),
        "on_time": base_cases(on_time),
        "cumulative_due": base_cases(cumulative),
        "closed": base_cases(closed),
        "open": base_cases(cumulative - closed),
        "overdue": base_cases(due - on_time),
        # Of the printed numbers, so that whoever divides these two gets this rate to the last digit.
        "on_time_rate": ratio(base_cases(on_time), base_cases(due)),
        "closure_rate": ratio(base_cases(closed), base_cases(cumulative)),
    }


def _classes_present(of: _Selected) -> Figures:
    present = {code for measure in TOLD_FOR["closure_by_area"] for code in of.by_code(measure)}
    return {code: _closure(of, code) for code in CLASSES if code in present}


def _missed(of: _Selected) -> Figures:
    filed = of.by_area("filed_source")
    missed = of.by_area("missed")
    major = {area: of.only(area).total("missed", "major") for area in missed}
    return {
        "total": of.total("missed"),
        "by_area": {
            area: {"total": count, "major": major[area], "rate": ratio(count, filed.get(area, 0))}
            for area, count in missed.items()
        },
    }


def _quality(of: _Selected) -> Figures:
    substandard, closed = of.total("substandard"), of.total("closed_cases")
    return {
        "substandard": substandard,
        "closed": closed,
        "quality": ratio(closed - substandard, closed),
    }


def _hotline(of: _Selected) -> Figures:
    due = of.total("hotline", "due")
    return {
        "due": due,
        "response_rate": ratio(of.total("hotline", "responded"), due),
        "handled_rate": ratio(of.total("hotline", "handled"), due),
        "satisfaction": ratio(of.total("hotline", "satisfied"), of.total("hotline", "rated")),
    }
