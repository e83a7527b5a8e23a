"""When a limit that starts now has run out, by the city's working calendar.

Knows the units in which limits are written and the working hours of a working day; is told (by a function) which days
are working days and for which years that has been announced. Does not know the national holidays, the catalogue, or
what time it is.

The kinds of time (the house rule, after GB/T 30428): 分钟, 紧急工作时 and 天 always run; 工作时 runs 08–12 and 14–18
on working days; a 工作日 is eight such hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, cast, get_args
from zoneinfo import ZoneInfo

Unit = Literal["minute", "hour", "urgent_hour", "day", "workday"]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)

SHIFTS: Final = ((time(8), time(12)), (time(14), time(18)))
"""The working hours of a working day, local time."""

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 60 * _MINUTE_MS
_ALWAYS_MS: Final[dict[str, int]] = {"minute": _MINUTE_MS, "urgent_hour": _HOUR_MS, "day": 24 * _HOUR_MS}
_WORKING_MS: Final[dict[str, int]] = {"hour": _HOUR_MS, "workday": 8 * _HOUR_MS}

_LONGEST_REST_DAYS: Final = 60
"""A calendar without a working day for so long is broken; without this bound its deadlines would be sought for ever."""

Shift = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: `amount` of `unit`. Raises ValueError for an unknown unit or an amount below 1."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"a limit's unit is one of {', '.join(UNITS)}, not {self.unit!r}")
        if self.amount < 1:
            raise ValueError(f"a limit is at least 1 {self.unit}, not {self.amount}")

    @property
    def runs_always(self) -> bool:
        """Whether it runs day and night, holidays included."""
        return self.unit in _ALWAYS_MS


def limit(amount: str | int, unit: str) -> Limit:
    """The limit written as text in reference data. Raises ValueError as `Limit` does, or where no number stands."""
    return Limit(int(amount), cast("Unit", unit))


Measure = Callable[[int, int], int]


def _all_time(start_ms: int, end_ms: int) -> int:
    return end_ms - start_ms


class WorkCalendar:
    """Deadlines in one city's time zone. Immutable to its users; it remembers the shifts of the days asked for."""

    def __init__(
        self,
        timezone: str,
        is_workday: Callable[[date], bool],
        announced: Callable[[int], bool] = lambda _year: True,
    ) -> None:
        """`is_workday` answers for local days, `announced` for years; `timezone` is an IANA name."""
        self.timezone = timezone
        self._zone = ZoneInfo(timezone)
        self._is_workday = is_workday
        self._announced = announced
        self._shifts: dict[date, tuple[Shift, ...]] = {}

    def due(self, start_ms: int, limit: Limit) -> int:
        """The moment (ms UTC) by which a thing begun at `start_ms` is due.

        Working time that ends with a shift is due at that shift's end (12:00, 18:00), not at the next one's beginning.
        """
        always = _ALWAYS_MS.get(limit.unit)
        if always is not None:
            return start_ms + always * limit.amount
        return self._after_working_time(start_ms, _WORKING_MS[limit.unit] * limit.amount)

    def portion(self, unit: Unit, start_ms: int, due_ms: int, percent: int, pauses: Sequence[tuple[int, int]]) -> int:
        """When so many percent of the time from start to due have passed, in the unit's kind of time (ms UTC).

        Pauses, in order, within that time, do not count. Where no working time lies between, all time counts.
        """
        if unit in _WORKING_MS:
            remaining = self._counted(start_ms, due_ms, pauses, self.working_time) * percent // 100
            if remaining > 0:
                return self._after(start_ms, remaining, pauses, self.working_time, self._after_working_time)
        remaining = self._counted(start_ms, due_ms, pauses, _all_time) * percent // 100
        return self._after(start_ms, remaining, pauses, _all_time, lambda begin, span: begin + span)

    def working_time(self, start_ms: int, end_ms: int) -> int:
        """Milliseconds of working time in [start, end)."""
        found = 0
        for begins, ends in self._shifts_from(start_ms):
            if begins >= end_ms:
                break
            found += max(0, min(ends, end_ms) - max(begins, start_ms))
        return found

    @staticmethod
    def _counted(start: int, end: int, pauses: Sequence[tuple[int, int]], measure: Measure) -> int:
        return measure(start, end) - sum(measure(first, last) for first, last in pauses)

    @staticmethod
    def _after(start: int, remaining: int, pauses: Sequence[tuple[int, int]], measure: Measure, add: Measure) -> int:
        for first, last in pauses:
            before = measure(start, first)
            if before >= remaining:
                break
            remaining, start = remaining - before, last
        return add(start, remaining)

    def announced(self, year: int) -> bool:
        """Whether the year's holidays and make-up days are known; where not, weekdays stand in and a screen says so."""
        return self._announced(year)

    def is_workday(self, day: date) -> bool:
        """Whether the local `day` is a working day, make-up days included."""
        return bool(self._shifts_of(day))

    def _after_working_time(self, start_ms: int, remaining: int) -> int:
        for begins, ends in self._shifts_from(start_ms):
            first = max(begins, start_ms)
            if ends - first >= remaining:
                return first + remaining
            remaining -= max(0, ends - first)
        raise ValueError(
            f"the working calendar has no working day for {_LONGEST_REST_DAYS} days: check the reference data"
        )

    def _shifts_from(self, start_ms: int) -> Iterator[Shift]:
        day = datetime.fromtimestamp(start_ms / 1000, self._zone).date()
        resting = 0
        while resting < _LONGEST_REST_DAYS:
            shifts = self._shifts_of(day)
            resting = 0 if shifts else resting + 1
            yield from shifts
            day += timedelta(days=1)

    def _shifts_of(self, day: date) -> tuple[Shift, ...]:
        shifts = self._shifts.get(day)
        if shifts is None:
            shifts = tuple((self._at(day, a), self._at(day, b)) for a, b in SHIFTS) if self._is_workday(day) else ()
            self._shifts[day] = shifts
        return shifts

    def _at(self, day: date, moment: time) -> int:
        return round(datetime.combine(day, moment, self._zone).timestamp() * 1000)
