"""The tab of the audit log: search, page on, take as a file (`dashboard/api/audit.py`)."""

from typing import Any
from urllib.parse import urlencode

from dash import Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component

from callbacks.admin.deps import AdminDeps, Tab
from callbacks.desk_app import look_of_request
from callbacks.desk_pages import Visit
from callbacks.guarded import guarded
from dashboard.admin import rows
from dashboard.admin.refusal import Refused
from dashboard.arguments import moment
from dashboard.errors import UsageError
from dashboard.offload import offload
from dashboard.store.web.audit import AuditPage, AuditQuery
from layouts import ids
from layouts.admin import audit as layout
from layouts.admin import parts
from layouts.desk.words import Words, words

Rows = list[dict[str, Any]]


def tab(deps: AdminDeps) -> Tab:
    """The tab."""

    def draw(visit: Visit) -> Component:
        page = offload(deps.log.search, AuditQuery())
        return layout.tab(_rows(deps, page, visit.words), page.following, visit.words)

    return Tab(layout.TAB, "审计", draw, lambda: layout.tab([], None, words("zh")), lambda app: _register(app, deps))


def _rows(deps: AdminDeps, page: AuditPage, say: Words) -> Rows:
    return rows.entries(page.entries, deps.words(say))


def _id(part: str) -> str:
    return ids.admin(layout.TAB, part)


def _register(app: Dash, deps: AdminDeps) -> None:
    @guarded(
        app,
        "admin",
        Output(_id("table"), "rowData"),
        Output(_id("following"), "data"),
        Output(_id("older"), "disabled"),
        Output(_id("csv"), "href"),
        Output(_id("xlsx"), "href"),
        Output(_id("answer"), "children"),
        Input(_id("search"), "n_clicks"),
        Input(_id("older"), "n_clicks"),
        State(_id("following"), "data"),
        State(_id("table"), "rowData"),
        *(State(_id(name), "value") for name in layout.FIELDS),
        prevent_initial_call=True,
    )
    def search(
        search: int | None, older: int | None, following: int | None, held: Rows, *question: str | None
    ) -> tuple[Any, ...]:
        asked = dict(zip(layout.FIELDS, (str(part or "") for part in question), strict=True))
        try:
            return _found(deps, asked, *((following, held) if ctx.triggered_id == _id("older") else (None, [])))
        except Refused as refusal:
            return (
                *[no_update] * 5,
                parts.refused([words(look_of_request().language)(one) for one in refusal.sentences]),
            )


def _found(deps: AdminDeps, asked: dict[str, str], before: int | None, held: Rows) -> tuple[Any, ...]:
    """The page below `before`, after the rows that are shown; and the files of the same question."""
    page = offload(deps.log.search, _query(deps, asked)._replace(before=before))
    found = _rows(deps, page, words(look_of_request().language))
    query = urlencode({name: text for name, text in asked.items() if text})
    files = [layout.file_address(kind, query) for kind in ("csv", "xlsx")]
    return [*held, *found], page.following, page.following is None, *files, None


def _query(deps: AdminDeps, asked: dict[str, str]) -> AuditQuery:
    outcome: Any = asked["outcome"] if asked["outcome"] in ("done", "refused") else None
    try:
        start, end = (moment(asked[name], deps.zone) if asked[name] else None for name in ("from", "to"))
    except UsageError as error:
        raise Refused("日期应写成 2026-01-31 这样。") from error
    return AuditQuery(asked["who"], asked["action"], asked["text"], outcome, start, end)
