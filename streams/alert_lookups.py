"""Causes of alerts that no single event tells: looked up about once a minute of the city, and told to the board.

Long-open cases, major misses, hot places, districts' on-time rates, silent feeds, dead letters, a projector that lags.
What counts as one is decided by `dashboard.domain.alert_judge`; here it is fetched.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from dashboard.domain import alert_judge as judge
from dashboard.domain.alert_groups import Board
from dashboard.domain.alert_rules import Values
from dashboard.domain.figures import FigureQuery, Figures
from dashboard.domain.hotspots import Found
from dashboard.domain.instants import DAY_MS, MINUTE_MS, local, midnight

EVERY_MS: Final = MINUTE_MS
LEAST_S: Final = 5.0
"""However fast the city's time runs, this much of the machine's lies between two looks."""
GROWTH_S: Final = 600.0
OWN: Final = frozenset({"grid/scheduler", "grid/desk"})
"""Producers that are ours: their silence is no broken feed."""

Rules = Mapping[str, Values]
Causes = dict[tuple[str, str], int]


class CauseStore(Protocol):
    """What is asked of the store (`dashboard.store.causes.CauseReader`)."""

    def open_filed_before(self, moment: int) -> list[tuple[str, str, int]]:
        """(case, unit, filed) of open cases filed before a moment."""
        ...

    def major_misses(self, since: int, now: int) -> list[tuple[str, str, int]]:
        """(case, area, at)."""
        ...

    def heard(self, after: int | None, since: int) -> tuple[list[tuple[str, int, int]], int]:
        """Whom the log has new lines of (`streams.hearing`)."""
        ...

    def dead_letters(self) -> int:
        """How many so far."""
        ...


@dataclass(frozen=True)
class Asked:
    """Whom the looks ask. `lags`: projector → how many ms it is behind; `hotspots`: those that were found last;
    `heard`: producer → (its newest event, in how many hours it was heard) in the day before a moment;
    `letters`: (seconds, count) of ten minutes.
    """

    store: CauseStore
    figures: Callable[[FigureQuery], Figures]
    lags: Callable[[], Mapping[str, int]]
    hotspots: Callable[[], Found | None]
    heard: Callable[[int], Mapping[str, tuple[int, int]]]
    zone: ZoneInfo
    letters: deque[tuple[float, int]] = field(default_factory=deque)


class LookUps:
    """Call it with the board at every run; it looks when a minute of the city is over. Not for several threads."""

    def __init__(self, asked: Asked, least_s: float = LEAST_S) -> None:
        self._asked = asked
        self._least_s = least_s
        self._looked_city = 0
        self._looked_real = float("-inf")

    def __call__(self, board: Board, now: int, rules: Rules) -> None:
        """Tells the board what is a cause now, if it is time."""
        passed = now - self._looked_city
        if 0 <= passed < EVERY_MS or time.monotonic() - self._looked_real < self._least_s:
            return
        self._looked_city, self._looked_real = now, time.monotonic()
        for name, look in _LOOKS.items():
            values = rules[name]
            seen = look(self._asked, board, now, values) if values["enabled"] else ({}, "", {})
            if seen is not None:
                board.replace(name, *seen)


_Found = tuple[Causes, str, dict[str, str]]


def _open_long(asked: Asked, board: Board, now: int, values: Values) -> _Found:
    found = asked.store.open_filed_before(judge.open_long_before(now, values))
    later = values["days"] * DAY_MS
    return {(unit, case): filed + later for case, unit, filed in found}, "open_for_long", {}


def _missed_major(asked: Asked, board: Board, now: int, values: Values) -> _Found:
    found = asked.store.major_misses(judge.missed_since(now, values), now)
    return {(area, case): at for case, area, at in found}, "missed", {}


def _hotspot(asked: Asked, board: Board, now: int, values: Values) -> _Found | None:
    """None, so that what is open stays, until the first look at places is over."""
    found = asked.hotspots()
    if found is None:
        return None
    causes: Causes = {}
    most: dict[str, int] = {}
    for area, members in judge.hot_places(found.spots, now, values):
        causes.update({(area, case): since for case, since in members.items()})
        most[area] = max(most.get(area, 0), len(members))
    notes = {area: f"{found.days} 天内同一地点 {count} 件投诉" for area, count in most.items()}
    return causes, "many_complaints", notes


def _on_time_low(asked: Asked, board: Board, now: int, values: Values) -> _Found:
    today = midnight(local(now, asked.zone).date(), asked.zone)
    figures = asked.figures(FigureQuery(today, now, now, {}, None))
    rates: dict[str, list[tuple[str, Any]]] = {}
    for area, found in figures["dispatch"].items():
        rates.setdefault(area, []).append(("派遣", found))
    for area, classes in figures["closure_by_area"].items():
        rates.setdefault(area, []).append(("结案", classes["total"]))
    causes, notes = {}, {}
    for area, measured in rates.items():
        was_low = board.is_open("on_time_low", area)
        low = [
            f"当日按期{name}率 {100 * one['on_time'] / one['due']:.2f}%（{one['on_time']}/{one['due']}）"
            for name, one in measured
            if judge.judge_rate(one["due"], one["on_time"], values, was_low=was_low) == "rate_low"
        ]
        if low and area != "total":
            causes[area, area], notes[area] = now, "，".join(low)
    return causes, "rate_low", notes


def _feed_silent(asked: Asked, board: Board, now: int, values: Values) -> _Found:
    heard = asked.heard(now)
    causes: Causes = {}
    for source, (last_at, hours) in heard.items():
        was = board.is_open("feed_silent", source)
        reason = judge.judge_silence(last_at, local(now, asked.zone), now, values, was_silent=was)
        if reason == "silent" and source not in OWN and (was or hours >= values["hours"]):
            causes[source, source] = last_at
    # What has been silent for more than a day is in no list any more, and silent all the same.
    gone = {(unit, member): now for unit, member in board.held("feed_silent") if unit not in heard}
    return {**gone, **causes}, "silent", {}


def _dead_letters(asked: Asked, board: Board, now: int, values: Values) -> _Found:
    count, here = asked.store.dead_letters(), time.monotonic()
    asked.letters.append((here, count))
    while asked.letters[0][0] < here - GROWTH_S:
        asked.letters.popleft()
    reason = judge.judge_growth(count, asked.letters[0][1], values)
    return ({("死信", "死信"): now} if reason == "growing" else {}), "growing", {"死信": f"共 {count} 件"}


def _projector_lag(asked: Asked, board: Board, now: int, values: Values) -> _Found:
    late = {part: ms for part, ms in asked.lags().items() if judge.judge_lag(ms, values) == "lagging"}
    notes = {part: f"落后 {ms / 1000:.0f} 秒" for part, ms in late.items()}
    return {(part, part): now for part in late}, "lagging", notes


_LOOKS: Final[dict[str, Callable[[Asked, Board, int, Values], _Found | None]]] = {
    "open_long": _open_long,
    "missed_major": _missed_major,
    "hotspot": _hotspot,
    "on_time_low": _on_time_low,
    "feed_silent": _feed_silent,
    "dead_letters": _dead_letters,
    "projector_lag": _projector_lag,
}
