"""Desks at a past moment: what `?at=` in an address means. Whoever looks back reads, and does nothing.

Pages get it as `Visit.at`; their callbacks read it from the address bar (`State(ids.DESK_LOCATION, "search")`).
"""

from typing import Final
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from dashboard.domain import instants

AT: Final = "at"
_EARLIEST_MS: Final = instants.parse("2000-01-01T00:00:00Z")


class NoSuchMomentError(ValueError):
    """`?at=` is no moment that can be shown; the message is for the visitor, in Chinese."""


def query_of(search: str | None) -> dict[str, str]:
    """The address bar's query (`?a=b`) by name."""
    return dict(parse_qsl((search or "").removeprefix("?")))


def moment_of(search: str | None, zone: ZoneInfo, city_now: int | None = None) -> int | None:
    """The past moment that an address asks for, ms UTC, or None for now. A day is its midnight in `zone`.

    NoSuchMomentError if it is none, before 2000, or (where `city_now` is known) has not come yet.
    """
    text = query_of(search).get(AT)
    if text is None:
        return None
    try:
        # Typed by hand, an offset's plus is a blank by the rules of addresses.
        at = instants.parse_bound(text.strip().replace(" ", "+"), zone)
    except ValueError as error:
        raise NoSuchMomentError("请写成 2024-11-12T09:30:00+08:00 或 2024-11-12。") from error
    if at < _EARLIEST_MS or (city_now is not None and at > city_now):
        raise NoSuchMomentError("这个时刻还没有到，或者早于 2000 年。")
    return at


def keeping(path: str, at: int | None, zone: ZoneInfo) -> str:
    """The address of another page at the same moment."""
    return path if at is None else f"{path}?{urlencode({AT: instants.render(at, zone)})}"
