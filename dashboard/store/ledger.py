"""Applies a batch of events in one transaction: log, fold, rows, marks, tallies, dead letters, cursors, commit.

Gather, decide, apply: states are loaded, the pure fold decides, what changed is written. The effect is exactly once,
because the cursors move in the same transaction and the log refuses what stands there (docs/decisions).
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.domain import case
from dashboard.domain.case import BEGINNINGS, Case
from dashboard.domain.cuts import Move
from dashboard.domain.cuts import moves as cut_moves
from dashboard.domain.events import Event
from dashboard.domain.facts import Facts, Mark, facts, marks
from dashboard.domain.measures import changes
from dashboard.domain.rules import FoldRules
from dashboard.store import alerts, cases, cursors, cuts, deadletters, feeds, log, tallies, whistles
from dashboard.store.deadletters import DeadLetter, Origin
from dashboard.store.engine import WRITING

KEEP_CASES = 40_000
"""Folded cases kept in memory; others are loaded when an event of theirs comes."""


class Batch(NamedTuple):
    """What was read: events with where they came from, letters, and the cursors before and after."""

    events: Sequence[tuple[Event, Origin]]
    letters: Sequence[DeadLetter]
    before: Mapping[str, str]
    after: Mapping[str, str]


class Applied(NamedTuple):
    """What became of a batch: cases with the event that moved each last, those new among them, the counts, and which
    kinds of things (`cases`, `whistles`, `alerts`) moved.
    """

    changed: list[tuple[Case, Event, Origin]]
    begun: list[Case]
    applied: int
    repeated: int
    dead: int
    kinds: frozenset[str] = frozenset()


class _Known(NamedTuple):
    case: Case
    facts: Facts
    marks: list[Mark]


class Ledger:
    """The one writer of the case tables (of its shards). Not for several threads."""

    def __init__(self, engine: sa.Engine, rules: FoldRules) -> None:
        self._engine = engine.execution_options(**WRITING)
        self._rules = rules
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._waiting = 1  # whoever was here before may have left some

    def apply(self, batch: Batch) -> Applied:
        """Applies a batch, or nothing of it: on any error the transaction is undone and memory forgotten."""
        try:
            with self._engine.begin() as connection:
                return self._apply(connection, batch)
        except BaseException:
            self.forget()
            self._waiting += 1  # nothing was rolled up either
            raise

    def forget(self, subjects: Iterable[str] | None = None) -> None:
        """Drops these cases (or all) from memory; the store still has them."""
        if subjects is None:
            self._known.clear()
        for subject in subjects or ():
            self._known.pop(subject, None)

    def _apply(self, connection: sa.Connection, batch: Batch) -> Applied:
        outcome = log.append(connection, batch.events)
        by_kind = _by_subject(outcome.new)
        moved = self._fold_cases(connection, by_kind["case"])
        delta, moves = self._counted(moved)
        cases.save(connection, moved)
        for subject in by_kind["whistle"]:
            whistles.fold(connection, subject, self._rules)
        if by_kind["alert"]:
            alerts.apply(connection, by_kind["alert"])
        tallies.add(connection, delta)
        self._keep(connection, moves)
        reused = [
            origin.letter("id_reused", f"{event.id} of {event.source} is another event")
            for event, origin in outcome.reused
        ]
        letters = [*batch.letters, *reused]
        deadletters.add(connection, letters)
        feeds.count(connection, "applied", (origin.feed for _, origin in outcome.new))
        feeds.count(connection, "repeated", (origin.feed for _, origin in outcome.repeated))
        feeds.count(connection, "dead", (letter.feed for letter in letters))
        cursors.move(connection, batch.before, batch.after)
        begun = [change.case for change in moved if change.old_facts is None and change.case.begun]
        newest = {event.subject: (event, origin) for event, origin in outcome.new}
        changed = [(change.case, *newest[change.case.subject]) for change in moved]
        kinds = frozenset(f"{kind}s" for kind, moved_ones in by_kind.items() if moved_ones)
        return Applied(changed, begun, len(outcome.new), len(outcome.repeated), len(letters), kinds)

    def _counted(self, moved: Iterable[cases.Change]) -> tuple[tallies.Delta, list[Move]]:
        """What the changes add to the tallies, and to the cuts."""
        delta: tallies.Delta = Counter()
        moves: list[Move] = []
        for change in moved:
            counts = (change.old_facts, change.old_marks, change.facts, change.marks)
            added = list(changes(*counts))
            if added:
                tallies.collect(delta, added)
            moves += cut_moves(*counts, added)
        return delta, moves

    def _keep(self, connection: sa.Connection, moves: list[Move]) -> None:
        """Moves wait for a moment of rest (`rest`), but not for ever."""
        cuts.note(connection, moves)
        self._waiting += len(moves)
        if self._waiting > cuts.WAITING:
            cuts.roll_up(connection)
            self._waiting = 0

    def rest(self) -> None:
        """Rolls up what waits, if anything does; for a moment at which nothing else is to be done."""
        if self._waiting:
            with self._engine.begin() as connection:
                cuts.roll_up(connection)
            self._waiting = 0

    def _fold_cases(self, connection: sa.Connection, by_subject: dict[str, list[Event]]) -> list[cases.Change]:
        self._remember(connection, by_subject)
        anew = [subject for subject, events in by_subject.items() if self._must_refold(subject, events)]
        logged = log.events_of(connection, anew, "case.") if anew else {}
        moved = []
        for subject, events in by_subject.items():
            known = self._known.get(subject)
            if known is None or subject in logged:
                folded = case.fold(subject, logged.get(subject, events), self._rules)
            else:
                folded = known.case
                for event in sorted(events, key=_KEY) if len(events) > 1 else events:
                    case.apply(folded, event, self._rules)
            now = _Known(folded, facts(folded), marks(folded))
            moved.append(cases.Change(*now, known.facts if known else None, known.marks if known else []))
            self._known[subject] = now
            self._known.move_to_end(subject)
        while len(self._known) > KEEP_CASES:
            self._known.popitem(last=False)
        return moved

    def _remember(self, connection: sa.Connection, by_subject: dict[str, list[Event]]) -> None:
        unknown = [subject for subject in by_subject if subject not in self._known]
        if unknown:
            for subject, stored in cases.load(connection, unknown).items():
                self._known[subject] = _Known(stored, facts(stored), marks(stored))

    def _must_refold(self, subject: str, events: list[Event]) -> bool:
        """Whether the stored state cannot simply go on: an event is late, or the acceptance comes after others."""
        known = self._known.get(subject)
        if known is None or known.case.last is None:
            return False
        last = known.case.last
        if any(event[:4] < last for event in events):
            return True
        return not known.case.begun and any(event.type in BEGINNINGS for event in events)


def _KEY(event: Event) -> tuple[int, int, str, str]:  # noqa: N802 – a constant in spirit: the order of a fold
    return event[:4]


def _by_subject(new: Sequence[tuple[Event, Origin]]) -> dict[str, dict[str, list[Event]]]:
    kinds: dict[str, dict[str, list[Event]]] = {"case": {}, "whistle": {}, "alert": {}}
    of_cases = kinds["case"]
    for event, _ in new:
        of_kind = of_cases if event.type.startswith("case.") else kinds[event.type.partition(".")[0]]
        of_kind.setdefault(event.subject, []).append(event)
    return kinds
