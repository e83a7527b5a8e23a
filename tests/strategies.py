"""Hypothesis strategies: events of every type, over a few cases and whistles, at few enough moments to collide."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from dashboard.domain.events import TYPES
from dashboard.domain.instants import HOUR_MS, MINUTE_MS, parse, render
from tests.store_kit import ZONE

START = parse("2025-02-26T00:00:00+08:00")
HOURS = 24 * 40

AREAS = ["530102", "530103", "530111", "KM-GX", "KM-CITY", "KM-NEW"]
CATEGORIES = ["E0110", "C0104", "E0201", "E0999"]
SOURCES = ["city_supervisor", "district_supervisor", "hotline_12345", "wechat", "other"]
CLASSES = ["creation", "appeal", "routine", "environment", "hazard"]
STREETS = ["金马街道", "太和街道"]
UNITS = ["官渡区城市管理局", "金马街道办事处"]
DEPARTMENTS = ["住建局", "交警支队"]

# Many of the moments are whole hours or the very edges of the periods that tests ask for, so that ties occur.
EDGES = [parse("2025-03-01T00:00:00+08:00"), parse("2025-03-03T08:30:00+08:00"), parse("2025-03-20T17:45:00+08:00")]
moments = st.one_of(
    st.sampled_from(EDGES),
    st.integers(0, HOURS).map(lambda hour: START + hour * HOUR_MS),
    st.integers(0, HOURS * 60).map(lambda minute: START + minute * MINUTE_MS + 7),
)
moment_texts = moments.map(lambda at: render(at, ZONE))


def _optional(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


_attributes = {
    "class": st.sampled_from(CLASSES),
    "severity": st.sampled_from(["minor", "normal", "major"]),
    "weight": st.sampled_from([0.001, 0.1, 0.25, 1, 2, 13]),
    "street": st.sampled_from(STREETS),
    "grid": st.sampled_from(["G1", "G2"]),
    "community": st.sampled_from(["社区一", "社区二"]),
    "reporter": st.sampled_from(["JD-1", "JD-2"]),
    "lon": st.sampled_from([102.7, 102.8]),
    "lat": st.sampled_from([25.0, 24.9]),
}
_whose = {
    "source": st.sampled_from(SOURCES),
    "category": st.sampled_from(CATEGORIES),
    "area": st.sampled_from(AREAS),
}


def _with(required: dict[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]) -> Any:
    return st.fixed_dictionaries(required, optional=optional)


_unit = {"to": st.sampled_from(UNITS)}
_by = {"by": st.sampled_from(UNITS)}
_department = {"department": st.sampled_from([*DEPARTMENTS, "城管局"])}
_data: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "case.accepted": _with(_whose, **_attributes),
    "case.filed": _optional({"dispatch_due": moment_texts, "close_due": moment_texts}),
    "case.self_handled": _with({"area": _whose["area"], "category": _whose["category"]}),
    "case.dispatched": _with(_unit),
    "case.returned": _with(_by, dispatch_due=moment_texts),
    "case.handled": _with(_by),
    "case.verified": _with({"result": st.sampled_from(["pass", "fail"])}),
    "case.extended": _with({"close_due": moment_texts}),
    "case.reopened": _optional({"close_due": moment_texts}),
    "case.amended": _optional({**_whose, **_attributes}),
    "case.missed": _with(
        {"area": _whose["area"]}, category=_whose["category"], severity=st.sampled_from(["minor", "major"])
    ),
    "case.reminded": _with({"level": st.integers(1, 3)}),
    "case.supervised": _with({"kind": st.sampled_from(["overdue", "leader", "key"])}),
    "case.deadline_passed": _with(
        {"limit": st.sampled_from(["dispatch", "close"]), "level": st.just(100), "due": moment_texts}
    ),
    "case.first_response_assigned": _with(_unit),
    "case.rated": _with({"satisfied": st.booleans()}),
    "whistle.blown": _with(
        {
            "level": st.sampled_from(["city", "district", "street"]),
            "area": _whose["area"],
            "title": st.just("井盖塌陷"),
            "departments": st.just(DEPARTMENTS),
        }
    ),
    "whistle.numbered": _with({"number": st.just("2025（街）重点哨1号")}),
    "whistle.signed": _with(_department),
    "whistle.contacted": _with(_department),
    "whistle.checked_in": _with(_department),
    "whistle.raised": _optional({"to": st.sampled_from(["city", "district"])}),
    "whistle.verified": _with({"result": st.sampled_from(["pass", "fail"])}),
    "whistle.rated": _with({**_department, "score": st.integers(0, 100)}),
}
_CASE_TYPES = [name for name in TYPES if name.startswith("case.")]
_OTHER_TYPES = [name for name in TYPES if not name.startswith("case.")]
# The stages of a plain life come more often, or nearly everything would be refused.
_OFTEN = ["case.accepted", "case.filed", "case.dispatched", "case.handled", "case.closed"] * 4


@st.composite
def events(draw: st.DrawFn, most: int = 40) -> list[dict[str, Any]]:
    """Up to `most` events with distinct (source, id), of all types."""
    count = draw(st.integers(1, most))
    return [_event(draw, number) for number in range(count)]


def _event(draw: st.DrawFn, number: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(_OFTEN + _CASE_TYPES + _OTHER_TYPES[:6]))
    subject = draw(st.sampled_from(["w1", "x"] if kind.startswith("whistle.") else ["c1", "c2", "c3", "x"]))
    return {
        "specversion": "1.0",
        "id": f"e{number:03d}",
        "source": draw(st.sampled_from(["t/a", "t/b"])),
        "type": kind,
        "subject": subject,
        "time": draw(moment_texts),
        "datacontenttype": "application/json",
        "data": draw(_data.get(kind, st.just({}))),
    }
