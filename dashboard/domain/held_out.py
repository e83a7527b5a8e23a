"""How good the desk's wits are, on days that they did not learn from, against the naive answer to the same question.

Pure. Naive for a unit: always the commonest one. Naive for a deadline: late if its category is usually late. What does
not beat that has no place on a desk, and a screen that shows a guess shows these numbers with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dashboard.domain.forecast import LIKELY, Odds, Trial
from dashboard.domain.suggest import Customs, Sent


class Units(NamedTuple):
    """Of `total` dispatches so many went to the suggested unit; and to the one that is commonest of all."""

    total: int
    right: int
    naive: int

    @property
    def accuracy(self) -> float | None:
        """Share of right suggestions; None where there was nothing to suggest."""
        return self.right / self.total if self.total else None

    @property
    def naive_accuracy(self) -> float | None:
        """The same of the naive answer."""
        return self.naive / self.total if self.total else None


class Calls(NamedTuple):
    """Answers to "will it be late?": called late and was, called late and was not, was late and not called, in all."""

    hits: int
    false_alarms: int
    unseen: int
    total: int

    @property
    def precision(self) -> float | None:
        """Of those called late, the share that was; None where none was called."""
        called = self.hits + self.false_alarms
        return self.hits / called if called else None

    @property
    def recall(self) -> float | None:
        """Of those that were late, the share that was called; None where none was late."""
        late = self.hits + self.unseen
        return self.hits / late if late else None

    @property
    def accuracy(self) -> float | None:
        """Share of right answers."""
        return 1 - (self.false_alarms + self.unseen) / self.total if self.total else None


class Forecasts(NamedTuple):
    """The model's calls and the naive ones, on the same deadlines."""

    model: Calls
    naive: Calls


def of_suggestions(customs: Customs, learnt: Iterable[Sent], held: Iterable[Sent]) -> Units:
    """Suggestions of `customs` (made from `learnt`) for what was really sent on the held-out days."""
    counts: Counter[str] = Counter()
    for one in learnt:
        counts[one.unit] += one.n
    commonest = max(sorted(counts), key=lambda unit: counts[unit], default="")
    total = right = naive = 0
    for one in held:
        found = customs.suggest(one.category, one.area, one.street, None)
        total += one.n
        right += one.n * (found is not None and found.unit == one.unit)
        naive += one.n * (one.unit == commonest)
    return Units(total, right, naive)


def usual(outcomes: Iterable[tuple[str, str, bool]]) -> dict[tuple[str, str], bool]:
    """Of deadlines given as (limit, category, late): (limit, category) → were more than half of them missed?"""
    late, seen = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for limit, category, missed in outcomes:
        late[limit, category] += missed
        seen[limit, category] += 1
    return {key: late[key] > count / 2 for key, count in seen.items()}


def of_forecasts(odds: Odds, usually: Mapping[tuple[str, str], bool], held: Iterable[Trial]) -> dict[str, Forecasts]:
    """By limit, the calls of `odds` on held-out trials, and those of "late if the category is usually late"."""
    model: dict[str, Counter[str]] = {}
    naive: dict[str, Counter[str]] = {}
    for trial in held:
        limit = trial.stand.limit
        found = odds.forecast(trial.stand)
        called = found is not None and found.chance >= LIKELY
        model.setdefault(limit, Counter())[outcome(called, trial.late)] += 1
        naive.setdefault(limit, Counter())[outcome(usually.get((limit, trial.category), False), trial.late)] += 1
    return {limit: Forecasts(calls(model[limit]), calls(naive[limit])) for limit in sorted(model)}


def outcome(called: bool, late: bool) -> str:
    """What one answer was: a `hit`, a `false` alarm, `unseen`, or rightly `quiet`."""
    if called:
        return "hit" if late else "false"
    return "unseen" if late else "quiet"


def calls(counts: Counter[str]) -> Calls:
    """Answers counted by `outcome`."""
    return Calls(counts["hit"], counts["false"], counts["unseen"], counts.total())
