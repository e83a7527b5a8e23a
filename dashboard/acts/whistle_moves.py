"""The order in which a desk lets a whistle's steps be done. PURE.

The fold takes whatever other systems say happened (contract §1); somebody at a desk is held to the rules of the house:
nobody signs twice, work is done before it is verified, verified before it is rated, rated before it is closed, and a
whistle is only ever raised upwards. Each refusal is a name in `dashboard.acts.words`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from dashboard.domain.whistle import Whistle

UPWARDS: Final = ("street", "district", "city")
"""The levels, from the lowest."""

_STAMPS: Final = {
    "whistle.sign": ("signed_at", "already_signed"),
    "whistle.contact": ("contacted_at", "already_contacted"),
    "whistle.check_in": ("checked_in_at", "already_checked_in"),
}


def refusal(whistle: Whistle, act: str, department: str | None = None, to: str | None = None) -> str | None:
    """Why this act is not the whistle's next, by name; None if it may be. Without a department or level, whether it
    may be for any.
    """
    if act in _STAMPS:
        return _STAMPS[act][1] if _done_by(whistle, act, department) else None
    if act == "whistle.raise":
        return _not_upwards(whistle.level, to)
    check = _CHECKS.get(act)
    return check(whistle) if check else None


def has_done(whistle: Whistle, act: str, department: str) -> bool:
    """Has this department signed, made contact, turned up, already?"""
    return act in _STAMPS and _done_by(whistle, act, department)


def _done_by(whistle: Whistle, act: str, department: str | None) -> bool:
    called = whistle.departments
    some = [called[department]] if department in called else list(called.values())
    return all(getattr(one, _STAMPS[act][0]) is not None for one in some)


def _not_upwards(level: str, to: str | None) -> str | None:
    if level == UPWARDS[-1]:
        return "already_city"
    known = level in UPWARDS and to in UPWARDS
    return "not_higher" if known and UPWARDS.index(to or "") <= UPWARDS.index(level) else None


def _handle(whistle: Whistle) -> str | None:
    if whistle.verified == "pass":
        return "already_verified"
    if whistle.handled_at is not None:
        return "already_handled"
    came = any(one.checked_in_at is not None for one in whistle.departments.values())
    return None if came else "nobody_came"


def _verify(whistle: Whistle) -> str | None:
    if whistle.verified == "pass":
        return "already_verified"
    return "not_handled" if whistle.handled_at is None else None


def _rate(whistle: Whistle) -> str | None:
    return None if whistle.verified == "pass" else "not_verified"


def _close(whistle: Whistle) -> str | None:
    if whistle.verified != "pass":
        return "not_verified"
    unrated = whistle.rated and any(one.score is None for one in whistle.departments.values())
    return "not_rated" if unrated else None


_CHECKS: Final[Mapping[str, Callable[[Whistle], str | None]]] = {
    "whistle.handle": _handle,
    "whistle.verify": _verify,
    "whistle.rate": _rate,
    "whistle.close": _close,
    "whistle.withdraw": lambda whistle: "already_verified" if whistle.verified == "pass" else None,
}
