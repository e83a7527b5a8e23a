"""One valid event of every type of the contract, with all its fields filled in; tests spoil copies of them."""

from typing import Any

from dashboard.domain.events import TYPES
from tests.builders import CloudEvent, event

MOMENT = "2024-11-14T10:00"
DUE = "2024-11-20T17:30:00+08:00"
NOW = 1_731_549_600_000
"""`MOMENT` in ms UTC: what the codec's tests take for the machine's clock."""

_ATTRIBUTES = {
    "class": "routine",
    "severity": "major",
    "weight": 1.5,
    "lon": 102.7123,
    "lat": 25.0451,
    "address": "华山西路100号",
    "street": "华山街道",
    "community": "华山社区",
    "grid": "530102-007",
    "component": "井盖-0042",
    "reporter": "JD-17",
    "description": "井盖破损",
}
_WHOSE = {"source": "hotline_12345", "category": "E0110", "area": "530102"}
_ALERT = {
    "rule": "overdue-share",
    "level": "red",
    "unit": "五华区城管局",
    "cases": ["2024-000001"],
    "by": "值班长",
    "until": DUE,
    "to": "值班员",
    "note": "已联系",
}
_DEPARTMENT = {"department": "城管局"}

_DATA: dict[str, dict[str, Any]] = {
    "case.accepted": {**_WHOSE, **_ATTRIBUTES},
    "case.filed": {"dispatch_due": DUE, "close_due": DUE},
    "case.self_handled": {"area": "530102", "category": "E0110", "lon": 102.7, "lat": 25.0, "reporter": "JD-17"},
    "case.dispatched": {"to": "五华区城管局"},
    "case.returned": {"by": "五华区城管局", "reason": "非本单位职责", "dispatch_due": DUE},
    "case.handled": {"by": "五华区城管局"},
    "case.reported_back": {"by": "五华区城管局", "note": "已清理"},
    "case.verified": {"result": "pass", "by": "JD-17"},
    "case.closed": {"by": "受理中心"},
    "case.extended": {"close_due": DUE, "approved_by": "值班长"},
    "case.suspended": {"reason": "等待施工"},
    "case.resumed": {"reason": "施工完成"},
    "case.reopened": {"reason": "再次出现", "close_due": DUE},
    "case.voided": {"reason": "重复"},
    "case.amended": {**_WHOSE, **_ATTRIBUTES},
    "case.missed": {"area": "530102", "category": "E0110", "severity": "minor"},
    "case.reminded": {"level": 2, "to": "五华区城管局"},
    "case.supervised": {"kind": "leader"},
    "case.deadline_passed": {"limit": "close", "level": 100, "due": DUE},
    "case.first_response_assigned": {"to": "五华区城管局", "reason": "无主", "due": DUE},
    "case.rated": {"satisfied": True},
    "whistle.blown": {
        "level": "district",
        "area": "530102",
        "title": "占道经营反复",
        "departments": ["城管局", "市场监管局"],
        "kind": "重点哨",
        "cases": ["2024-000001"],
    },
    "whistle.numbered": {"number": "2024（区）重点哨21号"},
    "whistle.signed": _DEPARTMENT,
    "whistle.contacted": _DEPARTMENT,
    "whistle.checked_in": _DEPARTMENT,
    "whistle.noted": {"note": "现场会"},
    "whistle.reminded": {"level": 1},
    "whistle.raised": {"to": "city"},
    "whistle.handled": {"by": "城管局"},
    "whistle.verified": {"result": "pass", "by": "街道"},
    "whistle.rated": {"department": "城管局", "score": 95.5},
    "whistle.closed": {"by": "街道", "reason": "办结"},
    "whistle.withdrawn": {"by": "街道", "reason": "误吹"},
    **{name: _ALERT for name in TYPES if name.startswith("alert.")},
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "case.accepted": ("source", "category", "area"),
    "case.self_handled": ("area", "category"),
    "case.dispatched": ("to",),
    "case.returned": ("by",),
    "case.handled": ("by",),
    "case.verified": ("result",),
    "case.extended": ("close_due",),
    "case.missed": ("area",),
    "case.reminded": ("level",),
    "case.supervised": ("kind",),
    "case.deadline_passed": ("limit", "level", "due"),
    "case.first_response_assigned": ("to",),
    "case.rated": ("satisfied",),
    "whistle.blown": ("level", "area", "title", "departments"),
    "whistle.numbered": ("number",),
    "whistle.signed": ("department",),
    "whistle.contacted": ("department",),
    "whistle.checked_in": ("department",),
    "whistle.verified": ("result",),
    "whistle.rated": ("department", "score"),
}
"""The fields that contract §1 marks ★, by type."""


def data_of(kind: str) -> dict[str, Any]:
    """A copy of the type's data, every field filled in."""
    return dict(_DATA.get(kind, {}))


def sample(kind: str, subject: str = "2024-000001") -> CloudEvent:
    """A valid event of the type."""
    return event(kind, subject, MOMENT, data_of(kind))
