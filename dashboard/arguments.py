"""How the command line writes moments and filters, in its own words. Knows no command."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from dashboard.domain import instants
from dashboard.errors import UsageError


def moment(text: str, zone: ZoneInfo) -> int:
    """A date (its midnight in the zone) or a moment with an offset, in ms UTC. UsageError if it is neither."""
    try:
        return instants.parse_bound(text, zone)
    except ValueError as error:
        raise UsageError(f"{text!r} is no date (2024-11-01) and no moment with an offset: {error}") from error


def spread(args: list[str], flags: Collection[str]) -> list[str]:
    """`--area A B` as `--area A --area B` for these flags: contract §3 writes a filter's values one after the other."""
    found: list[str] = []
    flag = ""
    for place, arg in enumerate(args):
        if arg.startswith("-"):
            flag = arg if arg.removeprefix("--") in flags else ""
        elif flag and args[place - 1] != flag:
            found.append(flag)
        found.append(arg)
    return found
