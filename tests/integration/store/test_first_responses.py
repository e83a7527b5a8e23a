"""First responses (先行处置): who stands in until a case has an owner, counted in that unit's favour."""

from __future__ import annotations

import random
from typing import Any

from dashboard.auth.who import Scope
from dashboard.domain.instants import parse
from dashboard.domain.rules import ReferenceRules
from dashboard.store.first_responses import FirstResponses
from dashboard.store.verify import differences
from tests import builders as b
from tests.store_kit import NOW, REFERENCE, Store

DAY, START, END = "2024-11-14", parse("2024-11-01T00:00:00+08:00"), parse("2024-12-01T00:00:00+08:00")
STREET = "龙泉街道办事处"


def assigned(subject: str, at: str, to: str = STREET, **data: Any) -> dict[str, Any]:
    """An ownerless case is given to somebody for the moment."""
    return b.event("case.first_response_assigned", subject, f"{DAY}T{at}", {"to": to, "reason": "权属不明", **data})


def begun(subject: str) -> list[dict[str, Any]]:
    """A case of 五华区, filed and not dispatched yet."""
    return [b.accepted(subject, f"{DAY}T08:00"), b.filed(subject, f"{DAY}T08:10")]


STORY = [
    *(one for name in ("open", "sent", "void", "other") for one in begun(name)),
    assigned("open", "08:20", due=f"{DAY}T12:00:00+08:00"),
    assigned("sent", "08:20"),
    b.dispatched("sent", f"{DAY}T10:00"),
    assigned("void", "08:30"),
    b.event("case.voided", "void", f"{DAY}T11:00", {}),
    assigned("other", "08:40"),
    assigned("other", "09:40", to="城管局"),
]


def asked(store: Store) -> FirstResponses:
    """The reader."""
    return FirstResponses(store.engine, ReferenceRules(REFERENCE))


def test_it_stands_until_ownership_is_settled(store: Store) -> None:
    """By a dispatch, an end, or another unit that takes over; whatever the order in which all that arrives."""
    told = list(STORY)
    random.Random(7).shuffle(told)
    for one in told:
        store.feed([one])
    found = [(one.case.subject, one.response.to) for one in asked(store).standing(NOW)]
    assert found == [("open", STREET), ("other", "城管局")]
    assert asked(store).count(START, END) == {(STREET, "530102"): 3, ("城管局", "530102"): 1}
    assert list(differences(store.engine, ReferenceRules(REFERENCE))) == []


def test_the_past_is_as_it_was(store: Store) -> None:
    """What was dispatched or voided later stood then."""
    store.feed(STORY)
    nine = parse(f"{DAY}T09:00:00+08:00")
    assert [one.case.subject for one in asked(store).standing(nine, as_of=nine)] == ["open", "sent", "void", "other"]
    assert asked(store).count(START, END, as_of=nine) == {(STREET, "530102"): 4}


def test_scope_and_json(store: Store) -> None:
    """It is seen by its area and by the unit that stands in; others are not told. The API says it of its case."""
    store.feed(STORY)
    own, elsewhere = Scope(units=frozenset({"城管局"})), Scope(areas=frozenset({"530103"}))
    assert [one.case.subject for one in asked(store).standing(NOW, own)] == ["other"]
    assert asked(store).standing(NOW, elsewhere) == []
    told = store.reader.case("open")
    assert told is not None
    assert told["first_response"] == {
        "to": STREET,
        "reason": "权属不明",
        "since": "2024-11-14T08:20:00+08:00",
        "due": "2024-11-14T12:00:00+08:00",
    }
