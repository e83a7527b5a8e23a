"""Desks at a past moment: what an address asks for, and what the visitor is told."""

from zoneinfo import ZoneInfo

import pytest

from callbacks.desk_pages import Visit
from callbacks.desk_past import NoSuchMomentError, keeping, moment_of
from dashboard.auth.who import RIGHTS, Principal
from dashboard.domain import instants
from layouts.desk.words import words

ZONE = ZoneInfo("Asia/Shanghai")
NOW = instants.parse("2024-11-15T10:00:00+08:00")
HALF_PAST_NINE = instants.parse("2024-11-12T09:30:00+08:00")


@pytest.mark.parametrize(
    "search",
    [
        "?at=2024-11-12T09:30:00%2B08:00",
        "?at=2024-11-12T09:30:00+08:00",
        "?lang=en&at=2024-11-12T01:30:00Z",
    ],
)
def test_a_moment_is_read_however_its_plus_is_written(search: str) -> None:
    assert moment_of(search, ZONE, NOW) == HALF_PAST_NINE


def test_a_day_is_its_midnight() -> None:
    assert moment_of("?at=2024-11-12", ZONE, NOW) == instants.parse("2024-11-12T00:00:00+08:00")


@pytest.mark.parametrize("search", [None, "", "?lang=en"])
def test_without_one_it_is_now(search: str | None) -> None:
    assert moment_of(search, ZONE, NOW) is None


@pytest.mark.parametrize(
    "text", ["%20", "yesterday", "2024-11-12T09:30", "2024-13-01", "1999-12-31", "2024-11-15T10:00:00.001%2B08:00"]
)
def test_what_is_no_past_moment_is_refused(text: str) -> None:
    with pytest.raises(NoSuchMomentError):
        moment_of(f"?at={text}", ZONE, NOW)


def test_other_pages_are_left_for_at_the_same_moment() -> None:
    """What `keeping` writes, `moment_of` reads."""
    path, _, search = keeping("/cases", HALF_PAST_NINE, ZONE).partition("?")
    assert (path, moment_of("?" + search, ZONE, NOW)) == ("/cases", HALF_PAST_NINE)
    assert keeping("/cases", None, ZONE) == "/cases"


def test_a_visit_shows_its_moment() -> None:
    who = Principal("user", "u", "张敏", RIGHTS["viewer"], role="viewer")
    assert Visit(who, "/duty", {}, words("zh")).now(NOW) == NOW
    assert Visit(who, "/duty", {}, words("zh"), HALF_PAST_NINE).now(NOW) == HALF_PAST_NINE
