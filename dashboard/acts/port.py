"""How screens and machines act: what they ask, what they are told. Callbacks and doors take an `Acting`, app.py gives
them a `dashboard.acting.Desk`, tests what they like. Shapes only; it knows no store and no stream.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from dashboard.acts.decide import Asked, Offer
from dashboard.acts.table import About
from dashboard.auth.who import Principal

Status = Literal["done", "refused", "under_way", "failed"]


class Outcome(NamedTuple):
    """What became of one act, in the order asked.

    `done`: it stands in the case's (whistle's, alert's) life. `refused`: nothing changed; also when somebody else was
    faster, and the fold then refused it. `under_way`: appended, but not applied within the wait. `failed`: the streams
    did not take it; asking again with the same token is safe. `sentence` is Chinese and says why.
    """

    act: str
    subject: str
    status: Status
    reason: str
    sentence: str
    field: str | None = None
    event: str | None = None


class Acting(Protocol):
    """The one way to act. Its calls may wait a few seconds; they never block a web worker's other requests."""

    def act(self, asked: Sequence[Asked], who: Principal, address: str = "") -> list[Outcome]:
        """Does these acts (one, or a bulk) in the name of `who`; an outcome for each. Each is noted in the audit."""
        ...

    def offers(self, about: About, subject: str, who: Principal) -> list[Offer] | None:
        """What `who` may do to it now, and why not the rest; None where there is nothing of that id for him."""
        ...
