"""The month as a stream: events by day, made when their day is first asked for, in order of time.

Every moment of every life is packed into one integer (time, case, kind), so that a day is sorted by the machine and
rendered only when it is read. A case's moments are drawn when the day of its filing is reached; a later day needs all
filings before it, so the first question for a late day costs one pass over them, about ten microseconds a case, and
every further one a day's share.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from threading import Lock

from streams.month import whistles
from streams.month.cases import Case, Cell
from streams.month.chance import stream
from streams.month.kinds import BITS, Kind
from streams.month.lives import live
from streams.month.october import October
from streams.month.population import City
from streams.month.render import Entry, Renderer, Stamps
from streams.month.rhythm import DAY, DAYS, END, OCTOBER, OCTOBER_DAYS, START, day_of
from streams.month.whistle_table import Whistle

_TAIL_DAYS = 26
"""December days in which the last cases of November are closed."""
_CASE_BITS = 20
_CASE_MASK = (1 << _CASE_BITS) - 1
_TIME_SHIFT = _CASE_BITS + BITS
_KIND_MASK = (1 << BITS) - 1
_OF_OCTOBER = 1 << (_CASE_BITS - 1)
"""Case numbers from here on are October's own: day in the upper bits, place in the day in the lower."""
_PER_DAY_BITS = 14
_EVENTS_PER_CASE = 6.5


class Month:
    """November 2024 in events, all times in ms UTC. Safe to read from several threads.

    [`start_ms`, `end_ms`) is the month itself, of which the published figures are. Events reach further, within
    [`first_ms`, `last_ms`): October's cases before it and, after it, the closing of what November left open.
    """

    start_ms = START
    end_ms = END
    first_ms = OCTOBER
    last_ms = END + _TAIL_DAYS * DAY

    def __init__(self, city: City, cases: Sequence[Case], october: October | None) -> None:
        self._city = city
        self._stamp = Stamps(-OCTOBER_DAYS - 1, OCTOBER_DAYS + DAYS + _TAIL_DAYS + 9)
        self._renderer = Renderer(city, self._stamp)
        self._cases = cases
        self._october = october
        self._by_day: dict[int, list[Case]] = defaultdict(list)
        for index, case in enumerate(cases):
            case.index = index
            self._by_day[day_of(case.filed)].append(case)
        self._days = [array("q") for _ in range((self.last_ms - self.first_ms) // DAY)]
        self._unsorted = set(range(len(self._days)))
        self._lived = self._october_lived = -OCTOBER_DAYS
        self._october_cases: list[list[Case]] = []
        self._whistles: list[Entry] = []
        self._lock = Lock()

    def events(self, from_ms: int | None = None, to_ms: int | None = None) -> Iterator[Entry]:
        """The events of [from_ms, to_ms) in order of time; without bounds all of them."""
        begin = max(self.first_ms, self.first_ms if from_ms is None else from_ms)
        end = min(self.last_ms, self.last_ms if to_ms is None else to_ms)
        render, cases, october = self._renderer.entry, self._cases, self._october_cases
        for day in range(day_of(begin), day_of(end - 1) + 1):
            keys = self._keys(day)
            first = bisect_left(keys, (begin - OCTOBER) << _TIME_SHIFT)
            for key in keys[first : bisect_left(keys, (end - OCTOBER) << _TIME_SHIFT)]:
                number, kind = key >> BITS & _CASE_MASK, key & _KIND_MASK
                if kind == Kind.WHISTLE:
                    yield self._whistles[number]
                elif number < _OF_OCTOBER:
                    yield render((key >> _TIME_SHIFT) + OCTOBER, cases[number], kind)
                else:
                    case = october[number >> _PER_DAY_BITS & 31][number & (1 << _PER_DAY_BITS) - 1]
                    yield render((key >> _TIME_SHIFT) + OCTOBER, case, kind)

    def total(self, from_ms: int | None = None, to_ms: int | None = None) -> int:
        """About how many events lie in [from_ms, to_ms), by the cases filed then: an estimate, to show progress."""
        begin = max(self.first_ms, self.first_ms if from_ms is None else from_ms)
        end = min(self.last_ms, self.last_ms if to_ms is None else to_ms)
        estimate = 0.0
        for day in range(day_of(begin), day_of(end - 1) + 1):
            midnight = START + day * DAY
            share = (min(end, midnight + DAY) - max(begin, midnight)) / DAY
            count = len(self._by_day.get(day, ()))
            if self._october and day < 0:
                count += self._october.count(day)
            estimate += share * count * _EVENTS_PER_CASE
        return round(estimate)

    def _keys(self, day: int) -> array[int]:
        """The day's moments, packed and sorted."""
        at = day + OCTOBER_DAYS
        with self._lock:
            self._live_until(day)
            if at in self._unsorted:
                self._days[at] = array("q", sorted(self._days[at]))
                self._unsorted.discard(at)
            return self._days[at]

    def _live_until(self, day: int) -> None:
        while self._lived <= min(day, DAYS - 1):
            self._live(self._lived)
            self._lived += 1
        if self._october and day < 0:  # nothing of it reaches into November
            while self._october_lived <= day:
                self._live_october(self._october, self._october_lived)
                self._october_lived += 1

    def _live(self, day: int) -> None:
        """Draws the lives of November's cases filed on this day, and of the whistles blown on it."""
        cases = sorted(self._by_day[day], key=lambda case: case.filed)
        self._name(cases, day, 0)
        rng = stream(self._city.seed, "lives", day)
        for case in cases:
            self._pack(live(case, rng), case.index)
        for whistle in whistles.november():
            if whistle.day == day:
                self._blow(whistle, [c for d in whistles.days_before(whistle) for c in self._by_day[d]])

    def _live_october(self, october: October, day: int) -> None:
        cases = sorted(october.cases(day), key=lambda case: case.filed)
        self._name(cases, day, len(self._by_day[day]))
        self._october_cases.append(cases)
        rng = stream(self._city.seed, "lives of october", day)
        base = _OF_OCTOBER | (day + OCTOBER_DAYS) << _PER_DAY_BITS
        for place, case in enumerate(cases):
            self._pack(live(case, rng), base + place)
        for whistle in whistles.october():
            if whistle.day == day:
                self._blow(whistle, [c for d in self._october_cases[-6:] for c in d])

    def _name(self, cases: Sequence[Case], day: int, already: int) -> None:
        date = self._stamp(START + day * DAY)[2:10].replace(b"-", b"")
        for number, case in enumerate(cases, already + 1):
            case.subject = (b"ZC%b%05d" if case.cell is Cell.SELF_HANDLED else b"KM%b%05d") % (date, number)

    def _pack(self, moments: list[tuple[int, int]], number: int) -> None:
        days, low = self._days, number << BITS
        for at, kind in moments:
            since = at - OCTOBER
            days[since // DAY].append(since << _TIME_SHIFT | low | kind)

    def _blow(self, whistle: Whistle, cases: Sequence[Case]) -> None:
        for entry in whistles.entries(whistle, whistles.covered(whistle, cases), self._stamp):
            self._pack([(entry.at, Kind.WHISTLE)], len(self._whistles))
            self._whistles.append(entry)
