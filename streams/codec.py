"""A stream entry becomes an event or a named reason; total, pure (contract §1).

Knows the CloudEvents attributes of an entry and their limits. Does not know Redis, nor what an event means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from dashboard.domain import instants
from dashboard.domain.events import RANK, Event, payload

EARLIEST_MS = 946_684_800_000  # 2000-01-01T00:00:00Z
AHEAD_MS = instants.HOUR_MS
MAX_NAME = 256
MAX_DATA = 262_144
DEEPEST = 64
"""Levels of arrays and objects in data: what is taken here must be read again with much more on the stack."""
UNREADABLE = b"unreadable"
"""Field under which our own doors put what they could not read at all, so that it is kept as a dead letter."""


class Rejected(NamedTuple):
    """Why an entry is no event: a stable `reason` and a sentence in `detail` that says what to mend."""

    reason: str
    detail: str


class _Bad(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.rejected = Rejected(reason, detail)


def decode(fields: Mapping[bytes, bytes], now_ms: int) -> Event | Rejected:
    """The event of an entry's fields, or why there is none. `now_ms` is the machine's UTC clock, not the city's."""
    try:
        return _decode(fields, now_ms)
    except _Bad as bad:
        return bad.rejected
    except msgspec.ValidationError as wrong:
        return Rejected("bad_field", f"data: {wrong}")
    except msgspec.DecodeError as broken:
        return Rejected("not_json", f"data is not JSON: {broken}")
    except (UnicodeDecodeError, RecursionError) as unreadable:
        return Rejected("not_json", f"data cannot be read: {unreadable}")


def _decode(fields: Mapping[bytes, bytes], now_ms: int) -> Event:
    if UNREADABLE in fields:
        raise _Bad("not_json", "the producer found no JSON object here: " + repr(fields[UNREADABLE][:80]))
    if fields.get(b"specversion") != b"1.0":
        raise _Bad("bad_attribute", 'specversion must be "1.0"')
    if fields.get(b"datacontenttype") != b"application/json":
        raise _Bad("bad_attribute", 'datacontenttype must be "application/json"')
    type_name = _TYPES.get(fields.get(b"type", b"")) or _no_type(fields)
    event_id, source, subject = _names(fields)
    at = _time(fields, now_ms)
    raw = _data(fields)
    return Event(at, RANK[type_name], event_id, source, type_name, subject, payload(type_name, raw), raw.decode())


_TYPES = {name.encode(): name for name in RANK}


def _no_type(fields: Mapping[bytes, bytes]) -> str:
    type_name = _name(fields, b"type")
    raise _Bad("unknown_type", f"type {type_name[:80]!r} is not in the contract's table of events")


def _names(fields: Mapping[bytes, bytes]) -> tuple[str, str, str]:
    """id, source, subject. Plain ASCII ones of usual length, which is nearly all, need no closer look."""
    one, two, three = fields.get(b"id", b""), fields.get(b"source", b""), fields.get(b"subject", b"")
    if 0 < len(one) <= MAX_NAME and 0 < len(two) <= MAX_NAME and 0 < len(three) <= MAX_NAME:
        together = one + two + three
        if together.isascii() and b"\x00" not in together:
            return one.decode(), two.decode(), three.decode()
    return _name(fields, b"id"), _name(fields, b"source"), _name(fields, b"subject")


def _name(fields: Mapping[bytes, bytes], key: bytes) -> str:
    raw = fields.get(key)
    if not raw:
        raise _Bad("missing_attribute", f"{key.decode()} is missing or empty")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise _Bad("bad_attribute", f"{key.decode()} is not UTF-8") from None
    if len(text) > MAX_NAME or b"\x00" in raw:
        raise _Bad("bad_attribute", f"{key.decode()} is longer than {MAX_NAME} characters or holds a NUL")
    return text


def _time(fields: Mapping[bytes, bytes], now_ms: int) -> int:
    raw = fields.get(b"time")
    if not raw:
        raise _Bad("missing_attribute", "time is missing or empty")
    try:
        at = instants.parse(raw.decode())
    except ValueError as wrong:
        raise _Bad("bad_time", f"time: {wrong}") from None
    if not EARLIEST_MS <= at <= now_ms + AHEAD_MS:
        raise _Bad(
            "absurd_time", "time is before the year 2000 or more than one hour ahead of this machine's UTC clock"
        )
    return at


def _data(fields: Mapping[bytes, bytes]) -> bytes:
    raw = fields.get(b"data")
    if not raw:
        raise _Bad("missing_attribute", "data is missing or empty")
    if len(raw) > MAX_DATA:
        raise _Bad("too_large", f"data has more than {MAX_DATA} bytes")
    if b"\\u0000" in raw or b"\x00" in raw:
        raise _Bad("bad_field", "data holds a NUL character, which no database text can keep")
    # Read whole, though a payload names a few fields only: a number that no reader can hold may stand in any other.
    found = msgspec.json.decode(raw)
    if not isinstance(found, dict):
        raise _Bad("not_an_object", "data must be a JSON object")
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and _deeper(found, DEEPEST):
        raise _Bad("bad_field", f"data is nested deeper than {DEEPEST} levels")
    return raw


def _deeper(value: object, levels: int) -> bool:
    """Whether arrays and objects lie in each other more than `levels` times."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return bool(inner) and (levels == 0 or any(_deeper(one, levels - 1) for one in inner))
