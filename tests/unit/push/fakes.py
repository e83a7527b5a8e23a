"""A reader, an intake and keys that remember what they were asked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from dashboard.acts.decide import Asked, Offer
from dashboard.acts.port import Outcome
from dashboard.acts.table import ACTS, About
from dashboard.api.ports import Fields
from dashboard.auth.who import Principal
from dashboard.domain.case import Case
from dashboard.domain.figures import FigureQuery
from dashboard.domain.wording import Told
from dashboard.store.caselist import CaseQuery
from dashboard.store.search import SearchQuery
from dashboard.store.web.keys import Grant, Key
from tests.store_kit import REFERENCE


class Refused(NamedTuple):
    """As the codec refuses."""

    reason: str
    detail: str


class FakeReader:
    """Answers with the question."""

    def __init__(self) -> None:
        self.asked: list[FigureQuery | CaseQuery] = []
        self.searched: list[SearchQuery] = []
        self.reference = REFERENCE

    def figures(self, query: FigureQuery) -> dict[str, Any]:
        """The question as JSON."""
        self.asked.append(query)
        return {"asked": query._asdict()}

    def cases(self, query: CaseQuery) -> dict[str, Any]:
        """One page; the cursor "bad" is not one of its own."""
        self.asked.append(query)
        if query.cursor == "bad":
            raise ValueError("this cursor is not one of ours")
        return {"cases": [{"case": "c-1"}], "next": "c-1"}

    def search(self, query: SearchQuery, limit: int, cursor: str | None) -> dict[str, Any]:
        """One page; the cursor "bad" is not one of its own."""
        self.searched.append(query)
        if cursor == "bad":
            raise ValueError("this cursor is not one of ours")
        return {"cases": [{"case": "c-1"}], "next": None}

    def every(self, query: SearchQuery, most: int) -> Iterator[tuple[Case, Told]]:
        """One case."""
        self.searched.append(query)
        yield Case("c-1", begun="accepted"), Told(address="人民路128号")

    def case(self, case_id: str) -> dict[str, Any] | None:
        """It knows c-1 and 2024/7."""
        return {"case": case_id, "events": []} if case_id in ("c-1", "2024/7") else None


class FakeIntake:
    """Takes what has a subject; `trouble` is raised instead of appending."""

    def __init__(self) -> None:
        self.appended: list[Fields] = []
        self.trouble: Exception | None = None

    def judge(self, event: Mapping[str, Any]) -> Fields | Refused:
        """As the real one."""
        if not event.get("subject"):
            return Refused("missing_attribute", "subject is missing or empty")
        return {name.encode(): orjson.dumps(value) for name, value in event.items()}

    def append(self, entries: Sequence[Fields]) -> None:
        """Remembers them."""
        if self.trouble is not None:
            raise self.trouble
        self.appended.extend(entries)


class FakeKeys:
    """Knows one key."""

    KEY = "grid_0badcafe_secret"

    def __init__(self) -> None:
        self.asked = 0
        self.grant = Grant()

    def recognise(self, key: str) -> Key | None:
        """The one key."""
        self.asked += 1
        return self.one("gateway") if key == self.KEY else None

    def one(self, name: str) -> Key | None:
        """Its name is gateway."""
        return Key(name, self.grant, disabled=False, created_at=0) if name == "gateway" else None


class FakeActing:
    """Does what it is asked; `refuse` are the reasons of the next acts, "" for none."""

    def __init__(self) -> None:
        self.asked: list[tuple[Asked, Principal]] = []
        self.refuse: list[str] = []

    def act(self, asked: Sequence[Asked], who: Principal, address: str = "") -> list[Outcome]:
        """Remembers them."""
        self.asked += [(one, who) for one in asked]
        reasons = [self.refuse.pop(0) if self.refuse else "" for _ in asked]
        return [
            Outcome(one.act, one.subject, "refused" if reason else "done", reason or "done", "…")
            for one, reason in zip(asked, reasons, strict=True)
        ]

    def offers(self, about: About, subject: str, who: Principal) -> list[Offer] | None:
        """It knows c-1, which can be closed."""
        return [Offer(ACTS["case.close"], None)] if subject == "c-1" else None


class FakeNotes:
    """Remembers what the audit was told."""

    def __init__(self) -> None:
        self.entries: list[tuple[Any, ...]] = []

    def note(self, *entry: Any) -> None:
        """As the real one."""
        self.entries.append(entry)
