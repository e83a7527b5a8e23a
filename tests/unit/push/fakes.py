"""A reader, an intake and keys that remember what they were asked."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from dashboard.api.ports import Fields
from dashboard.domain.figures import FigureQuery
from dashboard.store.caselist import CaseQuery


class Refused(NamedTuple):
    """As the codec refuses."""

    reason: str
    detail: str


class FakeReader:
    """Answers with the question."""

    def __init__(self) -> None:
        self.asked: list[FigureQuery | CaseQuery] = []

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

    def recognise(self, key: str) -> str | None:
        """The name of the one key."""
        self.asked += 1
        return "gateway" if key == self.KEY else None
