"""A case's limits while they run, and the facts of the clock that follow: so many percent of a limit have passed.

Pure. A span begins where its due time is set and ends where the work is done, the due time moves or the clock stops.
Which facts there are (`untold`) follows from the case's events alone, not from when somebody looked: a scheduler that
was away, or came twice, tells the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol

import msgspec

from dashboard.domain.instants import DAY_MS, MINUTE_MS

if TYPE_CHECKING:
    from dashboard.domain.case import Case
    from dashboard.domain.events import Event

Limit = Literal["dispatch", "close", "verify", "respond"]
LEVELS: Final = (50, 80, 100)
"""Percent of a limit, working time for working limits, pauses left out."""
HOTLINE: Final = "hotline_12345"

Pause = tuple[int, int]


VERIFY_MS: Final = 30 * MINUTE_MS
"""核查 within half an hour of the handling or its report."""
RESPOND_MS: Final = DAY_MS
"""接诉即办: the hotline's citizen is answered within a day."""


class SpanRules(Protocol):
    """What spans ask of the reference data. Moments in ms UTC."""

    def run_always(self, category: str, case_class: str, at: int) -> tuple[bool, bool]:
        """Whether the dispatching and the closing limit in force at `at` run day and night, not in working time."""

    def portions(self, case: Case, limit: Limit, start: int, due: int, pauses: list[Pause]) -> tuple[int, int]:
        """When 50 and 80 % of the limit from `start` to `due` have passed."""


class Span(msgspec.Struct, array_like=True):
    """One limit from when its due time was set (`set_at`) until it was done or moved (`until`). Times in ms UTC."""

    limit: Limit
    start: int
    due: int
    set_at: int
    half: int
    most: int
    until: int | None = None
    pauses: list[Pause] = []


class Told(msgspec.Struct, array_like=True, frozen=True):
    """A fact of the clock that has been told: so many percent of this limit with this due time."""

    limit: Limit
    due: int
    level: int


class Passing(NamedTuple):
    """A fact to be told: at `at` so many percent of the limit had passed."""

    at: int
    limit: Limit
    level: int
    due: int


def untold(case: Case) -> list[Passing]:
    """The facts that are not told yet, the earliest first; those whose moment lies ahead are told when it comes."""
    if not case.spans:
        return []
    told = {(one.limit, one.due, one.level) for one in case.told}
    found: dict[tuple[Limit, int, int], Passing] = {}
    for span in case.spans:
        for level, at in _moments(span):
            key = (span.limit, span.due, level)
            if key not in told and (key not in found or at < found[key].at):
                found[key] = Passing(at, span.limit, level, span.due)
    return sorted(found.values())


def next_due(case: Case) -> int | None:
    """The nearest deadline that an open case has before it or has missed; None where nothing is due of it."""
    if case.begun != "accepted" or case.voided_at is not None or case.closed_at is not None:
        return None
    task = case.waiting_task
    closing = case.close_due if case.filed_at is not None and case.suspended_at is None else None
    return min((due for due in (task.due if task else None, closing) if due is not None), default=None)


def watch_at(case: Case) -> int | None:
    """When the next fact is to be told, ms UTC; None if there is none."""
    if not case.spans:
        return None
    if not case.told:
        return min([at for at in map(_first, case.spans) if at is not None], default=None)
    passings = untold(case)
    return passings[0].at if passings else None


def _first(span: Span) -> int | None:
    """The first of its moments: what `_moments` gives first, for the many cases of which nothing has been told."""
    for at in (span.half, span.most):
        if at >= span.set_at:
            break
    else:
        at = max(span.due, span.set_at)
    return at if span.until is None or at < span.until else None


def _moments(span: Span) -> Iterator[tuple[int, int]]:
    """(percent, moment) while the span ran; a due time that was set too late has passed when it is set."""
    until = span.until
    if span.half >= span.set_at and (until is None or span.half < until):
        yield 50, span.half
    if span.most >= span.set_at and (until is None or span.most < until):
        yield 80, span.most
    at = max(span.due, span.set_at)
    if until is None or at < until:
        yield 100, at


def tell(case: Case, limit: Limit, due: int, level: int) -> None:
    """Notes that a fact was told, whoever told it."""
    fact = Told(limit, due, level)
    if fact not in case.told:
        case.told.append(fact)


def _begin(case: Case, rules: SpanRules, limit: Limit, due: int, at: int) -> None:
    half, most = rules.portions(case, limit, at, due, [])
    case.spans.append(Span(limit, at, due, at, half, most))


def _straight(limit: Limit, start: int, due: int) -> Span:
    """The span of a limit that runs day and night. Most do, and every case has some: they are made without detours."""
    length = due - start
    return Span(limit, start, due, start, start + length * 50 // 100, start + length * 80 // 100)


def _end(case: Case, limit: Limit, at: int) -> None:
    """Ends the running span; one that has nothing to tell, and that no later one builds on, is forgotten."""
    for place, span in enumerate(case.spans):
        if span.until is None and span.limit == limit:
            if at <= span.half and span.half >= span.set_at and (limit != "close" or _is_plain(span, case)):
                del case.spans[place]
            else:
                span.until = at
            return


def _is_plain(span: Span, case: Case) -> bool:
    return span.start == case.filed_at and not span.pauses


def _running(case: Case, limit: Limit) -> Span | None:
    for span in case.spans:
        if span.until is None and span.limit == limit:
            return span
    return None


def _go_on(case: Case, rules: SpanRules, at: int, start: int, pauses: list[Pause]) -> None:
    """The closing limit runs with the due time that now holds, counted from where it began."""
    if case.close_due is not None and case.suspended_at is None:
        half, most = rules.portions(case, "close", start, case.close_due, pauses)
        case.spans.append(Span("close", start, case.close_due, at, half, most, None, pauses))


def _base(case: Case) -> tuple[int, list[Pause]]:
    """Where the closing limit began, and its pauses so far."""
    last = next((span for span in reversed(case.spans) if span.limit == "close"), None)
    return (last.start, last.pauses) if last else (case.filed_at or 0, [])


def _accepted(case: Case, event: Event, rules: SpanRules) -> None:
    if case.source == HOTLINE:
        case.spans.append(_straight("respond", event.at, event.at + RESPOND_MS))


def _amended(case: Case, event: Event, rules: SpanRules) -> None:
    """A case may turn out to be the hotline's, or not to be."""
    runs = _running(case, "respond") is not None
    if runs and case.source != HOTLINE:
        _end(case, "respond", event.at)
    elif case.source == HOTLINE and not runs and case.responded_at is None and case.begun == "accepted":
        span = _straight("respond", case.begun_at, case.begun_at + RESPOND_MS)
        span.set_at = event.at
        case.spans.append(span)


def _filed(case: Case, event: Event, rules: SpanRules) -> None:
    always = rules.run_always(case.category, case.case_class, event.at)
    dues: tuple[tuple[Limit, int | None], ...] = (("dispatch", case.tasks[-1].due), ("close", case.close_due))
    for (limit, due), straight in zip(dues, always, strict=True):
        if due is not None and straight:
            case.spans.append(_straight(limit, event.at, due))
        elif due is not None:
            _begin(case, rules, limit, due, event.at)


def _dispatched(case: Case, event: Event, rules: SpanRules) -> None:
    _end(case, "dispatch", event.at)


def _returned(case: Case, event: Event, rules: SpanRules) -> None:
    _end(case, "verify", event.at)
    _begin(case, rules, "dispatch", case.tasks[-1].due, event.at)


def _handled(case: Case, event: Event, rules: SpanRules) -> None:
    _end(case, "verify", event.at)
    case.spans.append(_straight("verify", event.at, event.at + VERIFY_MS))


def _reported_back(case: Case, event: Event, rules: SpanRules) -> None:
    """The half hour for verifying, if it runs, runs anew from the report."""
    if _running(case, "verify"):
        _handled(case, event, rules)


def _verified(case: Case, event: Event, rules: SpanRules) -> None:
    _end(case, "verify", event.at)


def _closed(case: Case, event: Event, rules: SpanRules) -> None:
    for limit in [span.limit for span in case.spans if span.until is None and span.limit != "respond"]:
        _end(case, limit, event.at)


def _extended(case: Case, event: Event, rules: SpanRules) -> None:
    start, pauses = _base(case)
    _end(case, "close", event.at)
    _go_on(case, rules, event.at, start, pauses)


def _suspended(case: Case, event: Event, rules: SpanRules) -> None:
    """What runs ends here; the pause is noted as begun."""
    start, pauses = _base(case)
    at = event.at
    _end(case, "close", at)
    case.spans.append(Span("close", start, at, at, at, at, at, [*pauses, (at, at)]))


def _resumed(case: Case, event: Event, rules: SpanRules) -> None:
    start, pauses = _base(case)
    case.spans = [span for span in case.spans if span.set_at != span.until]
    _go_on(case, rules, event.at, start, [*pauses[:-1], (pauses[-1][0], event.at)] if pauses else [])


def _reopened(case: Case, event: Event, rules: SpanRules) -> None:
    """With a due time of its own a new limit begins; without, the old one is what it was."""
    start, pauses = _base(case)
    if event.data.close_due is not None:  # type: ignore[attr-defined]
        start, pauses = event.at, []
    _go_on(case, rules, event.at, start, pauses)


def _voided(case: Case, event: Event, rules: SpanRules) -> None:
    case.spans = []


def _responded(case: Case, event: Event, rules: SpanRules) -> None:
    _end(case, "respond", event.at)


FOLLOW: Final[dict[str, Callable[[Case, Event, SpanRules], None]]] = {
    "case.accepted": _accepted,
    "case.amended": _amended,
    "case.filed": _filed,
    "case.dispatched": _dispatched,
    "case.returned": _returned,
    "case.handled": _handled,
    "case.reported_back": _reported_back,
    "case.verified": _verified,
    "case.closed": _closed,
    "case.extended": _extended,
    "case.suspended": _suspended,
    "case.resumed": _resumed,
    "case.reopened": _reopened,
    "case.voided": _voided,
    "case.responded": _responded,
}
"""How an event of each type, just taken by its case, moves the spans."""
