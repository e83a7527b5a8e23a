"""Tells the city that so much of a limit has passed: facts of the clock at 50, 80 and 100 %, and who is reminded.

It knows how facts are told and that each is told once, not which there are: that follows from a case's events alone
(`dashboard.domain.spans`), and its row says when the next is due. So it keeps nothing: a restart, a jump of city time,
an hour's pause or a second watch tell the same facts with the same ids, and the log takes each once.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from dashboard.domain import spans, whistle_limits
from dashboard.domain.case import Case
from dashboard.domain.instants import DAY_MS, render
from dashboard.domain.spans import LEVELS, Passing
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_limits import Reminder, WhistleRules
from dashboard.store.watching import Watched

SOURCE: Final = "grid/scheduler"
MADE_UP_MS: Final = DAY_MS
"""Of finished work, facts of the last day are made up for after a pause; what history brings later is not told anew."""
PAGE: Final = 1_000
PAGES: Final = 20
"""Pages per run: what is left over is told in the next one."""
REPEAT_S: Final = 30.0
"""A fact that was put on the streams is not put there again for so long; by then it has been applied, or was lost."""
MOST_ID: Final = 256
_UTC: Final = ZoneInfo("UTC")

Entry = dict[str, str]
Append = Callable[[list[Entry]], object]
"""Puts entries (their fields) on the event streams."""
Remind = Callable[[Case, Passing], str | None]
"""Who is reminded when a limit of a case has passed so far; None: nobody."""


class WatchStore(Protocol):
    """What the watch asks of the store (`dashboard.store.watching.WatchReader`)."""

    def due(self, since_ms: int, now_ms: int, limit: int, after: tuple[int, str] = (0, "")) -> list[Watched]:
        """Open cases with a fact due by now, finished ones with one due since then, behind a place, in order."""
        ...

    def whistles_due(self, now_ms: int, limit: int) -> list[Watched]:
        """Whistles with a reminder due by now."""
        ...

    def next_due(self, now_ms: int) -> int | None:
        """When the next fact after now is due."""
        ...


class DeadlineWatch:
    """Call `run` when `wait_s` is over; it is bounded, and what it could not finish it goes on with next time."""

    def __init__(
        self,
        store: WatchStore,
        append: Append,
        now: Callable[[], int],
        rules: WhistleRules,
        remind: Remind = lambda _case, _passing: None,
        page: int = PAGE,
        complete_from: Callable[[], int] = lambda: 0,
    ) -> None:
        """`complete_from`: what lies before this moment is still being loaded, so nothing of it is told yet."""
        self._store = store
        self._append = append
        self._now = now
        self._rules = rules
        self._remind = remind
        self._page = page
        self._complete_from = complete_from
        self._under_way: dict[str, float] = {}
        self.now = 0

    def run(self) -> int:
        """Tells what has passed; returns the number of entries. Raises what the store or the streams raise."""
        self.now = now = self._now()
        self._forget()
        told = self._tell(self._of_whistles(now))
        place = (self._complete_from(), "")
        for _ in range(PAGES):
            watched = self._store.due(now - MADE_UP_MS, now, self._page, place)
            told += self._tell(found for one in watched for found in self._of_case(one.state, now))
            if len(watched) < self._page:
                break
            # Each of two indexes gave up to a page: the nearer of their ends is where both are known.
            place = watched[self._page - 1][:2]
        return told

    def next_due(self) -> int | None:
        """The city's moment at which the next fact is due, as of the last run."""
        return self._store.next_due(self.now)

    def _of_case(self, case: Any, now: int) -> Iterator[Entry]:
        over = case.closed_at is not None
        for passing in spans.untold(case):
            if passing.at <= now and not (over and passing.at <= now - MADE_UP_MS):
                yield fact(case.subject, passing)
                to = self._remind(case, passing)
                if to is not None:
                    yield reminder(case.subject, passing, to)

    def _of_whistles(self, now: int) -> Iterator[Entry]:
        for _, subject, whistle in self._store.whistles_due(now, self._page):
            assert isinstance(whistle, Whistle)
            for one in whistle_limits.untold(whistle, self._rules):
                if one.at <= now:
                    yield whistle_reminder(subject, one)

    def _tell(self, entries: Iterable[Entry]) -> int:
        news = [one for one in entries if one["id"] not in self._under_way]
        if news:
            self._append(news)
            self._under_way.update(dict.fromkeys((one["id"] for one in news), time.monotonic()))
        return len(news)

    def _forget(self) -> None:
        """Insertion is by time, so the oldest come first."""
        before = time.monotonic() - REPEAT_S
        for name in [name for name, at in self._under_way.items() if at < before]:
            del self._under_way[name]


def fact(subject: str, passing: Passing) -> Entry:
    """The entry of `case.deadline_passed`, dated at the moment itself (contract §1)."""
    at, limit, level, due = passing
    data = {"limit": limit, "level": level, "due": render(due, _UTC)}
    return entry("case.deadline_passed", subject, f"deadline:{subject}:{limit}:{due}:{level}", at, data)


def reminder(subject: str, passing: Passing, to: str) -> Entry:
    """The entry of `case.reminded` that goes with a fact."""
    at, limit, level, due = passing
    data = {"level": LEVELS.index(level) + 1, "to": to, "limit": limit}
    return entry("case.reminded", subject, f"reminder:{subject}:{limit}:{due}:{level}", at, data)


def whistle_reminder(subject: str, one: Reminder) -> Entry:
    """The entry of `whistle.reminded`: whistles have no type of their own for a limit that passes."""
    due = render(one.due, _UTC)
    level = LEVELS.index(one.level) + 1
    data = {"level": level, "limit": one.step, "percent": one.level, "due": due, "departments": list(one.departments)}
    name = f"whistle-deadline:{subject}:{one.step}:{one.due}:{one.level}"
    return entry("whistle.reminded", subject, name, one.at, data)


def entry(kind: str, subject: str, name: str, at: int, data: dict[str, Any]) -> Entry:
    """The entry of an event of the scheduler's; `name` makes its id."""
    return {
        "specversion": "1.0",
        "id": name if len(name) <= MOST_ID else hashlib.sha256(name.encode()).hexdigest(),
        "source": SOURCE,
        "type": kind,
        "subject": subject,
        "time": render(at, _UTC),
        "datacontenttype": "application/json",
        "data": json.dumps(data, ensure_ascii=False),
    }
