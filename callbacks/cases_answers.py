"""What the pages of cases are answered: gathers from the store, hands it to the views. One object per web worker.

It decides nothing: rights are the gate's and the acts', scope is the search's, words are the views'. All calls of the
store go off the web's loop (`run`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, NotRequired, TypedDict
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from callbacks import cases_behind
from dashboard.acts.decide import Asked
from dashboard.acts.port import Acting, Outcome
from dashboard.api import case_query, params
from dashboard.api.problems import Problem
from dashboard.auth.who import Principal
from dashboard.domain.hotspots import Found as Hotspots
from dashboard.store.asking import Asker
from dashboard.store.case_life import CaseLives, Life
from dashboard.store.reader import Reader
from dashboard.store.search import Found
from dashboard.views.asked import Language
from dashboard.views.cases import life, rows
from dashboard.views.cases.life import Page, Whole
from dashboard.views.duty import sheet
from dashboard.views.duty.words import Say

PAGE: Final = 100
_FAULTS: Final = {
    "bad_moment": "日期请写成 2024-11-01",
    "out_of_scope": "所选范围不在您的管辖之内",
    "not_allowed": "您没有这样查找的权限",
    "no_such_figure": "这个指标没有可列出的案件",
}


class Ask(TypedDict):
    """A search: the form's fields, and the page before's `next`. `n` counts, so that late answers are dropped."""

    query: dict[str, str]
    cursor: str | None
    n: int


class Look(TypedDict):
    """Which case is shown, and the version of it that stands on the page (empty: none)."""

    id: str
    known: str
    n: NotRequired[int]


class Do(TypedDict):
    """One act on the case, with the form's fields and token."""

    act: str
    subject: str
    fields: dict[str, Any]
    token: str


class Shown(NamedTuple):
    """A case's page and what names its version: the same as long as nothing that it says has changed."""

    page: Page | None
    version: str
    blow: bool


@dataclass(frozen=True)
class CasesDeps:
    """What the pages stand on. `titles` are alert rules' Chinese names by code; `city_now` is the city's clock, ms,
    `hotspots` those that were found last.
    """

    reader: Reader
    lives: CaseLives
    asker: Asker
    acting: Acting
    city_now: Callable[[], int]
    zone: ZoneInfo
    titles: Mapping[str, str]
    hotspots: Callable[[], Hotspots | None] = lambda: None
    run: Callable[..., Any] = lambda call, *args, **kwargs: call(*args, **kwargs)


class Answers:
    """Answers in the name of who asks. `at`: the past moment that is looked at, ms."""

    def __init__(self, deps: CasesDeps) -> None:
        self.deps = deps

    def found(self, ask: Ask, who: Principal, at: int | None) -> dict[str, Any]:
        """A page of what is found, or what is wrong with the question."""
        try:
            return self._found(ask, who, at) | {"n": ask["n"]}
        except Problem as wrong:
            return {"n": ask["n"], "fault": _FAULTS.get(wrong.code, "查找条件填写不符合要求")}
        except ValueError:
            return {"n": ask["n"], "fault": "查找已过期，请重新查找"}

    def _found(self, ask: Ask, who: Principal, at: int | None) -> dict[str, Any]:
        deps = self.deps
        if "figure" in ask["query"]:
            return self._behind(ask, who)
        args = MultiDict((name, value) for name, value in ask["query"].items() if value)
        params.only(args, case_query.PARAMETERS)
        query = case_query.search_query(args, who, deps.zone)
        if at is not None:
            query = query._replace(end=at if query.end is None or query.dated != "begun" else min(at, query.end))
        first = ask["cursor"] is None
        page: Found = deps.run(
            deps.reader.searching.page, query, deps.reader.reference, limit=PAGE, cursor=ask["cursor"], count=first
        )
        cases = page.cases if at is None else deps.run(deps.lives.named, [one.subject for one in page.cases], at)
        now = deps.city_now() if at is None else at
        personal = who.may("cases:personal")
        return {
            "rows": [rows.row(case, deps.reader.reference, now, personal=personal) for case in cases],
            "next": page.following,
            "add": not first,
            "total": page.total,
            "more": page.more,
            "looked_to": page.looked_to,
            "behind": page.behind,
            "at": now,
        }

    def _behind(self, ask: Ask, who: Principal) -> dict[str, Any]:
        """The cases that a number counts, as they stood then."""
        deps, now = self.deps, self.deps.city_now()
        fields = {name: value for name, value in ask["query"].items() if value}
        language: Language = "en" if fields.pop("lang", "zh") == "en" else "zh"
        asked = cases_behind.wanted(fields, who, deps.asker, now, deps.zone, language)
        _, page = deps.run(deps.asker.answer, asked.part, asked.query, asked.part, PAGE, ask["cursor"])
        names = [row["id"] for row in page.rows]
        stood = {case.subject: case for case in deps.run(deps.lives.named, names, asked.query.as_of)}
        personal = who.may("cases:personal")
        listed = [
            rows.row(stood[name], deps.reader.reference, asked.query.as_of, personal=personal)
            | {"key": f"{name}|{row['counted_at']}|{n}"}
            for n, (name, row) in enumerate(zip(names, page.rows, strict=True))
            if name in stood
        ]
        return {
            "rows": listed,
            "next": page.following,
            "add": ask["cursor"] is not None,
            "said": cases_behind.summed_up(asked, page, language),
            "total": page.total.rows,
            "more": False,
            "looked_to": None,
            "behind": 0,
            "at": asked.query.as_of,
        }

    def look(self, subject: str, who: Principal, at: int | None, say: Say) -> Shown:
        """A case's page for somebody; no page where there is none for him."""
        deps = self.deps
        found: Life | None = deps.run(deps.lives.life, subject, who, at) if "\x00" not in subject else None
        if found is None:
            return Shown(None, "none", blow=False)
        now = deps.city_now() if at is None else at
        whole = Whole(*found)
        page = life.page(whole, deps.reader.reference, deps.titles, now, say, personal=who.may("cases:personal"))
        if at is not None:
            return Shown(page, _version(page), blow=False)
        offers = deps.acting.offers("case", subject, who) or []
        page = page._replace(buttons=sheet.buttons(offers), hotspot=self._hotspot(subject, who))
        return Shown(page, _version(page), blow=who.may("whistles:act") and bool(found.case.begun))

    def _hotspot(self, subject: str, who: Principal) -> rows.Row | None:
        """The hotspot that the case is part of, for who may see hotspots."""
        found = self.deps.hotspots() if who.may("alerts:see") else None
        return life.hotspot_of(subject, found.spots) if found else None

    def do(self, wanted: Do, who: Principal, address: str) -> Outcome:
        """Does an act; what became of it."""
        asked = Asked(wanted["act"], wanted["subject"], wanted["fields"], wanted["token"])
        return self.deps.acting.act([asked], who, address)[0]


def _version(page: Page) -> str:
    """Names what the page says, but for what only time changes."""
    steps = [(step.at, step.kind, step.what, step.text if step.kind != "due" else "") for step in page.steps]
    said = (
        page.stage,
        page.due,
        page.facts,
        steps,
        page.buttons,
        page.whistles,
        page.hotspot,
        [one["id"] for one in page.near],
    )
    return hashlib.blake2b(repr(said).encode(), digest_size=8).hexdigest()
