"""A case (案件) is the fold of its events in order of time: state, transitions and named anomalies (contract §1).

Pure: `apply` takes one event onto a case, `fold` all of them. What of it counts, `dashboard.domain.facts` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from dashboard.domain import payloads as p
from dashboard.domain import spans
from dashboard.domain.case_parts import Anomaly, FirstResponse, Miss
from dashboard.domain.events import Event, Key
from dashboard.domain.spans import Span, Told


class Rules(spans.SpanRules, Protocol):
    """What a fold asks of the reference data: the usual class, and due times by limits and working calendar."""

    def default_class(self, source: str, category: str, at: int) -> str:
        """考核类别 of a case begun at `at` (ms) that states none."""

    def dispatch_due(self, category: str, case_class: str, at: int) -> int:
        """When a case filed or returned at `at` must be dispatched, ms."""

    def close_due(self, category: str, case_class: str, at: int) -> int:
        """When a case filed at `at` must be closed, ms."""


class Task(msgspec.Struct, array_like=True):
    """One dispatch task: due (ms), and when it was dispatched, or ended by a closing, if it was."""

    due: int
    dispatched_at: int | None = None
    ended_at: int | None = None

    @property
    def waiting(self) -> bool:
        """Neither dispatched nor ended."""
        return self.dispatched_at is None and self.ended_at is None

    @property
    def on_time(self) -> bool:
        """Dispatched no later than due."""
        return self.dispatched_at is not None and self.dispatched_at <= self.due

    @property
    def counts(self) -> bool:
        """A task that a closing ended counts only if it was already late then."""
        return self.ended_at is None or self.ended_at > self.due


class Case(msgspec.Struct, array_like=True):
    """The state of a case after some of its events. Times in ms UTC, weight in thousandths; no `begun` = incomplete."""

    subject: str
    last: Key | None = None
    first_at: int = 0
    begun: str = ""  # "", "accepted", "self_handled"
    begun_at: int = 0
    source: str = ""
    category: str = ""
    area: str = ""
    stated_class: str | None = None
    case_class: str = ""
    severity: str | None = None
    weight: int = 1000
    lon: float | None = None
    lat: float | None = None
    street: str | None = None
    community: str | None = None
    grid: str | None = None
    component: str | None = None
    reporter: str | None = None
    stage: str = "incomplete"
    filed_at: int | None = None
    close_due: int | None = None
    closed_at: int | None = None
    suspended_at: int | None = None
    voided_at: int | None = None
    unit: str | None = None
    may_verify: bool = False
    handled_at: int | None = None  # the first applied one
    responded_at: int | None = None  # the first
    rated_at: int | None = None  # the last
    satisfied: bool | None = None
    tasks: list[Task] = []
    fails: list[int] = []
    misses: list[Miss] = []
    anomalies: list[Anomaly] = []
    spans: list[Span] = []
    told: list[Told] = []
    reopenings: int = 0
    first_responses: list[FirstResponse] = []

    @property
    def first_response(self) -> FirstResponse | None:
        """The first response that stands: nobody owns the case yet, and this unit keeps it safe meanwhile."""
        last = self.first_responses[-1] if self.first_responses else None
        return last if last and last.ended_at is None else None

    @property
    def waiting_task(self) -> Task | None:
        """The dispatch task that waits now, if one does."""
        return self.tasks[-1] if self.tasks and self.tasks[-1].waiting else None


NOTES = frozenset({"case.missed", "case.reminded", "case.supervised", "case.deadline_passed"})
BEGINNINGS = frozenset({"case.accepted", "case.self_handled"})
_ON_SELF_HANDLED = frozenset({"case.amended", "case.voided"})
_ON_CLOSED = frozenset({"case.reopened", "case.amended", "case.voided", "case.responded", "case.rated"})
_ONLY_FILED = frozenset(
    f"case.{name}"
    for name in (
        "dispatched returned handled reported_back verified closed extended suspended resumed reopened".split()
    )
)
_ATTRIBUTES = ("source category area severity lon lat street community grid component reporter").split()


def fold(
    subject: str, events: Iterable[Event], rules: Rules, anomalous: Callable[[Event, str], None] | None = None
) -> Case:
    """The case of all these events, in any order; `anomalous` is told of each event that was not allowed."""
    case = Case(subject)
    ordered = sorted(events, key=lambda event: event[:4])
    begins_at = next((event.key for event in ordered if event.type in BEGINNINGS), None)
    for event in ordered:
        early = begins_at is not None and event.key < begins_at
        reason = apply(case, event, rules, early=early)
        if reason and anomalous:
            anomalous(event, reason)
    return case


def apply(case: Case, event: Event, rules: Rules, *, early: bool = False) -> str | None:
    """Takes one event, later than all before it, onto the case; the anomaly's reason if the state did not allow it.

    `early` says that the case's acceptance is known and comes later: then the event is `before_accepted`.
    """
    if case.last is None:
        case.first_at = event.at
    case.last = event[:4]
    kind = event.type
    if kind in NOTES:
        if kind == "case.missed":
            _note_miss(case, event)
        elif kind == "case.deadline_passed":
            data: p.DeadlinePassed = event.data  # type: ignore[assignment]
            spans.tell(case, data.limit, int(data.due), data.level)
        return None
    if not case.begun and kind not in BEGINNINGS and not early:
        return None
    reason = "before_accepted" if early else refusal(case, kind)
    if reason is None:
        _ACTS[kind](case, event.at, event.data, rules)
        follow = spans.FOLLOW.get(kind)
        if follow:
            follow(case, event, rules)
    else:
        case.anomalies.append(Anomaly(event.at, reason))
    return reason


def refusal(case: Case, kind: str) -> str | None:
    """Why the case's state does not allow this type of event, in the contract's order; None if it does."""
    if kind in BEGINNINGS:
        return "already_accepted" if case.begun else None
    if case.voided_at is not None:
        return "voided"
    if case.begun == "self_handled" and kind not in _ON_SELF_HANDLED:
        return "self_handled"
    if case.closed_at is not None and kind not in _ON_CLOSED:
        return "already_closed"
    if kind == "case.filed" and case.filed_at is not None:
        return "already_filed"
    if kind in _ONLY_FILED and case.filed_at is None:
        return "not_filed"
    check = _CHECKS.get(kind)
    return check(case) if check else None


_CHECKS: dict[str, Callable[[Case], str | None]] = {
    "case.dispatched": lambda case: None if case.waiting_task else "nothing_to_dispatch",
    "case.returned": lambda case: "not_dispatched" if case.waiting_task else None,
    "case.verified": lambda case: None if case.may_verify else "not_handled",
    "case.suspended": lambda case: None if case.suspended_at is None else "already_suspended",
    "case.resumed": lambda case: "not_suspended" if case.suspended_at is None else None,
    "case.reopened": lambda case: "not_closed" if case.closed_at is None else None,
}


def _note_miss(case: Case, event: Event) -> None:
    data: p.Missed = event.data  # type: ignore[assignment]
    case.misses.append(Miss(event.at, data.area, data.category, data.severity))


def _take_attributes(case: Case, data: p.Attributes, rules: Rules) -> None:
    for name in _ATTRIBUTES:
        value = getattr(data, name)
        if value is not None:
            setattr(case, name, value)
    if data.weight is not None:
        case.weight = int(data.weight)
    if data.case_class is not None:
        case.stated_class = data.case_class
    case.case_class = case.stated_class or rules.default_class(case.source, case.category, case.begun_at)


def _accepted(case: Case, at: int, data: p.Accepted, rules: Rules) -> None:
    case.begun, case.begun_at, case.stage = "accepted", at, "accepted"
    _take_attributes(case, data, rules)


def _self_handled(case: Case, at: int, data: p.SelfHandled, rules: Rules) -> None:
    case.begun, case.begun_at, case.stage = "self_handled", at, "self_handled"
    case.area, case.category, case.lon, case.lat = data.area, data.category, data.lon, data.lat
    case.reporter, case.street, case.community, case.grid = data.reporter, data.street, data.community, data.grid
    case.case_class = rules.default_class("", data.category, at)


def _amended(case: Case, at: int, data: p.Amended, rules: Rules) -> None:
    _take_attributes(case, data, rules)


def _filed(case: Case, at: int, data: p.Filed, rules: Rules) -> None:
    case.filed_at, case.stage = at, "filed"
    due = data.dispatch_due
    case.tasks.append(Task(rules.dispatch_due(case.category, case.case_class, at) if due is None else int(due)))
    due = data.close_due
    case.close_due = rules.close_due(case.category, case.case_class, at) if due is None else int(due)


def _dispatched(case: Case, at: int, data: p.Dispatched, rules: Rules) -> None:
    case.tasks[-1].dispatched_at = at
    case.unit, case.stage = data.to, "dispatched"
    _settle(case, at)


def _returned(case: Case, at: int, data: p.Returned, rules: Rules) -> None:
    due = data.dispatch_due
    case.tasks.append(Task(rules.dispatch_due(case.category, case.case_class, at) if due is None else int(due)))
    case.may_verify, case.stage = False, "returned"


def _handled(case: Case, at: int, data: p.Handled, rules: Rules) -> None:
    case.may_verify, case.stage = True, "handled"
    if case.handled_at is None:
        case.handled_at = at


def _reported_back(case: Case, at: int, data: p.ReportedBack, rules: Rules) -> None:
    case.stage = "reported_back"


def _verified(case: Case, at: int, data: p.Verified, rules: Rules) -> None:
    if data.result == "fail":
        case.fails.append(at)
        case.may_verify, case.stage = False, "rework"
    else:
        case.stage = "verified"


def _closed(case: Case, at: int, data: p.Closed, rules: Rules) -> None:
    case.closed_at, case.suspended_at, case.stage = at, None, "closed"
    _settle(case, at)
    task = case.waiting_task
    if task:
        task.ended_at = at


def _extended(case: Case, at: int, data: p.Extended, rules: Rules) -> None:
    case.close_due = int(data.close_due)


def _suspended(case: Case, at: int, data: p.Reasoned, rules: Rules) -> None:
    case.suspended_at = at


def _resumed(case: Case, at: int, data: p.Reasoned, rules: Rules) -> None:
    if case.close_due is not None and case.suspended_at is not None:
        case.close_due += at - case.suspended_at
    case.suspended_at = None


def _reopened(case: Case, at: int, data: p.Reopened, rules: Rules) -> None:
    case.closed_at, case.may_verify, case.stage = None, False, "reopened"
    case.reopenings += 1
    if data.close_due is not None:
        case.close_due = int(data.close_due)


def _voided(case: Case, at: int, data: p.Reasoned, rules: Rules) -> None:
    case.voided_at, case.stage = at, "voided"
    _settle(case, at)


def _responded(case: Case, at: int, data: p.Responded, rules: Rules) -> None:
    if case.responded_at is None:
        case.responded_at = at


def _rated(case: Case, at: int, data: p.Rated, rules: Rules) -> None:
    case.rated_at, case.satisfied = at, data.satisfied


def _first_response(case: Case, at: int, data: p.FirstResponseAssigned, rules: Rules) -> None:
    _settle(case, at)
    case.first_responses.append(FirstResponse(at, data.to, data.reason, None if data.due is None else int(data.due)))


def _settle(case: Case, at: int) -> None:
    """Somebody owns it now, or there is nothing to own any more."""
    standing = case.first_response
    if standing:
        standing.ended_at = at


_ACTS: dict[str, Callable[[Case, int, p.Payload, Rules], None]] = {
    "case.accepted": _accepted,  # type: ignore[dict-item]
    "case.filed": _filed,  # type: ignore[dict-item]
    "case.self_handled": _self_handled,  # type: ignore[dict-item]
    "case.dispatched": _dispatched,  # type: ignore[dict-item]
    "case.returned": _returned,  # type: ignore[dict-item]
    "case.handled": _handled,  # type: ignore[dict-item]
    "case.reported_back": _reported_back,  # type: ignore[dict-item]
    "case.verified": _verified,  # type: ignore[dict-item]
    "case.closed": _closed,  # type: ignore[dict-item]
    "case.extended": _extended,  # type: ignore[dict-item]
    "case.suspended": _suspended,  # type: ignore[dict-item]
    "case.resumed": _resumed,  # type: ignore[dict-item]
    "case.reopened": _reopened,  # type: ignore[dict-item]
    "case.voided": _voided,  # type: ignore[dict-item]
    "case.amended": _amended,  # type: ignore[dict-item]
    "case.first_response_assigned": _first_response,  # type: ignore[dict-item]
    "case.responded": _responded,  # type: ignore[dict-item]
    "case.rated": _rated,  # type: ignore[dict-item]
}
