"""What the desk's board is told: the cards with names, what the visitor may do to each, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dashboard.acts.decide import Offer
from dashboard.domain.case import Case
from dashboard.domain.case_parts import FirstResponse
from dashboard.domain.reference import Reference
from dashboard.views.duty.rows import area_name
from dashboard.views.whistles.board import Board, Card
from dashboard.views.whistles.moves import moves, possible

Data = dict[str, Any]


def board(
    found: Board, offers: Callable[[str], Sequence[Offer]], reference: Reference, hide: Callable[[str], str]
) -> Data:
    """The board, JSON-able: a card also has the names of its area and kind, `can` (the visitor's acts, and why not) and
    `moves`; `hide` makes of its title what the visitor may read.
    """
    columns = [
        {"stage": column["stage"], "cards": [_card(one, offers(one["id"]), reference, hide) for one in column["cards"]]}
        for column in found["columns"]
    ]
    return {**found, "columns": columns}


def _card(one: Card, offers: Sequence[Offer], reference: Reference, hide: Callable[[str], str]) -> Data:
    can = possible(offers)
    names = {"area_name": area_name(reference, one["area"]), "kind_name": kind_name(one, reference)}
    return {**one, "title": hide(one["title"]), **names, "can": can, "moves": moves(one["stage"], can)}


def first_response(case: Case, response: FirstResponse, reference: Reference) -> Data:
    """A case that nobody owns, and the unit that keeps it safe until `due` (ms UTC, or None)."""
    title = reference.catalogue.name(case.category)
    place = {"area_name": area_name(reference, case.area), "street": case.street or ""}
    return {"case": case.subject, "title": title, **place, "unit": response.to, "at": response.at, "due": response.due}


def kind_name(one: Card, reference: Reference) -> str:
    """What the kind is called; empty where the whistle says none."""
    return reference.whistles.name(one["kind"], one["blown"]) if one["kind"] else ""
