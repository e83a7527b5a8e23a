"""Acts for real: reads the state, decides, appends, waits until the projector has applied it, says what came of it.

The wait is for the projector's own position in the stream, so a "done" is true for whoever looks next; what the fold
refused after all (somebody was faster) is told by its name. It knows no HTTP and no screen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from dashboard.acts.decide import Asked, CloudEvent, Offer, Refused, State, decide, inside, offers
from dashboard.acts.port import Outcome
from dashboard.acts.table import ACTS, About
from dashboard.acts.words import sentence
from dashboard.auth.who import Principal
from dashboard.errors import StreamError
from dashboard.offload import offload
from dashboard.store.states import UNKNOWN, States

WAIT_S = 3.0
"""How long an answer waits for the projector; after that it says that the act is under way."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.005, 0.1
_MOST_ID = 256


class Place(Protocol):
    """Where an event stands on the streams."""

    @property
    def stream(self) -> str:
        """The stream's name."""
        ...

    @property
    def entry(self) -> str:
        """The entry's id."""
        ...


class Streams(Protocol):
    """Appends events, each only once (`streams.acting.ActStream`)."""

    def send(self, events: Sequence[Mapping[str, Any]]) -> Sequence[Place]:
        """Where each now stands. Raises StreamError."""
        ...


class Note(Protocol):
    """The audit (`dashboard.auth.auditor.Auditor.note`)."""

    def __call__(
        self, who: Principal, action: str, target: str, outcome: Any, detail: Mapping[str, Any], address: str
    ) -> None:
        """Appends an entry."""
        ...


class _Going(NamedTuple):
    asked: Asked
    event: CloudEvent
    place: Place


class Desk:
    """The one way to act (`dashboard.acts.port.Acting`). `city_now` is the city's clock, ms UTC."""

    def __init__(
        self,
        states: States,
        streams: Streams,
        city_now: Callable[[], int],
        note: Note,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._states = states
        self._streams = streams
        self._city_now = city_now
        self._note = note
        self._pause = pause

    def act(self, asked: Sequence[Asked], who: Principal, address: str = "") -> list[Outcome]:
        """Does these acts in the name of `who`; an outcome for each, in order."""
        outcomes: list[Outcome | None] = [None] * len(asked)
        events: list[tuple[int, CloudEvent]] = []
        for place, one in enumerate(asked):
            decided = decide(one, self._state(one), who, self._city_now())
            if isinstance(decided, Refused):
                outcomes[place] = Outcome(one.act, one.subject, "refused", *decided)
            else:
                events.append((place, decided))
        for (place, _), outcome in zip(events, self._send([(asked[i], event) for i, event in events]), strict=True):
            outcomes[place] = outcome
        found = [outcome for outcome in outcomes if outcome is not None]
        for one, outcome in zip(asked, found, strict=True):
            self._audit(one, outcome, who, address)
        return found

    def offers(self, about: About, subject: str, who: Principal) -> list[Offer] | None:
        """What `who` may do to it now; None where there is nothing of that id for him."""
        state = offload(self._states.state, about, subject) if _usable(subject) else None
        return None if state is None or not inside(who.scope, state) else offers(state, who)

    def _state(self, asked: Asked) -> State | None:
        act = ACTS.get(asked.act)
        if act is None or act.begins or not _usable(asked.subject):
            return None
        return offload(self._states.state, act.about, asked.subject)

    def _send(self, decided: Sequence[tuple[Asked, CloudEvent]]) -> list[Outcome]:
        if not decided:
            return []
        try:
            places = self._streams.send([event for _, event in decided])
        except StreamError:
            return [_outcome(asked, event, "failed", "stream_unavailable") for asked, event in decided]
        going = [_Going(*pair, place) for pair, place in zip(decided, places, strict=True)]
        applied = self._await_applied(going)
        return [self._told(one) if applied else _outcome(*one[:2], "under_way", "under_way") for one in going]

    def _await_applied(self, going: Sequence[_Going]) -> bool:
        """Waits until the projector is past all of them; False if that takes too long."""
        wanted: dict[str, tuple[int, int]] = {}
        for one in going:
            wanted[one.place.stream] = max(wanted.get(one.place.stream, (0, 0)), _position(one.place.entry))
        for pause in _pauses():
            reached = offload(self._states.positions)
            if all(_position(reached.get(stream, "0-0")) >= entry for stream, entry in wanted.items()):
                return True
            self._pause(pause)
        return False

    def _told(self, one: _Going) -> Outcome:
        """What the fold made of it."""
        event = one.event
        about = ACTS[one.asked.act].about
        reason = offload(self._states.verdict, about, event["subject"], event["source"], event["id"])
        if reason == UNKNOWN:
            # It was a dead letter: sent again under the same id after a day, with other content.
            return _outcome(one.asked, event, "refused", "id_reused")
        return _outcome(one.asked, event, "refused", reason) if reason else _outcome(one.asked, event, "done", "done")

    def _audit(self, asked: Asked, outcome: Outcome, who: Principal, address: str) -> None:
        # What was filled in stands in the event, where retention can reach it; here only which fields were.
        filled = sorted(map(str, asked.fields))
        detail = {"status": outcome.status, "reason": outcome.reason, "event": outcome.event, "fields": filled}
        verdict = "done" if outcome.status in ("done", "under_way") else "refused"
        self._note(who, f"act.{asked.act}"[:64], outcome.subject or asked.subject, verdict, detail, address)


def _outcome(asked: Asked, event: CloudEvent, status: Any, reason: str) -> Outcome:
    return Outcome(asked.act, event["subject"], status, reason, sentence(reason), None, event["id"])


def _usable(subject: str) -> bool:
    """Could a database hold this id? What cannot be an id is not looked for."""
    return 0 < len(subject) <= _MOST_ID and not any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in subject)


def _position(entry: str) -> tuple[int, int]:
    ms, _, n = entry.partition("-")
    return int(ms), int(n)


def _pauses() -> Iterator[float]:
    """Growing pauses, WAIT_S in all."""
    pause, left = _FIRST_PAUSE_S, WAIT_S
    while left > 0:
        yield pause
        left -= pause
        pause = min(pause * 1.5, _LONGEST_PAUSE_S)
