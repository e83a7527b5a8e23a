"""Statistics of whistles: who signed, made contact, turned up, solved in time; ratings; what recurs. PURE.

A step of a department counts once it is decided as of the moment asked: done, or its limit passed while it was still to
be done. A step that the end of the work overtook, and one of a whistle taken back before its limit passed, counts for
nobody. In time = done no later than its limit.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dashboard.domain.whistle import Summoned, Whistle
from dashboard.domain.whistle_kinds import STEPS, Step
from dashboard.domain.whistle_limits import Course, done_at

Courses = Callable[[Whistle], Sequence[Course]]
Places = Callable[[Whistle], Iterable[str]]
"""Names of what a whistle is about; two that share one are of one place."""

KEYS: Final = ("level", "area", "kind", "department")
"""By what they are grouped."""


@dataclass
class Count:
    """What is counted of some whistles. `steps`: step → [decided, in time]; `scores`: all ratings, 0-100."""

    blown: int = 0
    closed: int = 0
    withdrawn: int = 0
    repeats: int = 0
    steps: dict[Step, list[int]] = field(default_factory=lambda: {step: [0, 0] for step in STEPS})
    scores: list[float] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As JSON: rates from 0 to 1 and the mean rating unrounded, None where nothing counts."""
        steps: dict[str, Any] = {
            step: {"due": due, "on_time": good, "rate": good / due if due else None}
            for step, (due, good) in self.steps.items()
        }
        # fsum is exact, so the order of whistles never shows.
        mean = math.fsum(self.scores) / len(self.scores) if self.scores else None
        plain = {"blown": self.blown, "closed": self.closed, "withdrawn": self.withdrawn, "repeats": self.repeats}
        return {**plain, **steps, "rated": len(self.scores), "score": mean}


def count(
    whistles: Iterable[Whistle], courses: Courses, as_of: int, repeated: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """`total`, and by each of `KEYS` code → the same, of whistles as they stood at `as_of` (ms UTC).

    `repeated`: those of a place for which somebody had blown before (`recurring`). A department is counted for the
    whistles that call it, with its own steps and ratings.
    """
    total = Count()
    groups: Mapping[str, dict[str, Count]] = {key: defaultdict(Count) for key in KEYS}
    for one in whistles:
        if one.blown_at is None:
            continue
        limits, again = courses(one), one.subject in repeated
        whole = [total, *(groups[key][getattr(one, key) or ""] for key in ("level", "area", "kind"))]
        _add(whole, one, again)
        for name, called in one.departments.items():
            own = groups["department"][name]
            _add([own], one, again)
            _add_steps([own], one, called, limits, as_of)
            _add_steps(whole, one, called, [course for course in limits if course.step != "solve"], as_of)
            for each in (*whole, own):
                each.scores += [] if called.score is None else [called.score]
        _add_steps(whole, one, Summoned(), [course for course in limits if course.step == "solve"], as_of)
    by = {f"by_{key}": {code: found.told() for code, found in sorted(groups[key].items())} for key in KEYS}
    return {"total": total.told(), **by}


def recurring(whistles: Iterable[Whistle], places: Places) -> frozenset[str]:
    """Those of a place for which another had been blown before; of several at one instant the first by id is first."""
    seen: set[str] = set()
    found = set()
    for one in sorted(whistles, key=lambda one: (one.blown_at or 0, one.subject)):
        named = set(places(one))
        if not seen.isdisjoint(named):
            found.add(one.subject)
        seen |= named
    return frozenset(found)


def _add(counts: Iterable[Count], one: Whistle, again: bool) -> None:
    for each in counts:
        each.blown += 1
        each.closed += one.stage == "closed"
        each.withdrawn += one.stage == "withdrawn"
        each.repeats += again


def _add_steps(counts: Sequence[Count], one: Whistle, called: Summoned, limits: Iterable[Course], as_of: int) -> None:
    for step, good in _decided(one, called, limits, as_of):
        for each in counts:
            each.steps[step][0] += 1
            each.steps[step][1] += good


def _decided(one: Whistle, called: Summoned, limits: Iterable[Course], as_of: int) -> Iterator[tuple[Step, bool]]:
    """The steps of a department that are decided, and whether each was in time."""
    ends = [at for at in (one.handled_at, one.ended_at) if at is not None]
    for course in limits:
        done = done_at(one, called, course.step)
        if done is not None:
            yield course.step, done <= course.due
        elif course.due < min([as_of, *ends]):
            yield course.step, False
