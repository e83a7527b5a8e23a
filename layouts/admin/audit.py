"""The tab of the audit log: a question, what was found, files. PURE."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from layouts import ids
from layouts.admin import parts
from layouts.desk.table import column, table
from layouts.desk.words import Words

TAB: Final = "audit"
FIELDS: Final = ("who", "action", "text", "outcome", "from", "to")
"""The question's parts, as the audit's door names them (`GET /api/v1/audit`)."""

_COLUMNS: Final = (
    column("at", "时间", width=150, pinned="left"),
    column("who", "谁", width=140),
    column("kind", "身份", width=80),
    column("action", "操作", width=150),
    column("target", "对象", width=220),
    column("outcome", "结果", width=80),
    column("detail", "详情", flex=1, minWidth=260),
    column("address", "地址", width=130),
)


def tab(rows: Sequence[Mapping[str, Any]], following: int | None, say: Words) -> Component:
    """The tab with the newest entries; `following` is where older ones begin (None: there are none)."""
    columns = [{**one, "headerName": say(one["headerName"]), "tooltipField": one["field"]} for one in _COLUMNS]
    older = parts.button(ids.admin(TAB, "older"), say("更早的记录"), disabled=following is None)
    return parts.tab(
        say("审计"),
        say("登录、被拒绝的尝试、各项操作、导出和改动。只能追加，谁都不能修改或删除。"),
        [
            dcc.Store(id=ids.admin(TAB, "following"), data=following),
            _question(say),
            table(ids.admin(TAB, "table"), say("审计"), columns, rows, say),
            html.Div([older, parts.answer(TAB)], className="admin-tools"),
        ],
    )


def file_address(kind: str, query: str) -> str:
    """Where the file (`csv` or `xlsx`) of a question is; `query` is its encoded form."""
    return f"/api/v1/audit.{kind}{'?' if query else ''}{query}"


def _question(say: Words) -> Component:
    outcomes = (("", say("全部")), ("done", say("完成")), ("refused", say("拒绝")))
    return html.Div(
        [
            parts.text(ids.admin(TAB, "who"), say("谁")),
            parts.text(ids.admin(TAB, "action"), say("操作代码开头"), placeholder="user."),
            parts.text(ids.admin(TAB, "text"), say("对象或详情含")),
            parts.select(ids.admin(TAB, "outcome"), say("结果"), outcomes, value=""),
            parts.text(ids.admin(TAB, "from"), say("从"), placeholder="2026-01-31"),
            parts.text(ids.admin(TAB, "to"), say("到（不含）"), placeholder="2026-02-01"),
            parts.button(ids.admin(TAB, "search"), say("查询"), first=True),
            html.A("CSV", id=ids.admin(TAB, "csv"), href=file_address("csv", ""), download=""),
            html.A("Excel", id=ids.admin(TAB, "xlsx"), href=file_address("xlsx", ""), download=""),
        ],
        className="admin-tools",
    )
