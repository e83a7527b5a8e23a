"""Where reports lie among the screens, and which one an address means: /bulletin/2024-11-01/2024-12-01. PURE."""

from __future__ import annotations

from datetime import time
from typing import Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from dashboard.domain.instants import local, parse_bound, render
from dashboard.domain.report_edits import ReportKey

PAGE: Final = "/bulletin"
DOOR: Final = "/api/v1/reports"
CITY: Final = "city"


def path(key: ReportKey, zone: ZoneInfo, edition: int = 0) -> str:
    """The address of a report's draft, or of a sealed edition."""
    return PAGE + "/" + "/".join(bounds(key, zone)) + query(key, edition)


def file(key: ReportKey, zone: ZoneInfo, ending: str, edition: int = 0, as_of: int = 0) -> str:
    """Where a report is had as a file; a draft as of a moment."""
    first, last = bounds(key, zone)
    said = {"from": first, "to": last}
    said |= {"edition": str(edition)} if edition else {"as_of": render(as_of, zone)}
    said |= {"scope": key.scope} if key.scope != CITY else {}
    return f"{DOOR}.{ending}?{urlencode(said)}"


def bounds(key: ReportKey, zone: ZoneInfo) -> tuple[str, str]:
    """A period's bounds as an address has them: dates, or moments where they are not midnight."""
    return _bound(key.start, zone), _bound(key.end, zone)


def query(key: ReportKey, edition: int = 0) -> str:
    """What stands behind the path: the edition, and the part of the city where it is not all of it."""
    said = [*([f"edition={edition}"] if edition else []), *([f"scope={quote(key.scope)}"] if key.scope != CITY else [])]
    return f"?{'&'.join(said)}" if said else ""


def _bound(at: int, zone: ZoneInfo) -> str:
    when = local(at, zone)
    return f"{when:%Y-%m-%d}" if when.time() == time.min else render(at, zone)


def period(start: str, end: str, zone: ZoneInfo) -> tuple[int, int]:
    """The bounds of an address, ms UTC. ValueError where they are none, or the wrong way round."""
    first, last = parse_bound(start, zone), parse_bound(end, zone)
    if last <= first:
        raise ValueError("the period ends before it begins")
    return first, last
