"""Builds CloudEvents as an outside system would send them, one function per fact that tests speak of most.

An event's id follows from what it says, so building the same fact twice gives a repeat, not a second fact.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

CloudEvent = dict[str, Any]

SOURCE = "tests/builders"
CITY = ZoneInfo("Asia/Shanghai")


def ms(moment: int | str | datetime) -> int:
    """Milliseconds UTC of a moment; text and datetimes without an offset are the city's local time."""
    if isinstance(moment, int):
        return moment
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return round((at if at.tzinfo else at.replace(tzinfo=CITY)).timestamp() * 1000)


def rfc3339(moment: int | str | datetime) -> str:
    """The moment as events carry it: city time with its offset, to the millisecond."""
    return datetime.fromtimestamp(ms(moment) / 1000, CITY).isoformat(timespec="milliseconds")


def event(
    kind: str,
    subject: str,
    at: int | str | datetime,
    data: dict[str, Any] | None = None,
    *,
    event_id: str | None = None,
    producer: str = SOURCE,
) -> CloudEvent:
    """Any event. `producer` is the event's own source (a case's `source` is a field of its data)."""
    return {
        "specversion": "1.0",
        "id": event_id or f"{subject}:{kind}:{ms(at)}",
        "source": producer,
        "type": kind,
        "subject": subject,
        "time": rfc3339(at),
        "datacontenttype": "application/json",
        "data": data or {},
    }


def accepted(subject: str, at: int | str | datetime, **data: Any) -> CloudEvent:
    """受理: by default a city supervisor's report of exposed rubbish in 五华区."""
    return event(
        "case.accepted", subject, at, {"source": "city_supervisor", "category": "E0110", "area": "530102", **data}
    )


def filed(subject: str, at: int | str | datetime, **data: Any) -> CloudEvent:
    """立案; due times as moments of any kind, left out where the reference data shall give them."""
    return event("case.filed", subject, at, _with_dues(data))


def self_handled(subject: str, at: int | str | datetime, **data: Any) -> CloudEvent:
    """自处置."""
    return event("case.self_handled", subject, at, {"category": "E0110", "area": "530102", **data})


def dispatched(subject: str, at: int | str | datetime, to: str = "五华区城管局", **data: Any) -> CloudEvent:
    """派遣."""
    return event("case.dispatched", subject, at, {"to": to, **data})


def returned(subject: str, at: int | str | datetime, by: str = "五华区城管局", **data: Any) -> CloudEvent:
    """退回."""
    return event("case.returned", subject, at, {"by": by, **_with_dues(data)})


def handled(subject: str, at: int | str | datetime, by: str = "五华区城管局", **data: Any) -> CloudEvent:
    """处置."""
    return event("case.handled", subject, at, {"by": by, **data})


def verified(subject: str, at: int | str | datetime, result: str = "pass", **data: Any) -> CloudEvent:
    """核查."""
    return event("case.verified", subject, at, {"result": result, **data})


def closed(subject: str, at: int | str | datetime, **data: Any) -> CloudEvent:
    """结案."""
    return event("case.closed", subject, at, data)


def extended(subject: str, at: int | str | datetime, close_due: int | str | datetime, **data: Any) -> CloudEvent:
    """延期."""
    return event("case.extended", subject, at, _with_dues({"close_due": close_due, **data}))


def reopened(subject: str, at: int | str | datetime, **data: Any) -> CloudEvent:
    """Back to handling."""
    return event("case.reopened", subject, at, _with_dues(data))


def voided(subject: str, at: int | str | datetime, **data: Any) -> CloudEvent:
    """作废."""
    return event("case.voided", subject, at, data)


def amended(subject: str, at: int | str | datetime, **data: Any) -> CloudEvent:
    """A correction of any field of the acceptance."""
    return event("case.amended", subject, at, data)


def missed(subject: str, at: int | str | datetime, area: str = "530102", **data: Any) -> CloudEvent:
    """漏报."""
    return event("case.missed", subject, at, {"area": area, **data})


def blown(subject: str, at: int | str | datetime, **data: Any) -> CloudEvent:
    """吹哨: by default a street's whistle in 五华区 that summons two departments."""
    default = {"level": "street", "area": "530102", "title": "占道经营反复", "departments": ["城管局", "市场监管局"]}
    return event("whistle.blown", subject, at, {**default, **data})


def _with_dues(data: dict[str, Any]) -> dict[str, Any]:
    return {name: rfc3339(value) if name.endswith("_due") else value for name, value in data.items()}


def a_life(subject: str, at: int | str | datetime, **data: Any) -> list[CloudEvent]:
    """A case's seven stages, one every ten minutes from `at` on, closed in time; `data` goes to the acceptance."""
    start, step = ms(at), 600_000
    return [
        accepted(subject, start, **data),
        filed(subject, start + step, dispatch_due=start + 5 * step, close_due=start + 20 * step),
        dispatched(subject, start + 2 * step),
        handled(subject, start + 3 * step),
        event("case.reported_back", subject, start + 4 * step, {"by": "五华区城管局"}),
        verified(subject, start + 5 * step),
        closed(subject, start + 6 * step),
    ]
