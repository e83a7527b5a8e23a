"""What the whistles' page is answered: gathers from stores, hands it to the views. One object per web worker.

It decides nothing: rights are the gate's and the acts', scope is asked of each whistle, words are the views'. All
calls of the store go off the web's loop (`run`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from dashboard.acts.decide import Asked, Offer, inside, offers
from dashboard.acts.port import Acting, Outcome
from dashboard.auth.who import Principal
from dashboard.domain import privacy
from dashboard.domain.hotspots import Hotspot
from dashboard.domain.reference import Reference
from dashboard.domain.whistle import Whistle, waits_for
from dashboard.store.case_life import CaseLives
from dashboard.store.duty_wits import Wits
from dashboard.store.first_responses import FirstResponses
from dashboard.store.whistle_reader import WhistleQuery, WhistleReader
from dashboard.views.duty.words import Say
from dashboard.views.whistles import board, desk
from dashboard.views.whistles.sheet import Sheet, Told, sheet


class Ask(TypedDict):
    """The board as it stands is wanted; `n` tells one question from the next."""

    n: int


class Pick(TypedDict):
    """The whistle that the drawer is to show."""

    id: str
    n: int


class Do(TypedDict):
    """One act on one whistle, with the form's fields and token."""

    act: str
    subject: str
    fields: dict[str, Any]
    token: str


@dataclass(frozen=True)
class WhistleDeps:
    """What the page stands on. `city_now` is the city's clock, ms UTC; `reference` the reference data in force now,
    `hotspot` the one that stands at a moment under an id.
    """

    whistles: WhistleReader
    responses: FirstResponses
    cases: CaseLives
    wits: Wits
    acting: Acting
    reference: Callable[[], Reference]
    city_now: Callable[[], int]
    zone: ZoneInfo
    hotspot: Callable[[int, str], Hotspot | None] = lambda _at, _name: None
    run: Callable[..., Any] = lambda call, *args, **kwargs: call(*args, **kwargs)


class Answers:
    """Answers the page's questions in the name of who asks."""

    def __init__(self, deps: WhistleDeps) -> None:
        self.deps = deps

    def board(self, who: Principal, at: int | None) -> dict[str, Any]:
        """The board as of now, or of a past moment (`at`, ms UTC), when nothing can be done."""
        now = self.deps.city_now() if at is None else at
        found = {one.subject: one for one in self._standing(who, now, at)}
        made = board.board(list(found.values()), self.deps.whistles.courses, now)

        def can(name: str) -> Sequence[Offer]:
            return offers(found[name], who) if at is None else ()

        responses = self.deps.run(self.deps.responses.standing, now, who.scope, at)
        first = [desk.first_response(one.case, one.response, self.deps.reference()) for one in responses]
        last = {name: one.last_at for name, one in found.items()}
        return {
            **desk.board(made, can, self.deps.reference(), hiding(who)),
            "last": last,
            "first": first,
            "mentions": self._mentions(found.values(), who),
        }

    def sheet(self, pick: Pick, who: Principal, at: int | None, say: Say) -> Sheet | None:
        """What the drawer shows; None where there is no such whistle for this person."""
        deps, now = self.deps, self.deps.city_now() if at is None else at
        life = deps.run(deps.whistles.life, pick["id"], at)
        if life is None or life.whistle.blown_at is None or not inside(who.scope, life.whistle):
            return None
        whistle = life.whistle
        cases = deps.run(deps.cases.some, whistle.cases, who.scope, at) if who.may("cases:read") else []
        can = offers(whistle, who) if at is None else ()
        return sheet(
            Told(whistle, life.events, self.deps.whistles.courses(whistle), cases, can),
            deps.reference(),
            now,
            hiding(who),
            say,
        )

    def do(self, wanted: Do, who: Principal, address: str) -> Outcome:
        """Does an act; what became of it."""
        asked = Asked(wanted["act"], wanted["subject"], wanted["fields"], wanted["token"])
        return self.deps.acting.act([asked], who, address)[0]

    def archive(self, query: WhistleQuery) -> list[Whistle]:
        """The whistles that a query asks for, the newest first."""
        found: list[Whistle] = self.deps.run(self.deps.whistles.archive, query)
        return found

    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of whistles in force: (code, name)."""
        return [(one.code, one.name) for one in self.deps.reference().whistles.at(self.deps.city_now())]

    def _standing(self, who: Principal, now: int, at: int | None) -> list[Whistle]:
        found: list[Whistle] = self.deps.run(self.deps.whistles.standing, now, at)
        return [one for one in found if inside(who.scope, one)]

    @staticmethod
    def _mentions(found: Iterable[Whistle], who: Principal) -> list[dict[str, Any]]:
        """The whistles in whose log this person (or his unit) was mentioned, and has not spoken since."""
        names, hide = {who.name, *(who.scope.units or ())}, hiding(who)
        waiting = [(at, one) for one in found if (at := waits_for(one, names)) is not None]
        newest = sorted(waiting, key=lambda pair: -pair[0])
        return [
            {"whistle": one.subject, "at": at, "number": one.number, "title": hide(one.title)} for at, one in newest
        ]


def hiding(who: Principal) -> Callable[[str], str]:
    """What somebody may read of a text that people wrote: all of it, or without numbers and names."""
    return str if who.may("cases:personal") else privacy.mask_text


def new_token() -> str:
    """A form's own token."""
    return secrets.token_urlsafe(15)
