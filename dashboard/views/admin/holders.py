"""Users, devices and keys as rows of a table, in words. PURE."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from dashboard.auth.who import Role, Scope

Say = Callable[[str], str]
Stamp = Callable[[int | None], str]
"""A machine moment (ms) as people read it; None is a dash."""


class Person(Protocol):
    """A user, as the store has it."""

    @property
    def id(self) -> str: ...  # noqa: D102 – the names say it
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def display(self) -> str: ...  # noqa: D102
    @property
    def role(self) -> Role: ...  # noqa: D102
    @property
    def scope(self) -> Scope: ...  # noqa: D102
    @property
    def disabled(self) -> bool: ...  # noqa: D102
    @property
    def must_change(self) -> bool: ...  # noqa: D102
    @property
    def signed_in_at(self) -> int | None: ...  # noqa: D102


ROLES: dict[Role, str] = {
    "viewer": "领导",
    "officer": "值班员",
    "department": "责任单位",
    "analyst": "分析员",
    "admin": "管理员",
}
"""The roles' Chinese names."""


def people(users: Iterable[Person], area_name: Callable[[str], str], stamp: Stamp, say: Say) -> list[dict[str, Any]]:
    """One row a user; `role_code`, `areas`, `units` and `disabled` are for the form."""
    return [
        {
            "id": user.id,
            "name": user.name,
            "display": user.display,
            "role": say(ROLES[user.role]),
            "scope": scope(user.scope, area_name, say),
            "state": say("停用" if user.disabled else "待改密码" if user.must_change else "正常"),
            "signed_in": stamp(user.signed_in_at),
            "role_code": user.role,
            "areas": sorted(user.scope.areas or ()),
            "units": sorted(user.scope.units or ()),
            "disabled": user.disabled,
        }
        for user in users
    ]


def scope(limits: Scope, area_name: Callable[[str], str], say: Say) -> str:
    """A scope in words: 全市, or its areas and units by name."""
    if limits.whole_city:
        return say("全市")
    areas = "、".join(area_name(code) for code in sorted(limits.areas or ()))
    units = "、".join(sorted(limits.units or ()))
    return "；".join(part for part in (areas, units) if part)
