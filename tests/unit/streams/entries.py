"""Valid entries, some of whose attributes or fields a test replaces, and what the codec says of them."""

import json
from typing import Any

from dashboard.domain.events import Event
from streams.codec import Rejected, decode
from tests.store_kit import fields_of
from tests.unit.streams.samples import NOW, data_of, sample

Fields = dict[bytes, bytes]


def fields(kind: str = "case.accepted", /, **attributes: str | bytes | None) -> Fields:
    """A valid entry, some attributes replaced; None takes one away."""
    entry = fields_of(sample(kind))
    for name, value in attributes.items():
        key = name.encode()
        if value is None:
            del entry[key]
        else:
            entry[key] = value if isinstance(value, bytes) else value.encode()
    return entry


def with_data(kind: str = "case.accepted", /, **changes: Any) -> Fields:
    """A valid entry, some fields of its data replaced."""
    return fields(kind, data=json.dumps({**data_of(kind), **changes}, ensure_ascii=False))


def good(entry: Fields, now: int = NOW) -> Event:
    """The event; fails if it is refused."""
    found = decode(entry, now)
    assert isinstance(found, Event), found
    return found


def reason(entry: Fields, now: int = NOW) -> str:
    """Why the entry is refused; fails if it is not, or if nothing says what to mend."""
    found = decode(entry, now)
    assert isinstance(found, Rejected), "it was taken"
    assert found.detail
    return found.reason
