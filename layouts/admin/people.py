"""The tab of users. PURE."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc
from dash.development.base_component import Component

from dashboard.views.admin.holders import ROLES
from layouts import ids
from layouts.admin import parts
from layouts.desk.table import column, table
from layouts.desk.words import Words

TAB = "people"


def tab(rows: Sequence[Mapping[str, Any]], areas: Sequence[tuple[str, str]], say: Words) -> Component:
    """Rows as `dashboard.views.admin.holders.people` makes them; `areas` are (code, name)."""
    return parts.tab(
        say("用户"),
        say("谁可以登录、看哪些区域、做什么。停用、重置密码或改动角色后，该用户在数秒内退出。"),
        [
            table(
                ids.admin(TAB, "table"),
                say("用户"),
                [
                    column("name", say("用户名"), width=150, pinned="left"),
                    column("display", say("姓名"), width=150),
                    column("role", say("角色"), width=120),
                    column("scope", say("范围"), flex=1, minWidth=160),
                    column("state", say("状态"), width=130),
                    column("signed_in", say("上次登录"), width=160),
                ],
                rows,
            )
        ],
        [dcc.Store(id=ids.admin(TAB, "chosen"), data=""), _form(areas, say), parts.answer(TAB)],
    )


def _form(areas: Sequence[tuple[str, str]], say: Words) -> Component:
    return parts.form(
        ids.admin(TAB, "title"),
        say("新增用户"),
        [
            parts.text(ids.admin(TAB, "name"), say("用户名"), required=True),
            parts.text(ids.admin(TAB, "display"), say("姓名"), required=True),
            parts.select(
                ids.admin(TAB, "role"), say("角色"), [(role, say(name)) for role, name in ROLES.items()], value="viewer"
            ),
            parts.several(ids.admin(TAB, "areas"), say("只看这些区域（不选为全市）"), areas),
            parts.lines(ids.admin(TAB, "units"), say("只看这些责任单位（不填为不限，回车分隔）")),
        ],
        [
            parts.button(ids.admin(TAB, "save"), say("保存"), first=True),
            parts.button(ids.admin(TAB, "new"), say("新增")),
            parts.button(ids.admin(TAB, "lock"), say("停用"), disabled=True),
            parts.button(ids.admin(TAB, "reset"), say("重置密码"), disabled=True),
        ],
    )
