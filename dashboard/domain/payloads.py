"""The `data` of each event type: its fields, their types and the listed values (contract §1, the table of events).

One frozen struct a type; unknown fields are ignored here and kept by the log. Nothing is decided here.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from dashboard.domain.instants import Instant, parse

Source = Literal["city_supervisor", "district_supervisor", "hotline_12345", "wechat", "other"]
CaseClass = Literal["creation", "appeal", "routine", "environment", "hazard"]
Severity = Literal["minor", "normal", "major"]
Level = Literal["city", "district", "street"]
Category = Annotated[str, Meta(pattern=r"^[CE][0-9]{4}\Z")]
Code = Annotated[str, Meta(min_length=1, max_length=64)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=20_000)]
Label = Annotated[str, Meta(max_length=200)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]

SOURCES: tuple[str, ...] = Source.__args__  # type: ignore[attr-defined]
CLASSES: tuple[str, ...] = CaseClass.__args__  # type: ignore[attr-defined]
LEVELS: tuple[str, ...] = Level.__args__  # type: ignore[attr-defined]


class Weight(int):
    """Base-case equivalents (折算) in thousandths, so that sums are exact."""

    __slots__ = ()


class Payload(Struct, frozen=True):
    """What every payload is: immutable, strict about the fields it names."""


class Attributes(Payload, frozen=True):
    """The attributes that a case may state at its acceptance and correct later."""

    lon: Longitude | None = None
    lat: Latitude | None = None
    address: Text | None = None
    street: Label | None = None
    community: Label | None = None
    grid: Label | None = None
    component: Label | None = None
    reporter: Label | None = None
    description: Text | None = None
    severity: Severity | None = None
    weight: Weight | None = None
    case_class: CaseClass | None = field(default=None, name="class")


class Accepted(Attributes, frozen=True, kw_only=True):
    """受理."""

    source: Source
    category: Category
    area: Code


class Amended(Attributes, frozen=True, kw_only=True):
    """A correction of any attribute."""

    source: Source | None = None
    category: Category | None = None
    area: Code | None = None


class Filed(Payload, frozen=True):
    """立案."""

    dispatch_due: Instant | None = None
    close_due: Instant | None = None


class SelfHandled(Payload, frozen=True):
    """自处置."""

    area: Code
    category: Category
    lon: Longitude | None = None
    lat: Latitude | None = None
    reporter: Label | None = None
    street: Label | None = None
    community: Label | None = None
    grid: Label | None = None


class Dispatched(Payload, frozen=True):
    """派遣."""

    to: Name


class Returned(Payload, frozen=True):
    """退回."""

    by: Name
    reason: Text | None = None
    dispatch_due: Instant | None = None


class Handled(Payload, frozen=True):
    """处置."""

    by: Name


class ReportedBack(Payload, frozen=True):
    """反馈."""

    by: Label | None = None
    note: Text | None = None


class Verified(Payload, frozen=True):
    """核查; 核实 of a whistle."""

    result: Literal["pass", "fail"]
    by: Label | None = None


class Closed(Payload, frozen=True):
    """结案."""

    by: Label | None = None


class Extended(Payload, frozen=True):
    """延期."""

    close_due: Instant
    approved_by: Label | None = None


class Reasoned(Payload, frozen=True):
    """挂账, its end, 作废: an act with a reason."""

    reason: Text | None = None


class Reopened(Payload, frozen=True):
    """Back to handling."""

    reason: Text | None = None
    close_due: Instant | None = None


class Missed(Payload, frozen=True):
    """漏报."""

    area: Code
    category: Category | None = None
    severity: Severity | None = None


class Reminded(Payload, frozen=True):
    """三级提醒."""

    level: Literal[1, 2, 3]
    to: Label | None = None


class Supervised(Payload, frozen=True):
    """督办."""

    kind: Literal["overdue", "leader", "key"]


class DeadlinePassed(Payload, frozen=True):
    """A fact of the clock: so many percent of a limit have passed."""

    limit: Literal["dispatch", "close", "verify", "respond"]
    level: Annotated[int, Meta(ge=1, le=1000)]
    due: Instant


class FirstResponseAssigned(Payload, frozen=True):
    """先行处置."""

    to: Name
    reason: Text | None = None
    due: Instant | None = None


class Responded(Payload, frozen=True):
    """接诉即办: the citizen was answered."""


class Rated(Payload, frozen=True):
    """接诉即办: the citizen rated the service."""

    satisfied: bool


class Blown(Payload, frozen=True):
    """吹哨."""

    level: Level
    area: Code
    title: Name
    departments: Annotated[list[Name], Meta(min_length=1, max_length=100)]
    kind: Label | None = None
    cases: list[Name] | None = None


class Numbered(Payload, frozen=True):
    """The whistle's number."""

    number: Name


class Department(Payload, frozen=True):
    """签收, 联系, 报到 of one department."""

    department: Name


class Noted(Payload, frozen=True):
    """A log entry."""

    note: Text | None = None


class WhistleReminded(Payload, frozen=True):
    """提醒; of the clock: so many percent of a limit (`sign`, `contact`, `check_in`) due then have passed."""

    level: int | Label | None = None
    limit: Label | None = None
    due: Instant | None = None
    percent: int | None = None
    departments: list[Name] | None = None


class Raised(Payload, frozen=True):
    """高位协调."""

    to: Level | None = None


class By(Payload, frozen=True):
    """联合处置完成, 销哨, 撤回: who, and why."""

    by: Label | None = None
    reason: Text | None = None


class WhistleRated(Payload, frozen=True):
    """The blower rates one department."""

    department: Name
    score: Annotated[float, Meta(ge=0, le=100)]


class AlertFact(Payload, frozen=True):
    """A step in an alert's life. `added`: case → since when it has been a cause; `removed`: it no longer is."""

    rule: Label | None = None
    level: int | Label | None = None
    unit: Label | None = None
    cases: list[Name] | None = None
    by: Label | None = None
    until: Instant | None = None
    to: Label | None = None
    note: Text | None = None
    reason: Text | None = None
    added: dict[Name, Instant] | None = None
    removed: list[Name] | None = None


def decode_custom(kind: type, value: object) -> object:
    """msgspec's hook for `Instant` and `Weight`. ValueError names what is wrong."""
    if kind is Instant:
        return Instant(_instant(value))
    if kind is Weight:
        return Weight(_thousandths(value))
    raise NotImplementedError(kind)


def _instant(value: object) -> int:
    if not isinstance(value, str):
        raise ValueError("a moment is an RFC 3339 string with an offset")
    return parse(value)


MAX_WEIGHT = 1_000_000


def _thousandths(value: object) -> int:
    """A weight in thousandths: > 0, at most three decimals, at most `MAX_WEIGHT`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a weight is a number")
    if not 0 < value <= MAX_WEIGHT:
        raise ValueError(f"a weight is above 0 and at most {MAX_WEIGHT}")
    thousandths = round(value * 1000)
    if thousandths / 1000 != value:
        raise ValueError("a weight has at most three decimals")
    return thousandths
