"""Moments: integer milliseconds since 1970 UTC inside, RFC 3339 with an offset at the borders (contract §1).

Knows how both are written; does not know what time it is now.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The calendar's last day but one, so that every zone can show it: a long pause may push a deadline beyond.
_LAST_MS = 253_402_214_400_000
_RFC3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))",
    re.ASCII,
)


class Instant(int):
    """A moment in milliseconds since 1970 UTC; a type of its own so that a payload says which fields are times."""

    __slots__ = ()


# Days, minutes of the day, seconds and offsets already understood, in ms: events share nearly all of them.
_seen: dict[str, int] = {}
_MOST_SEEN = 100_000


def parse(text: str) -> int:
    """Milliseconds of an RFC 3339 moment with an offset; digits beyond the millisecond are cut. ValueError if none."""
    try:
        # Only whole parts that the full reading below has taken apart and remembered: same answer, a third of the time.
        at = _seen[text[:11]] + _seen[text[10:16]] + _seen[text[16:19]] - _seen[text[-6:]]
        rest = text[19:-6]
        if not rest:
            return at
        if len(rest) == 4 and rest[0] == "." and rest[1:].isdecimal() and rest.isascii():
            return at + int(rest[1:])
    except KeyError:
        pass
    return _parse(text)


def _parse(text: str) -> int:
    found = _RFC3339.fullmatch(text)
    if found is None:
        raise ValueError(f"not an RFC 3339 moment with an offset: {text[:40]!r}")
    day, hour, minute, second, fraction, sign, offset_hour, offset_minute = found.groups()
    day_ms = (date.fromisoformat(day).toordinal() - _EPOCH_DAY) * DAY_MS
    minute_ms, second_ms = int(hour) * HOUR_MS + int(minute) * MINUTE_MS, int(second) * SECOND_MS
    offset = 0
    if sign:
        offset = (int(offset_hour) * HOUR_MS + int(offset_minute) * MINUTE_MS) * (-1 if sign == "-" else 1)
        if len(_seen) > _MOST_SEEN:
            _seen.clear()
        # Keys keep the T, the colon and the sign's place, so that none of the four can be taken for another.
        _seen[text[:11]], _seen[text[10:16]] = day_ms, minute_ms
        _seen[text[16:19]], _seen[text[-6:]] = second_ms, offset
    return day_ms + minute_ms + second_ms - offset + (int((fraction + "00")[:3]) if fraction else 0)


def render(at: int, zone: ZoneInfo) -> str:
    """The moment as RFC 3339 with the zone's offset; milliseconds only where there are any."""
    moment = (_EPOCH + timedelta(milliseconds=min(at, _LAST_MS))).astimezone(zone)
    return moment.isoformat(timespec="milliseconds" if at % SECOND_MS else "seconds")


def parse_bound(text: str, zone: ZoneInfo) -> int:
    """A period's bound as people write it: a date (its midnight in the zone) or an RFC 3339 moment."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return midnight(date.fromisoformat(text), zone)
    return parse(text)


def midnight(day: date, zone: ZoneInfo) -> int:
    """The first moment of a day in the zone."""
    return to_ms(datetime(day.year, day.month, day.day, tzinfo=zone))


def local(at: int, zone: ZoneInfo) -> datetime:
    """The moment as an aware datetime of the zone."""
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)


def to_ms(moment: datetime) -> int:
    """Milliseconds of an aware datetime."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)
