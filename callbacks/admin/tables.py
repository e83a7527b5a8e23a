"""A tab of edited tables: load a version, edit, import and export, check, save the next version."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component

from callbacks.admin.deps import AdminDeps, Tab
from callbacks.desk_app import look_of_request
from callbacks.desk_pages import Visit
from callbacks.guarded import guarded
from dashboard.admin.refusal import Refused, acted
from dashboard.admin.tables import Draft
from dashboard.auth import current
from dashboard.domain.edited_tables import TableKind
from dashboard.domain.instants import local, midnight
from dashboard.domain.revisions import Revision, Row, differences
from dashboard.offload import offload
from dashboard.reference import read_csv
from dashboard.views.admin import tables as view
from layouts import ids
from layouts.admin import parts
from layouts.admin import tables as layout
from layouts.desk.words import Words, words

Rows = list[dict[str, Any]]
NEWEST = "0"
"""The newest version among the choices: it is loaded anew once another was saved."""

_IN_THE_BROWSER = (
    ("addRow", "add", "table", "rowTransaction"),
    ("deleteRow", "delete", "table", "deleteSelectedRows"),
    ("pickFile", "import", "text", "data"),
)
"""Script function (`assets/desk/admin.js`), the button that it answers to, and what it fills."""


def tab(deps: AdminDeps, name: str, label: str, kinds: Sequence[TableKind]) -> Tab:
    """A tab of this name for these kinds; the address says which of them is shown."""

    def draw(visit: Visit) -> Component:
        asked = visit.path.rstrip("/").rpartition("/")[2]
        kind = next((one for one in kinds if one.name == asked), kinds[0])
        return layout.tab(name, kinds, _editor(deps, kind, visit.words), visit.words)

    def skeleton() -> Component:
        return layout.tab(name, kinds, layout.Editor(kinds[0], [], [], 0, ""), words("zh"))

    return Tab(name, label, draw, skeleton, lambda app: _register(app, deps, name))


def _say() -> Words:
    return words(look_of_request().language)


def _editor(deps: AdminDeps, kind: TableKind, say: Words) -> layout.Editor:
    history = offload(deps.tables.history, kind.name)
    tomorrow = local(deps.tables.soonest(), deps.zone).date() + timedelta(days=1)
    moment = local(midnight(tomorrow, deps.zone), deps.zone).strftime("%Y-%m-%d %H:%M")
    told = _told(deps, kind.name, history, 0, say)
    return layout.Editor(kind, view.rows(history[0].rows), _versions(deps, history, say), history[0].no, moment, told)


def _versions(deps: AdminDeps, history: Sequence[Revision], say: Words) -> list[view.Version]:
    now = deps.tables.now()
    return view.versions(history, offload(deps.tables.in_force, history[0].kind, now), now, deps.stamp, say)


def _register(app: Dash, deps: AdminDeps, name: str) -> None:
    def port(part: str) -> str:
        return ids.admin(name, part)

    for function, part, output, prop in _IN_THE_BROWSER:
        app.clientside_callback(  # type: ignore[no-untyped-call] # Dash has no types for it
            ClientsideFunction("gridadmin", function),
            Output(port(output), prop),
            Input(port(part), "n_clicks"),
            prevent_initial_call=True,
        )
    _register_versions(app, deps, port)
    _register_files(app, deps, port)
    _register_saving(app, deps, port)


def _register_versions(app: Dash, deps: AdminDeps, port: Any) -> None:
    @guarded(
        app,
        "admin",
        Output(port("table"), "rowData"),
        Output(port("changes"), "children"),
        Input(port("version"), "value"),
        State(port("kind"), "data"),
        prevent_initial_call=True,
    )
    def load(place: str | None, kind: str) -> tuple[Any, ...]:
        history = offload(deps.tables.history, kind)
        at = int(place) if place and place.isdecimal() and int(place) < len(history) else 0
        return view.rows(history[at].rows), _told(deps, kind, history, at, _say())


def _told(deps: AdminDeps, kind: str, history: Sequence[Revision], at: int, say: Words) -> Component:
    found = deps.tables.kind(kind)
    made = view.made(history[at], deps.stamp, say)
    if at + 1 == len(history):
        return layout.version(made, [], 0, "", say)
    changed = differences(history[at + 1].rows, history[at].rows, found.key)
    before = view.title(history[at + 1], say)
    return layout.version(made, view.lines(found, changed, say), len(changed), before, say)


def _register_files(app: Dash, deps: AdminDeps, port: Any) -> None:
    @guarded(
        app,
        "admin",
        Output(port("table"), "rowData", allow_duplicate=True),
        Output(port("answer"), "children", allow_duplicate=True),
        Input(port("text"), "data"),
        State(port("kind"), "data"),
        prevent_initial_call=True,
    )
    def take(text: str | None, kind: str) -> tuple[Any, ...]:
        try:
            rows = _imported(deps.tables.kind(kind), text or "")
        except Refused as refusal:
            return no_update, parts.refused([_say()(one) for one in refusal.sentences])
        return view.rows(rows), parts.done(_say()("已读入 {} 行，请检查后保存。").format(len(rows)))

    @guarded(
        app,
        "admin",
        Output(port("file"), "data"),
        Input(port("export"), "n_clicks"),
        State(port("table"), "rowData"),
        State(port("kind"), "data"),
        prevent_initial_call=True,
    )
    def give(clicks: int | None, rows: Rows, kind: str) -> Any:
        found = deps.tables.kind(kind)
        deps.audit.here("table.export", kind, "done", {"rows": len(rows)})
        return {"content": _exported(found, view.plain(found, rows)), "filename": f"{kind}.csv", "type": "text/csv"}


def _register_saving(app: Dash, deps: AdminDeps, port: Any) -> None:
    @guarded(
        app,
        "admin",
        Output(port("answer"), "children"),
        Output(port("base"), "data"),
        Output(port("version"), "data"),
        Output(port("version"), "value"),
        Input(port("save"), "n_clicks"),
        Input(port("check"), "n_clicks"),
        *(State(port(part), prop) for part, prop in (("kind", "data"), ("table", "rowData"), ("base", "data"))),
        *(State(port(part), "value") for part in ("moment", "reason")),
        prevent_initial_call=True,
    )
    def save(
        save: int | None, check: int | None, kind: str, rows: Rows, base: int, moment: str, reason: str
    ) -> tuple[Any, ...]:
        try:
            draft = _draft(deps, kind, rows, base, moment, reason)
            if ctx.triggered_id == port("check"):
                return _checked(deps, draft), no_update, no_update, no_update
            kept = _saved(deps, draft)
        except Refused as refusal:
            return parts.refused([_say()(one) for one in refusal.sentences]), no_update, no_update, no_update
        versions = _versions(deps, offload(deps.tables.history, kind), _say())
        said = parts.done(_say()("已保存第 {} 版，{} 起生效。").format(kept.no, deps.stamp(kept.valid_from)))
        return said, kept.no, layout.choices(versions), NEWEST


def _draft(deps: AdminDeps, kind: str, rows: Rows, base: int, moment: str, reason: str) -> Draft:
    try:
        at = datetime.strptime((moment or "").strip(), "%Y-%m-%d %H:%M").replace(tzinfo=deps.zone)
    except ValueError as error:
        raise Refused("生效时刻应写成 2026-01-31 08:00 这样。") from error
    plain = view.plain(deps.tables.kind(kind), rows)
    return Draft(kind, plain, base, round(at.timestamp() * 1000), reason or "")


def _checked(deps: AdminDeps, draft: Draft) -> Component:
    found = offload(deps.tables.compared, draft)
    say = _say()
    return layout.differences(view.lines(deps.tables.kind(draft.kind), found, say), len(found), say)


def _saved(deps: AdminDeps, draft: Draft) -> Revision:
    who, soonest = current.require("admin"), deps.tables.soonest()
    detail = {"valid_from": deps.stamp(draft.valid_from), "reason": draft.reason, "rows": len(draft.rows)}
    return acted(deps.audit, "table.save", draft.kind, lambda: deps.tables.save(who, draft, soonest), detail)


def _imported(kind: TableKind, text: str) -> tuple[Row, ...]:
    """The rows of a file's text. Refused, saying why, where it is no such table."""
    if "\ufffd" in text:
        raise Refused("文件不是 UTF-8 编码，请另存为 UTF-8 的 CSV 再导入。")
    try:
        rows, columns = read_csv(text.removeprefix("\ufeff"))
    except csv.Error as error:
        raise Refused("这不是 CSV 文件。") from error
    missing = [one.name for one in kind.columns if one.required and one.name not in columns]
    if missing:
        raise Refused(f"文件缺少列：{'、'.join(missing)}。列名须与导出的文件相同。")
    return view.plain(kind, rows)


def _exported(kind: TableKind, rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, kind.names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    # With a byte order mark, or a spreadsheet takes Chinese for something else.
    return "\ufeff" + out.getvalue()
