"""Keeps the alerts: what the log has new, and what time does, become `alert.*` events on the streams.

It reads the log behind the place it has reached, judges the cases that moved (`dashboard.domain.alert_judge`), lets the
board decide (`dashboard.domain.alert_groups`), and appends what was decided together with the place, in one transaction
and only as the leader. It goes on only when the projector has applied what it appended before: so every decision stands
on what the log says, and none is taken twice, wherever it was killed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

import redis

from dashboard.domain.alert import Alert
from dashboard.domain.alert_groups import Board, Draft
from dashboard.domain.alert_judge import CASE_RULES, WHISTLE_RULES, judge_case, judge_whistle
from dashboard.domain.alert_rules import RuleBook, Values
from dashboard.domain.case import Case
from dashboard.domain.instants import DAY_MS, parse
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_limits import WhistleRules
from dashboard.store.watching import Logged
from streams.deadline_watch import Entry, entry
from streams.keys import ALERTS_AT
from streams.unapplied import Unapplied

PAGE: Final = 5_000
"""Lines of the log that one run looks at."""
WAIT_S: Final = 0.03
"""The projector applies what comes within some milliseconds: so soon it is looked again."""
PATIENCE: Final = 30
"""So often it looks soon again; a projector that takes longer is asked once a turn."""
SWEEP_PAGE: Final = 1_000
SWEEP_EVERY_S: Final = 60.0
_SEQ: Final = "seq"

Rules = Mapping[str, Values]


class AlertStore(Protocol):
    """What it asks of the store (`dashboard.store.watching.WatchReader` and its neighbours)."""

    def last_seq(self) -> int:
        """The number of the log's newest line."""
        ...

    def tail(self, after: int, limit: int) -> list[Logged]:
        """The log's lines behind a number."""
        ...

    def states(self, subjects: list[str]) -> dict[str, Case]:
        """The folded cases among these."""
        ...

    def whistles(self, subjects: list[str] | None = None) -> dict[str, Whistle]:
        """The folded whistles among these; None: all that are not over."""
        ...

    def alerts(self, subjects: list[str] | None = None) -> list[Alert]:
        """The folded alerts among these; None: all that are live."""
        ...

    def late(self, limit: str, before: int, after: tuple[int, str], most: int) -> list[tuple[int, str, Case]]:
        """(due, id, case) of what is late with a limit at a moment, behind a place, in order."""
        ...


AppendNoted = Callable[[Sequence[Mapping[str, str]], Mapping[str, Mapping[str, str]]], Mapping[str, str]]
"""Appends entries and sets fields of hashes in one transaction; stream → last entry. Raises `NotLeading`."""
LookUp = Callable[[Board, int, Rules], None]
"""Tells the board the causes that no single event tells."""


class AlertWatch:
    """Call `run` about once a second, and at once when facts have been told. Not for several threads."""

    def __init__(
        self,
        client: redis.Redis,
        store: AlertStore,
        append: AppendNoted,
        now: Callable[[], int],
        rules: WhistleRules,
        book: Callable[[], RuleBook],
        unapplied: tuple[Unapplied, Unapplied],
        *look_ups: LookUp,
    ) -> None:
        """`unapplied`: what it said itself, for which it waits; and the facts that another tells, after which it looks
        again soon.
        """
        self._client = client
        self._store = store
        self._append = append
        self._now = now
        self._rules = rules
        self._book = book
        self._look_ups = look_ups
        self._begun = False
        self._waited = 0
        self._board: Board | None = None
        self._seq = 0
        self._noted: int | None = None
        self._unapplied, self._told = unapplied
        self._spoken_of: set[str] = set()
        self._sweeping: Iterator[None] | None = None
        self._swept = float("-inf")

    def run(self) -> float | None:
        """Looks at what is new and at the clock; in how many seconds it wants to look again, None = at its next turn.

        Raises what the store and Redis raise.
        """
        if not self._begun:
            self._unapplied.add_everything()
            self._begun = True
        if not self._unapplied.is_over():
            return self._soon()
        now = self._now()
        rules = self._book().at(now)
        board = self._board = self._board or self._begin()
        tail = self._store.tail(self._seq, PAGE)
        self._know_alerts(board, tail)
        self._look_at(board, tail, now, rules)
        for look_up in self._look_ups:
            look_up(board, now, rules)
        self._sweep(board, now, rules)
        drafts = board.decide(now, rules)
        seq = tail[-1].seq if tail else self._seq
        if drafts or seq != self._noted:
            try:
                self._say(drafts, seq)
            except BaseException:
                self.forget()
                raise
            self._seq = self._noted = seq
            self._spoken_of = {draft.subject for draft in drafts}
        if len(tail) == PAGE:
            return 0.0
        if drafts or not self._told.is_over():
            return self._soon()
        self._waited = 0
        return None

    def _soon(self) -> float | None:
        """What waits for the projector looks again soon, but not for ever so."""
        self._waited += 1
        return WAIT_S if self._waited < PATIENCE else None

    def _say(self, drafts: Sequence[Draft], seq: int) -> None:
        """Appends what was decided, and notes with it how far the log was read."""
        entries = [_entry_of(draft) for draft in drafts]
        self._unapplied.add(self._append(entries, {ALERTS_AT: {_SEQ: str(seq)}}))

    def forget(self) -> None:
        """Begins anew from the log: somebody else may have led meanwhile, or it is not known what was appended."""
        self._begun, self._board = False, None

    def _begin(self) -> Board:
        """From the place where the last leader stopped; without one, from the log's end, and a sweep finds the rest."""
        kept: Any = self._client.hget(ALERTS_AT, _SEQ)
        newest = self._store.last_seq()
        self._noted = None if kept is None else int(kept)
        self._seq = newest if self._noted is None else min(self._noted, newest)
        self._sweeping, self._swept = None, float("-inf")
        self._spoken_of = set()
        return Board(self._store.alerts())

    def _know_alerts(self, board: Board, tail: Sequence[Logged]) -> None:
        """What was said of alerts, here or by others, as the store now has it."""
        moved = {line.subject for line in tail if line.type.startswith("alert.")} | self._spoken_of
        for alert in self._store.alerts(sorted(moved)) if moved else ():
            board.know(alert)
        self._spoken_of = set()

    def _look_at(self, board: Board, tail: Sequence[Logged], now: int, rules: Rules) -> None:
        """The cases and whistles that moved; of what history brings, only what an alert stands on."""
        held = {member for rule in CASE_RULES for _, member in board.held(rule)}
        moved = {
            line.subject
            for line in tail
            if line.type.startswith("case.") and (line.at > now - DAY_MS or line.data or line.subject in held)
        }
        states = self._store.states(sorted(moved)) if moved else {}
        for case in states.values():
            self._place(board, case, rules)
        for line in tail:
            if line.data and line.subject in states:
                self._passed(board, states[line.subject], json.loads(line.data), rules)
        blown = sorted({line.subject for line in tail if line.type.startswith("whistle.")})
        for whistle in self._store.whistles(blown).values() if blown else ():
            self._place_whistle(board, whistle, now, rules)

    def _place(self, board: Board, case: Case, rules: Rules) -> None:
        for verdict in judge_case(case, rules):
            if verdict.since is None:
                board.remove(verdict.rule, "", case.subject)
            else:
                board.place(verdict.rule, verdict.unit, case.subject, verdict.since, verdict.reason)

    @staticmethod
    def _passed(board: Board, case: Case, fact: Mapping[str, Any], rules: Rules) -> None:
        """A deadline that passed counts, also where the work was done before anybody looked."""
        if fact["level"] != 100 or not case.begun or case.voided_at is not None:
            return
        close = "hazard_overdue" if case.case_class == "hazard" else "close_overdue"
        rule, unit = {"dispatch": ("dispatch_overdue", case.area), "close": (close, case.unit or case.area)}.get(
            fact["limit"], ("", "")
        )
        due = parse(fact["due"])
        fires = any(v.rule == rule and v.since == due for v in judge_case(case, rules))
        if rule and rules[rule]["enabled"] and not fires:
            reason = "waiting_late" if rule == "dispatch_overdue" else "open_late"
            board.passed(rule, unit, case.subject, due, reason)

    def _place_whistle(self, board: Board, whistle: Whistle, now: int, rules: Rules) -> None:
        courses = self._rules.whistle_courses(whistle.kind or "", whistle.blown_at or 0)
        firing = {}
        for verdict in judge_whistle(whistle, courses, now, rules):
            if verdict.since is not None:
                firing[verdict.rule, verdict.unit] = verdict.since
                board.place(verdict.rule, verdict.unit, whistle.subject, verdict.since, verdict.reason)
        for rule in WHISTLE_RULES:
            for unit, member in board.held(rule):
                if member == whistle.subject and (rule, unit) not in firing:
                    board.remove(rule, unit, member)

    def _sweep(self, board: Board, now: int, rules: Rules) -> None:
        """A page of what is late, or is said to be: finds what nothing in the log's tail has told."""
        if self._sweeping is None and time.monotonic() - self._swept >= SWEEP_EVERY_S:
            self._sweeping = self._pages(board, now, rules)
        if self._sweeping is not None and next(self._sweeping, self) is self:
            self._sweeping, self._swept = None, time.monotonic()

    def _pages(self, board: Board, now: int, rules: Rules) -> Iterator[None]:
        held = sorted({member for rule in CASE_RULES for _, member in board.held(rule)})
        for first in range(0, len(held), SWEEP_PAGE):
            for case in self._store.states(held[first : first + SWEEP_PAGE]).values():
                self._place(board, case, rules)
            yield
        for whistle in self._store.whistles().values():
            self._place_whistle(board, whistle, now, rules)
        for limit in ("dispatch", "close"):
            after = (0, "")
            while page := self._store.late(limit, now, after, SWEEP_PAGE):
                for _, _, case in page:
                    self._place(board, case, rules)
                after = page[-1][:2]
                yield


def _entry_of(draft: Draft) -> Entry:
    return entry(draft.type, draft.subject, draft.id, draft.at, draft.data)
