"""What the store's own past teaches the duty desk: units for undispatched cases, chances of being late, and how good
either is on days held out.

The newest weeks are read again every quarter of an hour; learning goes in small portions, so that the process that does
it keeps answering. It decides nothing itself: the counting is `dashboard.domain.suggest`, `forecast` and `held_out`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple, TypeVar

from dashboard.domain import forecast, held_out
from dashboard.domain.case import Case
from dashboard.domain.forecast import Ahead, Forecast, Odds, Trial
from dashboard.domain.held_out import Forecasts, Units
from dashboard.domain.instants import DAY_MS, MINUTE_MS
from dashboard.domain.reference import Reference
from dashboard.domain.suggest import Customs, Sent, Suggestion
from dashboard.store.duty_history import DutyHistory

SENT_DAYS = 30
HELD_DAYS = 2
MOST = 12_000
"""Cases that the chances are learnt from: some two days of the city; the newest sixth is held out to measure."""
AGAIN_MS = 15 * MINUTE_MS

T = TypeVar("T")
Run = Callable[[Callable[[], T]], T]


class Measured(NamedTuple):
    """How good the wits are on the newest part of the past, learnt without it."""

    units: Units
    forecasts: Mapping[str, Forecasts]


class Learnt(NamedTuple):
    """What was learnt at a moment (ms)."""

    at: int
    customs: Customs
    odds: Odds
    measured: Measured


class Wits:
    """Learns when asked and out of date. `run` calls a blocking function, off the web's loop where that matters."""

    def __init__(
        self, history: DutyHistory, reference: Callable[[], Reference], run: Run[object] = lambda call: call()
    ) -> None:
        self._history = history
        self._reference = reference
        self._run = run
        self._learnt: Learnt | None = None
        self._learning = False

    @property
    def measured_units(self) -> Units | None:
        """How good suggestions are; None before anything was learnt."""
        return self._learnt.measured.units if self._learnt else None

    @property
    def measured_forecasts(self) -> Mapping[str, Forecasts] | None:
        """How good forecasts are, by limit; None before anything was learnt."""
        return self._learnt.measured.forecasts if self._learnt else None

    def refresh(self, now_ms: int) -> None:
        """Learns anew if that is due, and nobody does so at this moment."""
        old = self._learnt
        if self._learning or (old is not None and 0 <= now_ms - old.at < AGAIN_MS):
            return
        self._learning = True
        try:
            self._learnt = self._learn(now_ms)
        finally:
            self._learning = False

    def unit(self, category: str, area: str, street: str) -> Suggestion | None:
        """The unit suggested for an undispatched case, if anything suggests one."""
        responsible = self._reference().catalogue.responsible(category, area)
        if self._learnt is None:
            return None if responsible is None else Suggestion(responsible, "table", 0, 0)
        return self._learnt.customs.suggest(category, area, street, responsible)

    def ahead(self, case: Case, now_ms: int) -> list[tuple[Ahead, Forecast]]:
        """The case's deadlines within the hour, with their chances of being missed."""
        if self._learnt is None:
            return []
        chances = ((one, self._learnt.odds.forecast(one.stand)) for one in forecast.ahead(case, now_ms))
        return [(one, found) for one, found in chances if found is not None]

    def _learn(self, now_ms: int) -> Learnt:
        held_from = now_ms - HELD_DAYS * DAY_MS
        names = {area.code: area.name_zh.partition("（")[0] for area in self._reference().areas}
        before = self._sent(now_ms - SENT_DAYS * DAY_MS, held_from)
        held = self._sent(held_from, now_ms)
        units = held_out.of_suggestions(Customs(before, names), before, held)
        past = list(self._portions(now_ms))
        newest, older = past[: len(past) // 6], past[len(past) // 6 :]
        kept, learnt = _trials(newest, now_ms), _trials(older, now_ms)
        forecasts = held_out.of_forecasts(Odds(learnt), held_out.usual(_outcomes(older, now_ms)), kept)
        customs = Customs(chain(before, held), names)
        return Learnt(now_ms, customs, Odds(chain(learnt, kept)), Measured(units, forecasts))

    def _sent(self, start_ms: int, end_ms: int) -> list[Sent]:
        return self._run(lambda: self._history.sent(start_ms, end_ms))  # type: ignore[return-value]

    def _portions(self, now_ms: int) -> Iterator[list[Case]]:
        portions = self._history.due_before(now_ms, MOST)
        while (portion := self._run(lambda: next(portions, None))) is not None:
            yield portion  # type: ignore[misc]


def _trials(portions: Iterable[list[Case]], now_ms: int) -> list[Trial]:
    return [trial for case in chain.from_iterable(portions) for trial in forecast.trials(case, 0, now_ms)]


def _outcomes(portions: Iterable[list[Case]], now_ms: int) -> Iterator[tuple[str, str, bool]]:
    for case in chain.from_iterable(portions):
        yield from ((one.limit, case.category, one.late) for one in forecast.ended(case, 0, now_ms))
