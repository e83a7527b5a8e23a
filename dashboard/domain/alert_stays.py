"""When a case was among the causes of an alert. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dashboard.domain import payloads as p
from dashboard.domain.events import Event


class Stay(NamedTuple):
    """From when a case caused an alert, and until when (ms UTC); None = it still does."""

    since: int
    until: int | None = None


def stays(events: Iterable[Event], case_id: str) -> list[Stay]:
    """The times in which the case was one of the alert's causes, given the alert's events."""
    found: list[Stay] = []
    since: int | None = None
    for event in sorted(events, key=lambda event: event[:4]):
        data: p.AlertFact = event.data  # type: ignore[assignment]
        inside = _inside(event.type, data, case_id, was=since is not None)
        if inside and since is None:
            since = event.at
        elif not inside and since is not None:
            found.append(Stay(since, event.at))
            since = None
    return found if since is None else [*found, Stay(since)]


def _inside(kind: str, data: p.AlertFact, case_id: str, *, was: bool) -> bool:
    if kind == "alert.resolved":
        return False
    named = case_id in data.cases if data.cases else was
    return (named or case_id in (data.added or ())) and case_id not in (data.removed or ())
