"""Query strings of the read doors: strict, so that a slip of the pen never asks for something else."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from dashboard.api.problems import Problem
from dashboard.domain import instants
from dashboard.domain.figures import FILTERS

EARLIEST_MS = instants.parse("1900-01-01T00:00:00Z")
LATEST_MS = instants.parse("2200-01-01T00:00:00Z")

Args = MultiDict[str, str]


def only(args: Args, known: Iterable[str]) -> None:
    """Refuses names that the door does not know, and texts that no database can hold."""
    names = tuple(known)
    for name, value in args.items(multi=True):
        if name not in names:
            raise Problem(
                400, "unknown_parameter", f"there is no parameter {name[:40]!r}", f"known: {', '.join(names)}"
            )
        if "\x00" in value:
            raise Problem(400, "bad_value", f"{name!r} holds a NUL character", "leave it out")


def single(args: Args, name: str) -> str | None:
    """The value of a parameter that may stand once."""
    values = [value for value in args.getlist(name) if value]
    if len(values) > 1:
        raise Problem(400, "repeated_parameter", f"{name!r} stands more than once", "give it once")
    return values[0] if values else None


def moment(args: Args, name: str, zone: ZoneInfo) -> int | None:
    """A bound: a day (its midnight in the city) or an RFC 3339 moment with an offset; ms UTC."""
    text = single(args, name)
    if text is None:
        return None
    wrong = Problem(
        400,
        "bad_moment",
        f"{name!r} is {text[:40]!r}",
        "write a day (2024-11-01) or a moment with an offset (2024-11-01T08:00:00+08:00; '+' as %2B), 1900 to 2199",
    )
    try:
        at = instants.parse_bound(text, zone)
    except ValueError as error:
        raise wrong from error
    if not EARLIEST_MS <= at < LATEST_MS:
        raise wrong
    return at


def filters(args: Args) -> dict[str, tuple[str, ...]]:
    """The filters that are given; a value may be repeated or a list with commas: any of them."""
    found: dict[str, tuple[str, ...]] = {}
    for name in FILTERS:
        values = tuple(part for value in args.getlist(name) for part in value.split(",") if part)
        if values:
            found[name] = values
    return found


def choice(args: Args, name: str, choices: Iterable[str]) -> str | None:
    """A parameter with listed values."""
    text = single(args, name)
    allowed = tuple(choices)
    if text is not None and text not in allowed:
        raise Problem(400, "bad_value", f"{name!r} is {text[:40]!r}", f"one of: {', '.join(allowed)}")
    return text


def number(args: Args, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most`."""
    text = single(args, name)
    if text is None:
        return default
    if not (text.isdecimal() and 1 <= int(text) <= most):
        raise Problem(400, "bad_value", f"{name!r} is {text[:40]!r}", f"a whole number from 1 to {most}")
    return int(text)
