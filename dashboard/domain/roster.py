"""Who is on duty in the command centre, and whom to call in an emergency. PURE.

A watch is one person's stretch of duty at one post. Watches may overlap; nobody on duty is a state, not an error.
Moments are ms UTC of the city's clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple, cast, get_args

from dashboard.domain.instants import DAY_MS

Post = Literal["lead", "officer", "on_call"]
"""值班长, who answers for the watch · 值班员 · 应急值守: not at the desk, to be called in an emergency."""

POSTS: Final[tuple[Post, ...]] = get_args(Post)
LONGEST_MS: Final = 7 * DAY_MS
"""A longer watch is a slip of the pen in a date."""


class Watch(NamedTuple):
    """One person's duty within [start, end). `no` is 0 until it is kept."""

    no: int
    person: str
    post: Post
    start: int
    end: int
    phone: str = ""


def on_duty(watches: Iterable[Watch], now: int) -> tuple[Watch, ...]:
    """Those at the desk now, who leads first."""
    return _now(watches, now, ("lead", "officer"))


def on_call(watches: Iterable[Watch], now: int) -> tuple[Watch, ...]:
    """Whom to call in an emergency now; where nobody is on call, who leads."""
    found = list(watches)
    return _now(found, now, ("on_call",)) or _now(found, now, ("lead",))


def coming(watches: Iterable[Watch], now: int) -> tuple[Watch, ...]:
    """Watches that have not begun yet, next first."""
    return tuple(sorted((watch for watch in watches if watch.start > now), key=lambda watch: (watch.start, watch.no)))


def fault(watch: Watch) -> str | None:
    """What is wrong with a watch as somebody filled it in: a reason's name, None if nothing is."""
    if not watch.person.strip():
        return "no_person"
    if watch.post not in POSTS:
        return "no_such_post"
    if watch.end <= watch.start:
        return "ends_before_it_begins"
    return "too_long" if watch.end - watch.start > LONGEST_MS else None


def post(text: str) -> Post:
    """The post of a form's text; `fault` names one that is none."""
    return cast("Post", text)


def _now(watches: Iterable[Watch], now: int, posts: tuple[Post, ...]) -> tuple[Watch, ...]:
    found = [watch for watch in watches if watch.start <= now < watch.end and watch.post in posts]
    return tuple(sorted(found, key=lambda watch: (posts.index(watch.post), watch.start, watch.no)))
