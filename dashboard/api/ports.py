"""What the machine doors need from the rest, as Protocols: app.py puts the real parts in, tests small fakes.

It knows shapes only. Everything that blocks (SQL) is called by the doors through `dashboard.offload`; `Intake.append`
and `Beats` talk to Redis, whose client waits without blocking the worker.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from dashboard.domain.case import Case
from dashboard.domain.figures import FigureQuery
from dashboard.domain.reference import Reference
from dashboard.domain.wording import Told
from dashboard.store.caselist import CaseQuery
from dashboard.store.search import SearchQuery
from dashboard.store.web.keys import Key

Fields = dict[bytes, bytes]
"""A stream entry: CloudEvents attributes (contract §1)."""


class Refusal(Protocol):
    """Why an event is not taken: `reason` as among the dead letters, `detail` for people."""

    @property
    def reason(self) -> str:
        """As among the dead letters."""
        ...

    @property
    def detail(self) -> str:
        """For people."""
        ...


class Intake(Protocol):
    """The door to the event streams."""

    def judge(self, event: Mapping[str, Any]) -> Fields | Refusal:
        """The entry for a CloudEvent (JSON attributes, `data` an object), or why the projector would refuse it."""
        ...

    def append(self, entries: Sequence[Fields]) -> object:
        """XADDs each to its shard. Raises redis' ConnectionError, TimeoutError or ResponseError."""
        ...


class Reader(Protocol):
    """The read side of the store. Its methods block, but for `every`, whose iterator does."""

    @property
    def reference(self) -> Reference:
        """The reference data in force."""
        ...

    def figures(self, query: FigureQuery) -> dict[str, Any]:
        """The contract's JSON of figures."""
        ...

    def cases(self, query: CaseQuery) -> dict[str, Any]:
        """{"cases": […], "next": cursor or None}. ValueError if the cursor is not one of its own."""
        ...

    def search(self, query: SearchQuery, limit: int, cursor: str | None) -> dict[str, Any]:
        """A page of what is found, like `cases`, and `looked_to` (RFC 3339) where it ended before it was full."""
        ...

    def every(self, query: SearchQuery, most: int) -> Iterator[tuple[Case, Told]]:
        """All that is found, up to `most`."""
        ...

    def case(self, case_id: str) -> dict[str, Any] | None:
        """One case with its events, or None."""
        ...


class Keys(Protocol):
    """Recognises API keys. Blocks."""

    def recognise(self, key: str) -> Key | None:
        """The key whose secret this is; None if it is not known or not good any more."""
        ...

    def one(self, name: str) -> Key | None:
        """The key of that name; None if there is none or it is not good any more."""
        ...


class Beat(Protocol):
    """The last sign of life of a part."""

    @property
    def pid(self) -> int:
        """Of the process."""
        ...

    @property
    def age_ms(self) -> int:
        """How old it was when it was read."""
        ...

    @property
    def details(self) -> Mapping[str, Any]:
        """The part's own words."""
        ...


Beats = Callable[[], Mapping[str, Beat]]
"""Reads every part's last beat by name; processes of one part are called `part:…`.

Raises redis' ConnectionError or TimeoutError."""
