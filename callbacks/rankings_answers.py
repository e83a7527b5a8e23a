"""What the rankings' page is answered: tables, trends, notes. One object per web worker."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, NotRequired, TypedDict
from zoneinfo import ZoneInfo

from dashboard.auth.who import Principal
from dashboard.district import Districts
from dashboard.domain.hotspots import Hotspot
from dashboard.rankings import Rankings
from dashboard.store.web.notes import Note, NoteStore
from dashboard.views.rankings.asked import Asked

FRESH_S: Final = 1.0
"""A table that somebody was just told is told to others, too: it costs what a ranking costs once a second at most."""
TREND_S: Final = 60.0
KEPT: Final = 64


class Heard(NamedTuple):
    """Up to which frame of which chain somebody has heard what changed (docs/frames.md, view `desk`)."""

    epoch: str
    n: int

    def holds(self, other: Heard | None) -> bool:
        """Whether nothing was told to another that is unheard of here."""
        return other is None or (self.epoch == other.epoch and self.n >= other.n)


UNHEARD: Final = Heard("", 0)


class Ask(TypedDict):
    """The page wants its table anew; `epoch`, `heard`: see `Heard`; null or missing before the first frame."""

    n: int
    epoch: NotRequired[str | None]
    heard: NotRequired[int | None]


def heard_by(ask: Ask) -> Heard | None:
    """What who asks has heard of."""
    epoch, n = ask.get("epoch"), ask.get("heard")
    return None if epoch is None or n is None else Heard(epoch, n)


class NoteAsk(TypedDict):
    """A note to pin to a day (`no` 0), or the number of one to take away."""

    day: str
    text: str
    no: int


@dataclass(frozen=True)
class RankingDeps:
    """What the page stands on. `city_now` is the city's clock, ms UTC; `note` writes to the audit."""

    rankings: Rankings
    districts: Districts
    notes: NoteStore
    hotspots: Callable[[int], Sequence[Hotspot]]
    city_now: Callable[[], int]
    real_ms: Callable[[], int]
    note: Callable[..., None]
    run: Callable[..., Any] = lambda call, *args, **kwargs: call(*args, **kwargs)

    @property
    def zone(self) -> ZoneInfo:
        """The city's."""
        return self.rankings.zone


class _Kept(NamedTuple):
    """An answer, when it was made (monotonic s), and which changes are in it for sure."""

    made: float
    heard: Heard
    found: dict[str, Any]


class Answers:
    """Answers the page's questions in the name of who asks."""

    def __init__(self, deps: RankingDeps) -> None:
        self.deps = deps
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._gates: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def table(self, asked: Asked, who: Principal, at: int | None, heard: Heard | None = None) -> dict[str, Any]:
        """The table now, or as of a past moment; with all changes that who asks has heard of."""
        key = ("table", asked, _sight(who), at)
        return self._recent(key, FRESH_S, lambda: self._table(asked, who, at), heard)

    def trend(self, asked: Asked, who: Principal, at: int | None) -> dict[str, Any]:
        """The figure of each of the last days, by row."""
        key = ("trend", asked, _sight(who), at)
        return self._recent(key, TREND_S, lambda: self._trend(asked, who, at))

    def district(
        self, asked: Asked, who: Principal, at: int | None, heard: Heard | None = None
    ) -> dict[str, Any] | None:
        """The sheet of a district, for who sees it; with all changes that who asks has heard of."""
        return self._of_district("district", asked, who, at, lambda now: self._sheet(asked, who, now), heard)

    def district_more(self, asked: Asked, who: Principal, at: int | None) -> dict[str, Any] | None:
        """What of it takes longer."""
        return self._of_district("more", asked, who, at, lambda now: self._more(asked, who, now))

    def _of_district(
        self,
        name: str,
        asked: Asked,
        who: Principal,
        at: int | None,
        make: Callable[[int], dict[str, Any]],
        heard: Heard | None = None,
    ) -> dict[str, Any] | None:
        if not self.deps.districts.sees(asked.area, who):
            return None
        now = self.deps.city_now() if at is None else at
        seconds = TREND_S if name == "more" else FRESH_S
        return self._recent((name, asked, _sight(who), at), seconds, lambda: make(now), heard)

    def _sheet(self, asked: Asked, who: Principal, now: int) -> dict[str, Any]:
        found: dict[str, Any] = self.deps.run(self.deps.districts.sheet, asked, who, now)
        return found

    def _more(self, asked: Asked, who: Principal, now: int) -> dict[str, Any]:
        # The hotspots' reader goes aside by itself, and must not do so from there.
        spots = self.deps.hotspots(now)
        found: dict[str, Any] = self.deps.run(self.deps.districts.more, asked, who, now, spots)
        return found

    def notes(self) -> list[dict[str, Any]]:
        """The notes of all days."""
        found: list[Note] = self.deps.run(self.deps.notes.all)
        return [note._asdict() for note in found]

    def keep_note(self, wanted: NoteAsk, who: Principal) -> dict[str, Any]:
        """Pins a note to a day, or takes one away; what is wrong with it, and the notes as they are now."""
        deps, text = self.deps, wanted["text"].strip()
        if wanted["no"]:
            deps.run(deps.notes.remove, wanted["no"], who.name, deps.real_ms())
            deps.note("note.remove", str(wanted["no"]))
        else:
            fault = _fault(wanted["day"], text)
            if fault:
                return {"fault": fault, "notes": self.notes()}
            deps.run(deps.notes.add, Note(0, wanted["day"], text, who.name, deps.real_ms()))
            deps.note("note.add", wanted["day"], detail={"text": text})
        return {"fault": "", "notes": self.notes()}

    def _table(self, asked: Asked, who: Principal, at: int | None) -> dict[str, Any]:
        now = self.deps.city_now() if at is None else at
        return {"at": now, **self.deps.run(self.deps.rankings.table, asked, who, now)}

    def _trend(self, asked: Asked, who: Principal, at: int | None) -> dict[str, Any]:
        now = self.deps.city_now() if at is None else at
        found: dict[str, Any] = self.deps.run(self.deps.rankings.trend, asked, who, now)
        return found

    def _recent(
        self, key: Hashable, seconds: float, make: Callable[[], dict[str, Any]], heard: Heard | None = None
    ) -> dict[str, Any]:
        """What was made a moment ago, or made now; who asks meanwhile waits for it instead of making it again.

        Who has heard of a change since is told nothing from before it: no other nudge might come to set him right.
        """
        with self._lock:
            gate = self._gates.setdefault(key, threading.Lock())
        with gate:
            kept = self._kept.get(key)
            if kept is not None and time.monotonic() - kept.made <= seconds and kept.heard.holds(heard):
                return kept.found
            found = make()
            self._keep(key, _Kept(time.monotonic(), heard or UNHEARD, found))
        return found

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                gone, _ = self._kept.popitem(last=False)
                self._gates.pop(gone, None)


def _sight(who: Principal) -> Hashable:
    """What decides how much somebody is told."""
    return who.scope, who.may("cases:personal")


def _fault(day: str, text: str) -> str:
    try:
        date.fromisoformat(day)
    except ValueError:
        return "日期请写成 2024-11-15。"
    return "" if text and len(text) <= 200 and text.isprintable() else "请写明备注（最多 200 字，一行）。"
