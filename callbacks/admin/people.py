"""The tab of users."""

from dash.development.base_component import Component

from callbacks.admin import holders
from callbacks.admin.deps import AdminDeps, Tab
from callbacks.admin.holders import Desk, Values
from dashboard.admin import rows
from dashboard.admin.refusal import acted
from dashboard.auth import current
from dashboard.offload import offload
from dashboard.views.admin.words import ROLES
from layouts.admin import parts
from layouts.admin.holders import Button, Field, Holders, Pairs
from layouts.desk.table import column
from layouts.desk.words import Words

_COLUMNS = (
    column("name", "用户名", width=150, pinned="left"),
    column("display", "姓名", width=150),
    column("role", "角色", width=110),
    column("scope", "范围", flex=1, minWidth=160),
    column("state", "状态", width=110),
    column("signed_in", "上次登录", width=150),
)
_BUTTONS = (
    Button("save", "保存", chosen=False),
    Button("new", "新增", chosen=False),
    Button("toggle", "停用", toggles=True),
    Button("reset", "重置密码"),
)
_RESET = "{} 的一次性密码（只显示这一次，首次登录须修改）："
_ADDED = "已新增 {}，一次性密码（只显示这一次，首次登录须修改）："


def tab(deps: AdminDeps) -> Tab:
    """The tab."""
    return holders.tab(
        Desk(
            lambda: looks(deps.areas()),
            lambda say: rows.people(offload(deps.people.listed), deps.words(say)),
            lambda pressed, chosen, values, say: _act(deps, pressed, chosen, values, say),
        )
    )


def looks(areas: Pairs) -> Holders:
    """What the tab looks like. `areas` are (code, name)."""
    fields = (
        Field("name", "用户名", required=True, fixed=True),
        Field("display", "姓名", required=True),
        Field("role", "角色", "choice", tuple(ROLES.items()), empty="viewer"),
        Field("areas", "只看这些区域", "several", areas, help="不选为全市"),
        Field("units", "只看这些责任单位", "lines", help="不填为不限，回车分隔"),
    )
    about = "谁可以登录、看哪些区域、做什么。停用、重置密码或改动角色后，该用户在数秒内退出。"
    return Holders("people", "用户", "用户", about, _COLUMNS, fields, _BUTTONS)


def _act(deps: AdminDeps, pressed: str, chosen: str, values: Values, say: Words) -> Component:
    """Does what the button says; what is told of it."""
    people, who, name = deps.people, current.require("admin"), values.text("name")
    display, role, scope = values.text("display"), values.text("role"), values.scope()
    detail = {"role": role, "scope": scope.name}
    if pressed == "toggle":
        locked = acted(deps.audit, "user.toggle", name, lambda: people.toggle(who, chosen))
        return parts.done(say("已停用 {}，该用户在数秒内退出。" if locked else "已启用 {}。").format(name))
    if pressed == "reset":
        first = acted(deps.audit, "user.reset", name, lambda: people.reset(chosen))
        return parts.secret(say(_RESET).format(name), first)
    if chosen:
        acted(deps.audit, "user.change", name, lambda: people.change(who, chosen, display, role, scope), detail)
        return parts.done(say("已保存 {}。").format(name))
    first = acted(deps.audit, "user.add", name, lambda: people.add(name, display, role, scope), detail)
    return parts.secret(say(_ADDED).format(name), first)
