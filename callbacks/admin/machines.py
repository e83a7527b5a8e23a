"""The tab of machines' API keys."""

from dash.development.base_component import Component

from callbacks.admin import holders
from callbacks.admin.deps import AdminDeps, Tab
from callbacks.admin.holders import Desk, Values
from dashboard.admin import rows
from dashboard.admin.machines import Asked
from dashboard.admin.refusal import acted
from dashboard.auth import current
from dashboard.offload import offload
from dashboard.views.admin.words import MACHINE_RIGHTS
from layouts.admin import parts
from layouts.admin.holders import Button, Field, Holders, Pairs
from layouts.desk.table import column
from layouts.desk.words import Words

_COLUMNS = (
    column("name", "名称", width=170, pinned="left"),
    column("rights", "权限", flex=1, minWidth=220),
    column("sources", "事件来源", width=170),
    column("scope", "范围", width=150),
    column("rate", "每分钟", width=90),
    column("expires", "到期", width=150),
    column("state", "状态", width=90),
    column("used", "最近使用", width=150),
)
_BUTTONS = (
    Button("save", "保存", chosen=False),
    Button("new", "新增", chosen=False),
    Button("rotate", "轮换"),
    Button("toggle", "停用", toggles=True),
    Button("remove", "删除"),
)


def tab(deps: AdminDeps) -> Tab:
    """The tab."""
    return holders.tab(
        Desk(
            lambda: looks(deps.areas()),
            lambda say: rows.keys(offload(deps.machines.listed), deps.words(say), deps.real_ms()),
            lambda pressed, chosen, values, say: _act(deps, pressed, chosen, values, say),
        )
    )


def looks(areas: Pairs) -> Holders:
    """What the tab looks like. `areas` are (code, name)."""
    fields = (
        Field("name", "名称", required=True, fixed=True, help="接入单位或系统"),
        Field("rights", "权限", "several", tuple(MACHINE_RIGHTS.items())),
        Field("sources", "只写这些事件来源", "lines", help="CloudEvents 的 source，不填为不限"),
        Field("areas", "只看这些区域", "several", areas, help="不选为全市"),
        Field("units", "只看这些责任单位", "lines", help="不填为不限，回车分隔"),
        Field("rate", "每分钟请求数", help="0 或留空为不限"),
        Field("expires", "到期时刻", help="如 2026-12-31 18:00，留空为不到期"),
    )
    about = "每个接入系统一个密钥。密钥只在生成时显示一次；轮换后旧密钥再用一周，接入不中断；停用数秒内生效。"
    return Holders("machines", "密钥", "密钥", about, _COLUMNS, fields, _BUTTONS)


def _act(deps: AdminDeps, pressed: str, chosen: str, values: Values, say: Words) -> Component:
    """Does what the button says; what is told of it."""
    current.require("admin")
    machines, name = deps.machines, chosen or values.text("name").strip()
    if pressed == "rotate":
        secret = acted(deps.audit, "key.rotate", name, lambda: machines.rotate(chosen))
        return parts.secret(say("{} 的新密钥（只显示这一次，旧密钥再用一周）：").format(name), secret)
    if pressed == "toggle":
        stopped = acted(deps.audit, "key.toggle", name, lambda: machines.toggle(chosen))
        return parts.done(say("已停用 {}，数秒内生效。" if stopped else "已启用 {}。").format(name))
    if pressed == "remove":
        acted(deps.audit, "key.remove", name, lambda: machines.remove(chosen))
        return parts.done(say("已删除 {}。").format(name))
    return _kept(deps, name, _asked(values), say, new=not chosen)


def _kept(deps: AdminDeps, name: str, asked: Asked, say: Words, *, new: bool) -> Component:
    detail = {"rights": sorted(asked.rights), "sources": sorted(asked.sources), "scope": asked.scope.name}
    if new:
        secret = acted(deps.audit, "key.add", name, lambda: deps.machines.add(name, asked), detail)
        return parts.secret(say("已新增 {}，密钥只显示这一次：").format(name), secret)
    acted(deps.audit, "key.change", name, lambda: deps.machines.change(name, asked), detail)
    return parts.done(say("已保存 {}。").format(name))


def _asked(values: Values) -> Asked:
    limits = values.text("rate"), values.text("expires")
    return Asked(values.texts("rights"), values.texts("sources"), values.scope(), *limits)
