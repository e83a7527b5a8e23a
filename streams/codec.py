"""A stream entry becomes an event or a named reason; total, pure (contract §1).

Knows the CloudEvents attributes of an entry and their limits. Does not know Redis, nor what an event means.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from dashboard.domain import instants
from dashboard.domain.events import RANK, Event, payload
from dashboard.domain.payloads import Payload
from streams.entries import Values, values_of

EARLIEST_MS = 946_684_800_000  # 2000-01-01T00:00:00Z
AHEAD_MS = instants.HOUR_MS
MAX_NAME = 256
MAX_DATA = 262_144
DEEPEST = 64
"""Levels of arrays and objects in data: what is taken here must be read again with much more on the stack."""
SHORT = 80
"""Bytes of data up to which what was read is remembered: who did it, or a result, are the same in many events."""


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
    return decode_values(values_of(fields), now_ms)


def decode_values(values: Values, now_ms: int) -> Event | Rejected:
    """The same for an entry of which the attributes have been picked already."""
    try:
        return _decode(values, now_ms)
    except _Bad as bad:
        return bad.rejected
    except msgspec.ValidationError as wrong:
        return Rejected("bad_field", f"data: {wrong}")
    except msgspec.DecodeError as broken:
        return Rejected("not_json", f"data is not JSON: {broken}")
    except (UnicodeDecodeError, RecursionError) as unreadable:
        return Rejected("not_json", f"data cannot be read: {unreadable}")


def _decode(values: Values, now_ms: int) -> Event:
    specversion, event_id, source, kind, subject, time, content_type, data, unreadable, *_ = values
    if unreadable is not None:
        raise _Bad("not_json", "the producer found no JSON object here: " + repr(unreadable[:80]))
    if specversion != b"1.0":
        raise _Bad("bad_attribute", 'specversion must be "1.0"')
    if content_type != b"application/json":
        raise _Bad("bad_attribute", 'datacontenttype must be "application/json"')
    type_name = _TYPES.get(kind) or _no_type(kind)
    names = _names(event_id, source, subject)
    at = _time(time, now_ms)
    if not data:
        raise _Bad("missing_attribute", "data is missing or empty")
    typed, text = _remembered(type_name, data) if len(data) <= SHORT else _data(type_name, data)
    return Event(at, RANK[type_name], names[0], names[1], type_name, names[2], typed, text)


_TYPES = {name.encode(): name for name in RANK}


def _no_type(raw: bytes | None) -> str:
    type_name = _name("type", raw)
    raise _Bad("unknown_type", f"type {type_name[:80]!r} is not in the contract's table of events")


def _names(event_id: bytes | None, source: bytes | None, subject: bytes | None) -> tuple[str, str, str]:
    """id, source, subject. Plain ASCII ones of usual length, which is nearly all, need no closer look."""
    if event_id and source and subject:
        together = event_id + source + subject
        if len(together) <= MAX_NAME and together.isascii() and b"\x00" not in together:
            return event_id.decode(), source.decode(), subject.decode()
    return _name("id", event_id), _name("source", source), _name("subject", subject)


def _name(name: str, raw: bytes | None) -> str:
    if not raw:
        raise _Bad("missing_attribute", f"{name} is missing or empty")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise _Bad("bad_attribute", f"{name} is not UTF-8") from None
    if len(text) > MAX_NAME or b"\x00" in raw:
        raise _Bad("bad_attribute", f"{name} is longer than {MAX_NAME} characters or holds a NUL")
    return text


def _time(raw: bytes | None, now_ms: int) -> int:
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


def _data(type_name: str, raw: bytes) -> tuple[Payload, str]:
    """The typed payload and the whole text of `data`."""
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
    return payload(type_name, raw), raw.decode()


_remembered = lru_cache(maxsize=8192)(_data)


def _deeper(value: object, levels: int) -> bool:
    """Whether arrays and objects lie in each other more than `levels` times."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return bool(inner) and (levels == 0 or any(_deeper(one, levels - 1) for one in inner))
