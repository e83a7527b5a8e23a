"""Tells the city that a deadline has passed: one fact per task that is still open when its time is up.

It knows which of the tasks that are past due it has told of, not how they are found (a `DeadlineReader` does) nor what
follows from the fact. A fact's id, time and content depend on the task alone, so telling it again after a restart
changes nothing. City time may jump either way with a replay.
"""

import json
import time
from collections.abc import Callable
from typing import Protocol
from zoneinfo import ZoneInfo

from dashboard.domain.instants import render

SOURCE = "grid/scheduler"
LEVEL = 100
"""Percent of the limit that has run out."""
PAGE = 1_000
PAGES = 20
"""Pages per run: what is left over is told in the next one."""
SWEEP_S = 60.0
"""How often everything past due is looked at again: events that arrive late make deadlines that have long passed."""
_UTC = ZoneInfo("UTC")

Task = tuple[str, str, int]
"""(subject, limit, due ms): limit is "dispatch" or "close"."""
Append = Callable[[list[dict[str, str]]], object]
"""Puts entries (their fields) on the event streams."""


class DeadlineReader(Protocol):
    """What the watch asks of the store."""

    def passed(self, after_ms: int, now_ms: int, limit: int) -> list[Task]:
        """Tasks still open with after_ms < due ≤ now_ms, by due, at most `limit`. Those told of may be left out."""
        ...


class DeadlineWatch:
    """Call `run` about once a second; it is bounded, and what it could not finish it goes on with next time."""

    def __init__(self, reader: DeadlineReader, append: Append, now: Callable[[], int], page: int = PAGE) -> None:
        self._reader = reader
        self._append = append
        self._now = now
        self._least_page = self._page = page
        self._after = 0  # told of everything due until here, as far as it was known then
        self._seen_at = 0
        self._swept = time.monotonic()
        # Past-due tasks met in this sweep and in the last one: all that is worth remembering.
        self._told: set[Task] = set()
        self._told_before: set[Task] = set()

    def run(self) -> int:
        """Tells what has passed; returns the number of facts. Raises what the reader or the streams raise."""
        now = self._now()
        if now < self._seen_at:
            self._start_over()
        self._seen_at = now
        facts = 0
        for _ in range(PAGES):
            tasks = self._reader.passed(self._after, now, self._page)
            facts += self._tell(tasks)
            if len(tasks) < self._page:
                self._rest(now)
                break
            self._turn_page(tasks[-1][2])
        return facts

    def _tell(self, tasks: list[Task]) -> int:
        news = [task for task in tasks if task not in self._told and task not in self._told_before]
        if news:
            self._append([fact(*task) for task in news])
        self._told.update(tasks)
        return len(news)

    def _turn_page(self, last_due: int) -> None:
        """Goes on before the last moment seen, which the next page may continue; if it filled this page, by more."""
        if last_due - 1 > self._after:
            self._after, self._page = last_due - 1, self._least_page
        else:
            self._page *= 2

    def _rest(self, now: int) -> None:
        """All told until `now`; from time to time everything is looked at once more."""
        self._after, self._page = now, self._least_page
        if time.monotonic() - self._swept >= SWEEP_S:
            self._swept = time.monotonic()
            self._after = 0
            self._told, self._told_before = set(), self._told

    def _start_over(self) -> None:
        """City time went back: what passes now passes for the first time."""
        self._after, self._page = 0, self._least_page
        self._told, self._told_before = set(), set()


def fact(subject: str, limit: str, due_ms: int) -> dict[str, str]:
    """The entry of `case.deadline_passed`, dated at the deadline itself (contract §1)."""
    due = render(due_ms, _UTC)
    return {
        "specversion": "1.0",
        "id": f"deadline:{subject}:{limit}:{due_ms}:{LEVEL}",
        "source": SOURCE,
        "type": "case.deadline_passed",
        "subject": subject,
        "time": due,
        "datacontenttype": "application/json",
        "data": json.dumps({"limit": limit, "level": LEVEL, "due": due}),
    }
