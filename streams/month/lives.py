"""When the stages of a case's life happen, given what the plan decided: moments with their kinds.

Moments respect the contract's transitions by construction: each stage starts after the one before. On the way a case
may be returned, suspended, extended, fail a verification or be reopened. Work is not done at night where the deadline
leaves a choice. After November open cases go on to be closed, but nothing then moves a deadline, voids or reopens.
Knows no field of any event.
"""

from collections.abc import Callable
from random import Random

from streams.month.cases import Case, Cell, Turn
from streams.month.kinds import Kind
from streams.month.rhythm import DAY, END, HOUR, MINUTE, SECOND, START

DISPATCH_LIMIT = 15 * MINUTE
_NIGHT_FROM, _NIGHT_UNTIL = 21 * HOUR, 8 * HOUR + HOUR // 2
_ROOM = 20 * MINUTE
"""The least time that closing leaves for handling, feedback and verification after dispatch."""

Life = list[tuple[int, int]]
"""(moment in ms UTC, kind), in no order."""


def live(case: Case, rng: Random) -> Life:
    """All moments of a case's life with their kinds."""
    if case.cell is Cell.SELF_HANDLED:
        return [(case.filed, Kind.SELF_HANDLED)]
    chance = rng.random
    filed = case.filed
    life: Life = [(filed - int((1 + chance() * 12) * MINUTE), Kind.ACCEPTED), (filed, Kind.FILED)]
    if case.cell is Cell.VOIDED:
        life.append((filed + int((5 + chance() * 50) * MINUTE), Kind.VOIDED))
        return life
    turns = case.turns
    ready = _dispatch(case, chance, life)
    if turns & _DETOURS:
        ready = _detour(case, chance, ready, life)
    closed = 0
    if case.cell is Cell.PARKED:
        life.append((ready + int((10 + chance() * 200) * MINUTE), Kind.SUSPENDED))
    else:
        closed = _closing(case, chance, ready)
        if turns & Turn.FAILED:
            ready = _fail(chance, ready, closed, life)
        elif turns & Turn.REOPENED:
            ready = _reopen(chance, ready, closed, life)
        _finish(case, chance, ready, closed, life)
    if turns & _NOTED or case.cell is not Cell.ON_TIME:
        _note(case, chance, closed, life)
    return life


_DETOURS = Turn.PAUSED | Turn.EXTENDED
_RATED = Turn.SATISFIED | Turn.DISSATISFIED
_NOTED = Turn.MISSED | Turn.FIRST_RESPONSE | Turn.RESPONDED | Turn.AMENDED | _RATED


def _dispatch(case: Case, chance: Callable[[], float], life: Life) -> int:
    """Appends dispatch, and return and second dispatch where there is one; returns the moment of the last."""
    filed, turns = case.filed, case.turns
    span = case.first_due - filed
    if turns & Turn.LATE:
        dispatched = filed + DISPATCH_LIMIT + MINUTE + int(chance() ** 2 * min(5 * HOUR, 0.3 * span))
    else:
        dispatched = filed + int((0.6 + chance() * 13.5) * MINUTE)
    if not turns & Turn.RETURNED:
        life.append((dispatched, Kind.DISPATCHED))
        return dispatched
    life.append((dispatched, Kind.MISDISPATCHED))
    returned = dispatched + int(5 * MINUTE + chance() * min(HOUR, 0.1 * span))
    life.append((returned, Kind.RETURNED))
    if turns & Turn.LATE_AGAIN:
        again = returned + DISPATCH_LIMIT + MINUTE + int(chance() * min(3 * HOUR, 0.12 * span))
    else:
        again = returned + int((0.6 + chance() * 13.5) * MINUTE)
    if turns & Turn.FIRST_RESPONSE:  # nobody owned it: who stands in does so until somebody is found
        life.append(((returned + again) // 2, Kind.FIRST_RESPONSE))
    life.append((again, Kind.DISPATCHED))
    return again


def _detour(case: Case, chance: Callable[[], float], ready: int, life: Life) -> int:
    """A pause (its length is what `due` was moved by) or an extension; returns when handling can begin."""
    if case.turns & Turn.PAUSED:
        suspended = ready + int((10 + chance() * 110) * MINUTE)
        resumed = suspended + case.due - case.first_due
        life += ((suspended, Kind.SUSPENDED), (resumed, Kind.RESUMED))
        return resumed
    # Nothing after the month may move a deadline of it.
    until = min(case.first_due, END - 3 * HOUR)
    extended = _by_day(chance, ready + int((0.3 + chance() * 0.5) * (until - ready)), ready, until)
    life.append((extended, Kind.EXTENDED))
    return extended


def _closing(case: Case, chance: Callable[[], float], ready: int) -> int:
    """When the case is closed for good; 0 = never, as far as the month's data go."""
    cell, due = case.cell, case.due
    if cell is Cell.PAST_LATE:
        return due + SECOND + int(chance() * min(2 * DAY, START - 10 * MINUTE - due - SECOND))
    if cell is Cell.ON_TIME or cell is Cell.PAST or (cell is Cell.NEXT and chance() < 0.97):
        if case.turns & (Turn.FAILED | Turn.REOPENED):
            return ready + int((0.7 + chance() * 0.28) * (due - ready))
        return _by_day(chance, ready + int((0.12 + chance() ** 1.3 * 0.86) * (due - ready)), ready, due)
    if cell is Cell.LATE:
        latest = min(due + 9 * DAY, END - 10 * MINUTE)
        return _by_day(chance, due + SECOND + int(chance() ** 2 * (latest - due - SECOND)), due, latest)
    if cell is Cell.CARRIED_CLOSED:
        earliest = START + HOUR // 2
        return _by_day(chance, earliest + int(chance() ** 2 * (END - HOUR - earliest)), earliest, END - HOUR)
    if cell is Cell.NEXT:
        return _by_day(chance, due + int(chance() * 3 * DAY), max(due, END), due + 5 * DAY)
    if chance() < 0.35:
        return 0
    return _by_day(chance, END + 8 * HOUR + int(chance() ** 2 * 14 * DAY), END + HOUR, END + 20 * DAY)


def _by_day(chance: Callable[[], float], at: int, after: int, until: int) -> int:
    """The same moment; if that is at night, one in the next morning or the day before, where these bounds allow."""
    time = (at - START) % DAY
    if _NIGHT_UNTIL <= time < _NIGHT_FROM:
        return at
    midnight = at - time + (DAY if time >= _NIGHT_FROM else 0)
    morning = midnight + _NIGHT_UNTIL + int(chance() * 4 * HOUR)
    earliest = max(after + _ROOM, midnight - 11 * HOUR)
    latest = midnight - (DAY - _NIGHT_FROM)
    if earliest < latest and (morning > until or chance() < 0.6):
        return earliest + int(chance() * (latest - earliest))
    return morning if morning <= until else at


def _finish(case: Case, chance: Callable[[], float], ready: int, closed: int, life: Life) -> None:
    """Appends handling, feedback, verification and closing; of a case that stays open what has been done by then."""
    if case.turns & Turn.HANDLED:
        begun = max(ready, START)
        until = max(begun + MINUTE, END - HOUR)
        handled = min(_by_day(chance, begun + int((0.1 + chance() * 0.85) * (until - begun)), begun, until), until)
        life += ((handled, Kind.HANDLED), (handled + int((2 + chance() * 40) * MINUTE), Kind.REPORTED_BACK))
        if closed:
            life += ((closed - int((2 + chance() * 25) * MINUTE), Kind.VERIFIED), (closed, Kind.CLOSED))
        return
    if not closed:
        return
    span = closed - ready
    last = min(int(span * 0.6), int((12 + chance() * 75) * MINUTE))
    handled, reported = closed - last, closed - int(last * (0.55 + chance() * 0.25))
    verified = closed - int(last * (0.05 + chance() * 0.3))
    life += ((handled, Kind.HANDLED), (reported, Kind.REPORTED_BACK), (verified, Kind.VERIFIED), (closed, Kind.CLOSED))


def _fail(chance: Callable[[], float], ready: int, closed: int, life: Life) -> int:
    """A first handling that is verified as below standard; returns when the second can begin."""
    span = closed - ready
    handled = ready + int(span * (0.15 + chance() * 0.15))
    failed = handled + int(span * (0.1 + chance() * 0.1))
    life += ((handled, Kind.HANDLED), ((handled + failed) // 2, Kind.REPORTED_BACK), (failed, Kind.FAILED))
    return failed


def _reopen(chance: Callable[[], float], ready: int, closed: int, life: Life) -> int:
    """A first life to its closing, and the reopening; returns when the second can begin."""
    span = closed - ready
    steps = [ready + int(span * (part + chance() * 0.08)) for part in (0.1, 0.2, 0.3, 0.4, 0.55)]
    kinds = (Kind.HANDLED, Kind.REPORTED_BACK, Kind.VERIFIED, Kind.CLOSED, Kind.REOPENED)
    life += zip(steps, kinds, strict=True)
    return steps[-1]


def _note(case: Case, chance: Callable[[], float], closed: int, life: Life) -> None:
    """Appends what stages do not depend on: misses, reminders, supervision, answers to the citizen, corrections."""
    filed, turns = case.filed, case.turns
    if turns & Turn.MISSED:
        life.append((filed + int((1 + chance() * 40) * MINUTE), Kind.MISSED))
    if turns & Turn.FIRST_RESPONSE and not turns & Turn.RETURNED:
        life.append((filed + int((1 + chance() * 8) * MINUTE), Kind.FIRST_RESPONSE))
    if turns & Turn.AMENDED:
        life.append((filed + int((16 + chance() * 60) * MINUTE), Kind.AMENDED))
    if turns & Turn.RESPONDED:
        until = max(filed + 20 * MINUTE, min(filed + DAY, END - HOUR))
        answered = min(filed + int((0.3 + chance() ** 2 * 15) * HOUR), until)
        life.append((_by_day(chance, answered, filed, until), Kind.RESPONDED))
    if turns & _RATED:
        asked = _by_day(chance, closed + int((1 + chance() * 20) * HOUR), closed, closed + DAY)
        life.append((asked, Kind.SATISFIED if turns & Turn.SATISFIED else Kind.DISSATISFIED))
    if case.cell in _OVERDUE:
        _press(case, chance, closed, life)


_OVERDUE = (Cell.LATE, Cell.OPEN, Cell.CARRIED_CLOSED, Cell.CARRIED_OPEN)


def _press(case: Case, chance: Callable[[], float], closed: int, life: Life) -> None:
    """Reminders of a case that runs out of time (at 50, 80 and 100 % of its limit), and supervision of some."""
    span = case.due - case.filed
    for part, kind in ((0.5, Kind.REMINDED_1), (0.8, Kind.REMINDED_2), (1.0, Kind.REMINDED_3)):
        if chance() < 0.7:
            life.append((case.filed + int(span * part) + int(chance() * 5 * MINUTE), kind))
    if chance() < 0.3:
        supervised = case.due + int((1 + chance() * 10) * HOUR)
        life.append((min(supervised, closed - SECOND) if closed else supervised, Kind.SUPERVISED_OVERDUE))
    elif case.severity == "major" and chance() < 0.3:
        life.append((case.filed + int(span * 0.6), Kind.SUPERVISED_KEY if chance() < 0.7 else Kind.SUPERVISED_LEADER))
