"""The tab of users: choose one or begin a new one, save, lock, reset."""

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component

from callbacks.admin.deps import AdminDeps, Tab
from callbacks.desk_pages import Visit
from callbacks.guarded import guarded
from dashboard.admin.people import scope_of
from dashboard.admin.refusal import Refused, acted
from dashboard.auth import current
from dashboard.offload import offload
from dashboard.views.admin import holders
from layouts import ids
from layouts.admin import parts
from layouts.admin import people as layout
from layouts.desk.words import words

_FIELDS = ("name", "display", "role", "areas", "units")
_NEW: dict[str, Any] = {"id": "", "name": "", "display": "", "role_code": "viewer", "areas": [], "units": []}


def tab(deps: AdminDeps) -> Tab:
    """The tab."""

    def draw(visit: Visit) -> Component:
        return layout.tab(_rows(deps, visit.words), deps.areas(), visit.words)

    return Tab("people", "用户", draw, lambda: layout.tab([], [], words("zh")), lambda app: _register(app, deps))


def _rows(deps: AdminDeps, say: Any) -> list[dict[str, Any]]:
    return holders.people(offload(deps.people.listed), deps.area_name, deps.stamp, say)


def _id(part: str) -> str:
    return ids.admin(layout.TAB, part)


def _register(app: Dash, deps: AdminDeps) -> None:
    @guarded(
        app,
        "admin",
        Output(_id("chosen"), "data"),
        Output(_id("title"), "children"),
        *(Output(_id(name), "value") for name in _FIELDS),
        Output(_id("name"), "disabled"),
        Output(_id("lock"), "children"),
        Output(_id("lock"), "disabled"),
        Output(_id("reset"), "disabled"),
        Input(_id("table"), "selectedRows"),
        Input(_id("new"), "n_clicks"),
        prevent_initial_call=True,
    )
    def choose(rows: list[dict[str, Any]] | None, clicks: int | None) -> tuple[Any, ...]:
        return _chosen((rows or [_NEW])[0] if ctx.triggered_id == _id("table") else _NEW)

    @guarded(
        app,
        "admin",
        Output(_id("answer"), "children"),
        Output(_id("table"), "rowData"),
        *(Input(_id(name), "n_clicks") for name in ("save", "lock", "reset")),
        State(_id("chosen"), "data"),
        *(State(_id(name), "value") for name in _FIELDS),
        prevent_initial_call=True,
    )
    def act(
        save: int | None,
        lock: int | None,
        reset: int | None,
        chosen: str,
        name: str,
        display: str,
        role: str,
        areas: list[str],
        units: list[str],
    ) -> tuple[Any, ...]:
        try:
            told = _act(deps, str(ctx.triggered_id), chosen, (name, display, role, areas, units))
        except Refused as refusal:
            return parts.refused(refusal.sentences), no_update
        return told, _rows(deps, words("zh"))


def _chosen(row: dict[str, Any]) -> tuple[Any, ...]:
    there = bool(row["id"])
    title = f"修改用户 {row['name']}" if there else "新增用户"
    fields = (row["name"], row["display"], row["role_code"], row["areas"], row["units"])
    return (row["id"], title, *fields, there, "启用" if row.get("disabled") else "停用", not there, not there)


def _act(deps: AdminDeps, pressed: str, chosen: str, fields: tuple[str, str, str, list[str], list[str]]) -> Component:
    """Does what the button says; what is told of it."""
    name, display, role, areas, units = fields
    who, scope = current.require("admin"), scope_of(areas, units)
    people, detail = deps.people, {"role": role, "scope": scope.name}
    if pressed == _id("lock"):
        return _lock(deps, chosen)
    if pressed == _id("reset"):
        first = acted(deps.audit, "user.reset", chosen, lambda: people.reset(chosen))
        return parts.secret(f"{name} 的一次性密码（只显示这一次，首次登录须修改）：", first)
    if chosen:
        acted(deps.audit, "user.change", name, lambda: people.change(who, chosen, display, role, scope), detail)
        return parts.done(f"已保存 {name}。")
    first = acted(deps.audit, "user.add", name, lambda: people.add(name, display, role, scope), detail)
    return parts.secret(f"已新增 {name}。一次性密码（只显示这一次，首次登录须修改）：", first)


def _lock(deps: AdminDeps, chosen: str) -> Component:
    who = current.require("admin")
    user = next((one for one in offload(deps.people.listed) if one.id == chosen), None)
    locked = user is None or not user.disabled
    action = "user.disable" if locked else "user.enable"
    acted(deps.audit, action, chosen, lambda: deps.people.lock(who, chosen, locked=locked))
    return parts.done("已停用，该用户在数秒内退出。" if locked else "已启用。")
