"""Whose frames somebody gets: of a wall his own part of the city or less, of the desks' nudge nothing to see."""

import pytest

from dashboard.auth.audience import Audience
from dashboard.auth.who import CITY, DEVICE_RIGHTS, RIGHTS, Principal, Scope

TWO = Scope(areas=frozenset({"530102", "530111"}))
UNIT = Scope(units=frozenset({"五华区城管局"}))


def wall(scope: Scope) -> Principal:
    """A wall device."""
    return Principal("device", "1", "大厅", DEVICE_RIGHTS, scope)


def viewer(scope: Scope = CITY) -> Principal:
    """A leader."""
    return Principal("user", "2", "领导", RIGHTS["viewer"], scope, "viewer")


@pytest.mark.parametrize(
    ("who", "view", "asked", "gets"),
    [
        (wall(CITY), "wall", None, "city"),
        (wall(CITY), "wall", "area:530102", "area:530102"),
        (wall(TWO), "wall", None, "area:530102+530111"),
        (wall(TWO), "wall", "area:530111", "area:530111"),
        (wall(TWO), "wall", "area:530111+530102", None),
        (wall(TWO), "wall", "area:530102+530103", None),
        (wall(TWO), "wall", "city", None),
        (wall(Scope(areas=frozenset())), "wall", None, None),
        (wall(Scope(areas=frozenset({"530102+530111"}))), "wall", "area:530102+530111", None),
        (wall(Scope(areas=frozenset({"530102+530111"}))), "wall", None, None),
        (wall(CITY), "desk", None, None),
        (wall(CITY), "duty", None, None),
        (viewer(), "desk", None, "city"),
        (viewer(TWO), "desk", "city", "city"),
        (viewer(), "desk", "area:530102", None),
        (viewer(UNIT), "wall", None, None),
        (Principal("user", "3", "责任单位", RIGHTS["department"], UNIT), "wall", None, None),
        (Principal("key", "4", "网关", frozenset({"events:write"})), "desk", None, None),
    ],
)
def test_nobody_follows_more_than_his_own(who: Principal, view: str, asked: str | None, gets: str | None) -> None:
    assert Audience.scope_of(who, view, asked) == gets


@pytest.mark.parametrize("scope", [CITY, TWO, UNIT, Scope(TWO.areas, UNIT.units)])
def test_a_scopes_name_leads_back_to_it(scope: Scope) -> None:
    assert Scope.named(scope.name) == scope


@pytest.mark.parametrize(
    "name", ["", "area:", "area:1+", "area:2+1", "area:1;area:1", "unit", "street:1", "city;area:1"]
)
def test_what_is_no_scopes_name_is_none(name: str) -> None:
    assert Scope.named(name) is None
