"""Which open cases will be late within the hour: by how often their like was, with so little time left.

Pure. A *stand* is how a deadline stood at a moment: which limit, how far the work was, how much time was left of how
much. Past cases tell how often each stand ended late (`trials`); an open case has the chance of its stand, drawn
towards its area's own as far as the area has been seen. No weights are fitted: every chance is a fraction of
counted cases, and the fraction is the reason.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from dashboard.domain.case import Case
from dashboard.domain.instants import HOUR_MS, MINUTE_MS

HORIZON_MS: Final = HOUR_MS
LIKELY: Final = 0.5
"""From this chance on a case is called likely to be late."""

_LEFT: Final = tuple(minutes * MINUTE_MS for minutes in (1, 2, 3, 5, 8, 12, 16, 24, 32, 40, 50, 60))
"""Upper bounds of the classes of time left, ms."""
_SPAN: Final = tuple(hours * HOUR_MS for hours in (4, 12, 25, 49, 24 * 8))
"""Upper bounds of the classes of a limit's whole length, ms; what is longer is one more class."""
_MEMORY: Final = 12
"""How many cases of its own an area needs to count as much as the whole city: little data must not shout."""

Limit = Literal["dispatch", "close"]
Work = Literal["first", "again", "waiting", "dispatched", "handled"]
"""Of dispatching: the first task or one after a return. Of closing: not dispatched, at work, done on the spot."""


class Stand(NamedTuple):
    """How a deadline stood: `left` and `span` are numbers of classes, `area` the case's."""

    limit: Limit
    work: Work
    left: int
    span: int
    area: str

    @property
    def anywhere(self) -> Stand:
        """The same in whichever area."""
        return self._replace(area="")


class Ahead(NamedTuple):
    """A deadline that an open case has before it: when (ms), and how it stands."""

    due: int
    stand: Stand


class Trial(NamedTuple):
    """How a deadline of the past stood on the way to it, of which category its case was, and whether it was missed."""

    stand: Stand
    category: str
    late: bool


class Forecast(NamedTuple):
    """`chance` (0–1) of missing it; `late` of `seen` alike were late, of the area's own `own_late` of `own`."""

    chance: float
    late: int
    seen: int
    own_late: int
    own: int


def ahead(case: Case, now: int) -> Iterator[Ahead]:
    """The deadlines that the case, as it stands now, has within the horizon."""
    task = case.waiting_task
    if case.voided_at is not None or case.closed_at is not None or case.filed_at is None:
        return
    if task and now < task.due <= now + HORIZON_MS:
        yield Ahead(task.due, _stand_of_task(case, len(case.tasks) - 1, now))
    due = case.close_due
    if due is not None and case.suspended_at is None and now < due <= now + HORIZON_MS:
        yield Ahead(due, _stand_of_closing(case, due, now))


class Ended(NamedTuple):
    """A deadline of the past: `n` numbers dispatch tasks; `done` is when it was met, in time or not, if it was."""

    limit: Limit
    n: int
    opened: int
    due: int
    done: int | None

    @property
    def late(self) -> bool:
        """Was it missed?"""
        return self.done is None or self.done > self.due


def ended(case: Case, start: int, end: int) -> Iterator[Ended]:
    """The case's deadlines that lay within [start, end)."""
    if case.voided_at is not None or case.filed_at is None:
        return
    for n, task in enumerate(case.tasks):
        if start <= task.due < end and task.counts:
            yield Ended("dispatch", n, _opened(case, n), task.due, task.dispatched_at)
    due = case.close_due
    if due is not None and start <= due < end and case.suspended_at is None:
        yield Ended("close", 0, case.filed_at, due, case.closed_at)


def trials(case: Case, start: int, end: int) -> Iterator[Trial]:
    """The case's deadlines within [start, end), each once in every class of time left in which it was still open."""
    for one in ended(case, start, end):
        for at in _moments(one):
            of_task = one.limit == "dispatch"
            stand = _stand_of_task(case, one.n, at) if of_task else _stand_of_closing(case, one.due, at)
            yield Trial(stand, case.category, one.late)


class Odds:
    """What trials showed, counted."""

    def __init__(self, seen: Iterable[Trial]) -> None:
        self._counts: dict[Stand, list[int]] = defaultdict(lambda: [0, 0])
        for stand, _, late in seen:
            for key in (stand, stand.anywhere):
                self._counts[key][0] += late
                self._counts[key][1] += 1

    def forecast(self, stand: Stand) -> Forecast | None:
        """The chance of a deadline that stands so; None where nothing like it was seen."""
        late, seen = self._counts.get(stand.anywhere, (0, 0))
        if not seen:
            return None
        own_late, own = self._counts.get(stand, (0, 0))
        chance = (own_late + _MEMORY * late / seen) / (own + _MEMORY)
        return Forecast(chance, late, seen, own_late, own)


def _moments(one: Ended) -> Iterator[int]:
    """One moment in the middle of each class of time left in which the deadline was open."""
    lower = 0
    for upper in _LEFT:
        at = one.due - (lower + upper) // 2
        lower = upper
        if one.opened <= at and (one.done is None or one.done > at):
            yield at


def _opened(case: Case, n: int) -> int:
    """When the task began, at the earliest: a return follows the dispatch before it, its moment is not kept."""
    before = case.tasks[n - 1].dispatched_at if n else case.filed_at
    return before or 0


def _stand_of_task(case: Case, n: int, at: int) -> Stand:
    return Stand("dispatch", "again" if n else "first", bisect_left(_LEFT, case.tasks[n].due - at), 0, case.area)


def _stand_of_closing(case: Case, due: int, at: int) -> Stand:
    work: Work = "waiting"
    if case.handled_at is not None and case.handled_at <= at:
        work = "handled"
    elif any(task.dispatched_at is not None and task.dispatched_at <= at for task in case.tasks):
        work = "dispatched"
    span = bisect_left(_SPAN, due - (case.filed_at or 0))
    return Stand("close", work, bisect_left(_LEFT, due - at), span, case.area)
