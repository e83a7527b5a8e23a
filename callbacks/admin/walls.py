"""The tab of wall devices."""

from dash.development.base_component import Component
from flask import request

from callbacks.admin import holders
from callbacks.admin.deps import AdminDeps, Tab
from callbacks.admin.holders import Desk, Rows, Values
from dashboard.admin import rows
from dashboard.admin.refusal import acted
from dashboard.auth import current
from dashboard.offload import offload
from dashboard.store.web.pairings import PAGE
from layouts.admin import parts
from layouts.admin.holders import Button, Field, Holders, Pairs
from layouts.desk.table import column
from layouts.desk.words import Words

_COLUMNS = (
    column("name", "名称", width=180, pinned="left"),
    column("scope", "范围", flex=1, minWidth=140),
    column("state", "状态", width=100),
    column("contact", "最近联系", width=150),
    column("page", "页面", width=90),
    column("panels", "面板", width=110),
    column("lag", "延迟", width=90),
    column("heap", "内存", width=90),
    column("build", "版本", width=120),
    column("made", "配对", width=200),
)
_BUTTONS = (
    Button("save", "配对 / 保存", chosen=False),
    Button("new", "新增", chosen=False),
    Button("link", "生成链接", chosen=False),
    Button("revoke", "停用"),
    Button("forget", "删除"),
)


def tab(deps: AdminDeps) -> Tab:
    """The tab."""
    return holders.tab(
        Desk(
            lambda: looks(deps.areas()),
            lambda say: _rows(deps, say),
            lambda pressed, chosen, values, say: _act(deps, pressed, chosen, values, say),
        )
    )


def _rows(deps: AdminDeps, say: Words) -> Rows:
    return rows.walls(offload(deps.walls.listed), deps.reports(), deps.words(say), deps.real_ms())


def looks(areas: Pairs) -> Holders:
    """What the tab looks like. `areas` are (code, name)."""
    fields = (
        Field("code", "配对码", help="屏幕上显示的六位字符", fixed=True),
        Field("name", "名称", required=True, fixed=True, help="如：指挥大厅主屏"),
        Field("areas", "只看这些区域", "several", areas, help="不选为全市"),
    )
    about = "没有键盘的大屏。打开 /wall 会显示配对码，在这里输入即可，或生成一个链接在那台机器上打开。停用立即生效。"
    return Holders("walls", "设备", "设备", about, _COLUMNS, fields, _BUTTONS)


def _act(deps: AdminDeps, pressed: str, chosen: str, values: Values, say: Words) -> Component:
    """Does what the button says; what is told of it."""
    walls, by, name, scope = deps.walls, current.require("admin").name, values.text("name"), values.scope()
    detail = {"scope": scope.name}
    if pressed == "revoke":
        acted(deps.audit, "device.revoke", name, lambda: walls.revoke(chosen, by))
        return parts.done(say("已停用 {}，大屏在数秒内显示已停用。").format(name))
    if pressed == "forget":
        acted(deps.audit, "device.forget", name, lambda: walls.forget(chosen))
        return parts.done(say("已删除 {}。").format(name))
    if pressed == "link":
        secret = acted(deps.audit, "device.link", name, lambda: walls.link(name, scope, by), detail)
        told = say("在 {} 上打开这个链接（一周内有效，只能用一次）：").format(name)
        return parts.secret(told, f"{request.host_url.rstrip('/')}{PAGE}#{secret}")
    if chosen:
        acted(deps.audit, "device.rebind", name, lambda: walls.rebind(chosen, scope), detail)
        return parts.done(say("已保存 {}。").format(name))
    acted(deps.audit, "device.pair", name, lambda: walls.pair(values.text("code"), name, scope, by), detail)
    return parts.done(say("已配对 {}，大屏随即显示。").format(name))
