"""The event: its attributes, the table of types with their lifecycle order, and the order in which a fold takes them.

Source: contract §1. Knows no transport; `streams.codec` turns entries into these.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from dashboard.domain import payloads as p
from dashboard.domain.payloads import Payload

# In the contract's order: it decides between events of the same moment.
TYPES: dict[str, type[Payload]] = {
    "case.accepted": p.Accepted,
    "case.filed": p.Filed,
    "case.self_handled": p.SelfHandled,
    "case.dispatched": p.Dispatched,
    "case.returned": p.Returned,
    "case.handled": p.Handled,
    "case.reported_back": p.ReportedBack,
    "case.verified": p.Verified,
    "case.closed": p.Closed,
    "case.extended": p.Extended,
    "case.suspended": p.Reasoned,
    "case.resumed": p.Reasoned,
    "case.reopened": p.Reopened,
    "case.voided": p.Reasoned,
    "case.amended": p.Amended,
    "case.missed": p.Missed,
    "case.reminded": p.Reminded,
    "case.supervised": p.Supervised,
    "case.deadline_passed": p.DeadlinePassed,
    "case.first_response_assigned": p.FirstResponseAssigned,
    "case.responded": p.Responded,
    "case.rated": p.Rated,
    "whistle.blown": p.Blown,
    "whistle.numbered": p.Numbered,
    "whistle.signed": p.Department,
    "whistle.contacted": p.Department,
    "whistle.checked_in": p.Department,
    "whistle.noted": p.Noted,
    "whistle.reminded": p.WhistleReminded,
    "whistle.raised": p.Raised,
    "whistle.handled": p.By,
    "whistle.verified": p.Verified,
    "whistle.rated": p.WhistleRated,
    "whistle.closed": p.By,
    "whistle.withdrawn": p.By,
    "alert.raised": p.AlertFact,
    "alert.escalated": p.AlertFact,
    "alert.resolved": p.AlertFact,
    "alert.acknowledged": p.AlertFact,
    "alert.assigned": p.AlertFact,
    "alert.snoozed": p.AlertFact,
    "alert.noted": p.AlertFact,
}

RANK: dict[str, int] = {name: rank for rank, name in enumerate(TYPES)}
NAME: tuple[str, ...] = tuple(TYPES)
_DECODERS = {name: msgspec.json.Decoder(kind, dec_hook=p.decode_custom) for name, kind in TYPES.items()}

Key = tuple[int, int, str, str]
"""Where an event stands in its fold: (time in ms, rank of its type, id, source)."""


class Event(NamedTuple):
    """One fact. `at` in milliseconds UTC, `data` the typed payload, `text` its JSON as it came, whole."""

    at: int
    rank: int
    id: str
    source: str
    type: str
    subject: str
    data: Payload
    text: str

    @property
    def key(self) -> Key:
        """Its place in the fold."""
        return (self.at, self.rank, self.id, self.source)


def payload(type_name: str, text: str | bytes) -> Payload:
    """The typed payload of a JSON text. msgspec.DecodeError (ValidationError among them) says what is wrong."""
    return _DECODERS[type_name].decode(text)
