"""The administrator's page of the desk app: its tabs, each below `/admin/`."""

from dash import Dash, html
from dash.development.base_component import Component

from callbacks.admin import audit, machines, people, tables, walls
from callbacks.admin.deps import AdminDeps, Tab
from callbacks.desk_pages import Page, Visit
from dashboard.domain import alert_rules
from dashboard.domain.edited_tables import REFERENCE_KINDS
from layouts.admin import parts
from layouts.desk.shell import notice

PATH = "/admin"


def page(deps: AdminDeps) -> Page:
    """The page."""
    kinds = deps.tables.kinds
    tabs = (
        people.tab(deps),
        walls.tab(deps),
        machines.tab(deps),
        tables.tab(deps, "tables", "基础数据", [kinds[kind.name] for kind in REFERENCE_KINDS]),
        tables.tab(deps, "rules", "规则", [kinds[alert_rules.TABLE.name]]),
        audit.tab(deps),
    )

    def register(app: Dash) -> None:
        for tab in tabs:
            tab.register(app)

    return Page(
        "admin",
        PATH,
        "管理",
        "admin",
        lambda visit: _draw(tabs, visit),
        lambda: html.Div([tab.skeleton() for tab in tabs]),
        register,
    )


def _draw(tabs: tuple[Tab, ...], visit: Visit) -> Component:
    asked = visit.path.removeprefix(PATH).strip("/").partition("/")[0] or tabs[0].name
    tab = next((one for one in tabs if one.name == asked), None)
    content = tab.draw(visit) if tab else notice(visit.words("没有这个页面"), visit.words("这个地址没有页面。"))
    labels = [(one.name, visit.words(one.label)) for one in tabs]
    return parts.frame(labels, asked, content, visit.words("管理"))
