"""What moving a card to a column means: the act that leads there, or why there is none. PURE.

A move is never more than an act of the table (`dashboard.acts.table`): the same rights, form and refusals, whether
somebody drags a card, presses a key or a button.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypedDict

from dashboard.acts.decide import Offer
from dashboard.acts.words import sentence
from dashboard.views.whistles import words
from dashboard.views.whistles.board import COLUMNS

_FORWARD: Final = {
    "signed": "whistle.sign",
    "checked_in": "whistle.check_in",
    "handled": "whistle.handle",
    "verified": "whistle.verify",
    "closed": "whistle.close",
}
_DONE: Final = ("handled", "verified")
_RESULT: Final = {"verified": "pass", "checked_in": "fail"}


class Move(TypedDict):
    """The act that a move is (None: no act leads there), the form's fields that the move itself says, and why it
    cannot be done now, empty if it can.
    """

    act: str | None
    fields: dict[str, str]
    why: str


Possible = Mapping[str, str]
"""The acts that somebody has a right to, and why each cannot be done now, empty if it can."""


def possible(offers: Sequence[Offer]) -> dict[str, str]:
    """What may be done to one whistle, by the acts' names."""
    return {offer.act.name: offer.refused.sentence if offer.refused else "" for offer in offers}


def moves(stage: str, can: Possible) -> dict[str, Move]:
    """A move for each column but the card's own."""
    own = "closed" if stage == "withdrawn" else stage
    return {column: _move(own, column, can) for column in COLUMNS if column != own}


def _move(stage: str, column: str, can: Possible) -> Move:
    act = _act(stage, column)
    if act is None:
        return {"act": None, "fields": {}, "why": words.NO_WAY.format(stage=words.STAGES[column])}
    fields = {"result": _RESULT[column]} if act == "whistle.verify" else {}
    return {"act": act, "fields": fields, "why": can.get(act, sentence("no_right"))}


def _act(stage: str, column: str) -> str | None:
    """Forward by each stage's own act; back only by a verification that finds the work wanting."""
    if COLUMNS.index(column) > COLUMNS.index(stage):
        return _FORWARD[column]
    return "whistle.verify" if column == "checked_in" and stage in _DONE else None
