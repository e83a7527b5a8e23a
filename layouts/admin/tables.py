"""The tab of one edited table: the table itself, its versions, and saving the next one. PURE."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.domain.edited_tables import Column, TableKind
from dashboard.views.admin.tables import MOST_SHOWN, Line, Version
from layouts import ids
from layouts.admin import parts
from layouts.desk.table import column, table
from layouts.desk.words import Words

_MARKS: Final = {"added": "新增", "removed": "删去", "changed": "改动"}


class Editor(NamedTuple):
    """What the tab starts with: the newest version, `base` its number, `told` what is said of it. `moment` is the
    proposed beginning of the next one.
    """

    kind: TableKind
    rows: Sequence[Mapping[str, Any]]
    versions: Sequence[Version]
    base: int
    moment: str
    told: Component | None = None


def tab(name: str, kinds: Sequence[TableKind], editor: Editor, say: Words) -> Component:
    """The tab `name` with the table of `editor`; `kinds` are those beside it."""
    kind = editor.kind
    links = [
        html.A(say(one.label), href=f"/admin/{name}/{one.name}", **({"aria-current": "page"} if one is kind else {}))  # type: ignore[arg-type] # Dash takes aria-* by name
        for one in kinds
    ]
    choose = html.Nav(links, className="admin-kinds", **{"aria-label": say("数据种类")})  # type: ignore[arg-type] # as above
    return parts.tab(
        say(kind.label),
        say(kind.about),
        [*([choose] if len(kinds) > 1 else []), _tools(name, say), _table(name, editor, say)],
        [_saving(name, editor, say), parts.answer(name), _history(name, editor, say)],
    )


def differences(lines: Sequence[Line], count: int, say: Words) -> Component:
    """What changed, row by row."""
    if not count:
        return html.P(say("没有差别。"), className="note")
    items = [
        html.Li([html.B(say(_MARKS[line.how])), " ", html.Code(line.row), f" {line.what}"], className=line.how)
        for line in lines
    ]
    more = [html.P(say("还有 {} 处。").format(count - MOST_SHOWN))] if count > MOST_SHOWN else []
    return html.Div([html.P(say("{} 处差别：").format(count)), html.Ul(items, className="differences"), *more])


def _tools(name: str, say: Words) -> Component:
    return html.Div(
        [
            parts.button(ids.admin(name, "add"), say("新增一行")),
            parts.button(ids.admin(name, "delete"), say("删除所选行")),
            parts.button(ids.admin(name, "import"), say("导入 CSV")),
            dcc.Store(id=ids.admin(name, "text")),
            parts.button(ids.admin(name, "export"), say("导出 CSV")),
            dcc.Download(id=ids.admin(name, "file")),
            html.P(say("双击或回车编辑单元格，空格选中一行。保存前不影响任何案件。"), className="note"),
        ],
        className="admin-tools",
    )


def _table(name: str, editor: Editor, say: Words) -> Component:
    columns = [_column(one, say) for one in editor.kind.columns]
    options = {"stopEditingWhenCellsLoseFocus": True, "enterNavigatesVerticallyAfterEdit": True}
    label = say(editor.kind.label)
    return table(ids.admin(name, "table"), label, columns, editor.rows, say, key="_row", options=options)


def _column(one: Column, say: Words) -> dict[str, Any]:
    more: dict[str, Any] = {
        "width": one.width,
        "editable": True,
        "filter": "agTextColumnFilter",
        "floatingFilter": True,
    }
    if one.choices is not None:
        more |= {
            "refData": {value: say(word) for value, word in one.choices.items()},
            # People filter by the word that they see, not by its code.
            "filterValueGetter": {"function": "deskWord(params)"},
            "cellEditor": "agSelectCellEditor",
            "cellEditorParams": {"values": list(one.choices)},
        }
    return column(one.name, say(one.label), **more)


def _saving(name: str, editor: Editor, say: Words) -> Component:
    return html.Div(
        [
            dcc.Store(id=ids.admin(name, "kind"), data=editor.kind.name),
            dcc.Store(id=ids.admin(name, "base"), data=editor.base),
            parts.form(
                ids.admin(name, "title"),
                say("保存为新版本"),
                [
                    dmc.TextInput(
                        id=ids.admin(name, "moment"),
                        label=say("生效时刻（城市时间）"),
                        value=editor.moment,
                        description=say("至少在两分钟以后；更早的案件不受影响。"),
                    ),
                    parts.text(ids.admin(name, "reason"), say("修改原因"), required=True),
                ],
                [
                    parts.button(ids.admin(name, "save"), say("保存"), first=True),
                    parts.button(ids.admin(name, "check"), say("检查并比较")),
                ],
            ),
        ]
    )


def _history(name: str, editor: Editor, say: Words) -> Component:
    return html.Div(
        [
            dmc.Select(
                id=ids.admin(name, "version"),
                label=say("版本"),
                description=say("选一版载入表中查看，也可再保存为新版本。"),
                data=choices(editor.versions),
                value="0",
                allowDeselect=False,
            ),
            html.Div(editor.told, id=ids.admin(name, "changes"), className="admin-changes"),
        ],
        className="admin-form",
    )


def choices(versions: Sequence[Version]) -> list[dict[str, str]]:
    """The versions as the choices of a field."""
    return [{"value": str(one.place), "label": one.text} for one in versions]


def version(made: str, lines: Sequence[Line], count: int, before: str, say: Words) -> Component:
    """Who made a version and why, and what it changed of the one before it (`before`, empty: there is none)."""
    compared = [html.P(say("与{}比较").format(before)), differences(lines, count, say)] if before else []
    return html.Div([html.P(made), *compared])
