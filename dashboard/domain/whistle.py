"""A whistle (吹哨报到) is the fold of its events in order of time, with named anomalies (contract §1).

Pure. Whistles are few, so each is folded anew from all its events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from dashboard.domain import payloads as p
from dashboard.domain.case_parts import Anomaly
from dashboard.domain.events import Event
from dashboard.domain.whistle_notes import File, said

STAGES = ("incomplete", "blown", "signed", "checked_in", "handled", "verified", "closed", "withdrawn")


class Summoned(msgspec.Struct):
    """One department called by a whistle: when it signed, made contact, came (ms), and how it was rated (0-100)."""

    signed_at: int | None = None
    contacted_at: int | None = None
    checked_in_at: int | None = None
    score: float | None = None


class Whistle(msgspec.Struct):
    """The state of a whistle after all its events; `blown_at` None = incomplete.

    `handled_at`: when the work was done that no verification has sent back; `sent_back_at`: when one last did. `files`
    are those of its log; `mentioned`: name → when it was last mentioned there; `heard`: name → when its bearer last did
    anything. `rated`: every department has to be rated before it is closed (`dashboard.domain.whistle_limits.judge`).
    """

    subject: str
    blown_at: int | None = None
    level: str = ""
    area: str = ""
    title: str = ""
    kind: str | None = None
    cases: list[str] = []
    departments: dict[str, Summoned] = {}
    number: str | None = None
    stage: str = "incomplete"
    handled_at: int | None = None
    verified: str | None = None
    ended_at: int | None = None
    last_at: int = 0
    anomalies: list[Anomaly] = []
    told: list[list[str | int]] = []  # [step, due, percent] of each reminder that the clock has given
    sent_back_at: int | None = None
    files: list[File] = []
    mentioned: dict[str, int] = {}
    heard: dict[str, int] = {}
    rated: bool = True

    @property
    def missing(self) -> list[str]:
        """The departments that have not turned up."""
        return [name for name, summoned in self.departments.items() if summoned.checked_in_at is None]


def fold(subject: str, events: Iterable[Event], anomalous: Callable[[Event, str], None] | None = None) -> Whistle:
    """The whistle of all these events, in any order; incomplete if it was never blown."""
    whistle = Whistle(subject)
    ordered = sorted(events, key=lambda event: event[:4])
    if not any(event.type == "whistle.blown" for event in ordered):
        return whistle
    for event in ordered:
        reason = refusal(whistle, event.type, getattr(event.data, "department", None))
        if reason is None:
            _ACTS[event.type](whistle, event)
            _hear(whistle, event)
            whistle.last_at = event.at
        else:
            whistle.anomalies.append(Anomaly(event.at, reason))
            if anomalous:
                anomalous(event, reason)
    return whistle


def refusal(whistle: Whistle, kind: str, department: str | None = None) -> str | None:
    """Why the whistle's state does not allow this type of event (of this department); None if it does."""
    if whistle.blown_at is None:
        return None if kind == "whistle.blown" else "not_blown"
    if kind == "whistle.blown":
        return "already_blown"
    if whistle.ended_at is not None:
        return "already_closed"
    if kind in _OF_A_DEPARTMENT and department is not None and department not in whistle.departments:
        return "not_summoned"
    return None


_OF_A_DEPARTMENT = frozenset({"whistle.signed", "whistle.contacted", "whistle.checked_in", "whistle.rated"})


def waits_for(whistle: Whistle, names: Iterable[str]) -> int | None:
    """When one of these names was last mentioned of which nothing has been heard since, ms UTC; None = none was."""
    at = (
        whistle.mentioned.get(name, 0) for name in names if whistle.heard.get(name, 0) <= whistle.mentioned.get(name, 0)
    )
    return max(at, default=0) or None


def _hear(whistle: Whistle, event: Event) -> None:
    found = said(event)
    whistle.heard.update(dict.fromkeys(found.names, event.at))
    whistle.mentioned.update(dict.fromkeys(found.mentions, event.at))
    whistle.files.extend(found.files)


def _blown(whistle: Whistle, event: Event) -> None:
    data: p.Blown = event.data  # type: ignore[assignment]
    whistle.blown_at, whistle.stage = event.at, "blown"
    whistle.level, whistle.area, whistle.title, whistle.kind = data.level, data.area, data.title, data.kind
    whistle.cases = list(data.cases or ())
    whistle.departments = {name: Summoned() for name in data.departments}


def _advance(whistle: Whistle, stage: str) -> None:
    if STAGES.index(stage) > STAGES.index(whistle.stage):
        whistle.stage = stage


def _signed(whistle: Whistle, event: Event) -> None:
    _stamp(whistle, event, "signed_at")
    if all(summoned.signed_at is not None for summoned in whistle.departments.values()):
        _advance(whistle, "signed")


def _checked_in(whistle: Whistle, event: Event) -> None:
    _stamp(whistle, event, "checked_in_at")
    if not whistle.missing:
        _advance(whistle, "checked_in")


def _stamp(whistle: Whistle, event: Event, field: str) -> None:
    summoned = whistle.departments[event.data.department]  # type: ignore[attr-defined]
    if getattr(summoned, field) is None:
        setattr(summoned, field, event.at)


def _numbered(whistle: Whistle, event: Event) -> None:
    whistle.number = event.data.number  # type: ignore[attr-defined]


def _reminded(whistle: Whistle, event: Event) -> None:
    data: p.WhistleReminded = event.data  # type: ignore[assignment]
    if data.limit is not None and data.due is not None and data.percent is not None:
        whistle.told.append([data.limit, int(data.due), data.percent])


def _raised(whistle: Whistle, event: Event) -> None:
    whistle.level = event.data.to or whistle.level  # type: ignore[attr-defined]


def _handled(whistle: Whistle, event: Event) -> None:
    if whistle.handled_at is None:
        whistle.handled_at = event.at
    _advance(whistle, "handled")


def _verified(whistle: Whistle, event: Event) -> None:
    whistle.verified = event.data.result  # type: ignore[attr-defined]
    whistle.stage = "verified" if whistle.verified == "pass" else "checked_in"
    if whistle.verified == "fail":
        whistle.handled_at, whistle.sent_back_at = None, event.at


def _rated(whistle: Whistle, event: Event) -> None:
    data: p.WhistleRated = event.data  # type: ignore[assignment]
    whistle.departments[data.department].score = data.score


def _ended(whistle: Whistle, event: Event) -> None:
    whistle.ended_at = event.at
    whistle.stage = "closed" if event.type == "whistle.closed" else "withdrawn"


def _kept(whistle: Whistle, event: Event) -> None:
    """An entry of the whistle's log that moves no stage."""


_ACTS: dict[str, Callable[[Whistle, Event], None]] = {
    "whistle.blown": _blown,
    "whistle.numbered": _numbered,
    "whistle.signed": _signed,
    "whistle.contacted": lambda whistle, event: _stamp(whistle, event, "contacted_at"),
    "whistle.checked_in": _checked_in,
    "whistle.noted": _kept,
    "whistle.reminded": _reminded,
    "whistle.raised": _raised,
    "whistle.handled": _handled,
    "whistle.verified": _verified,
    "whistle.rated": _rated,
    "whistle.closed": _ended,
    "whistle.withdrawn": _ended,
}
