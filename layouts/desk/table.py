"""Tables on desks: AG Grid in the house's theme, usable by keyboard. PURE."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import dash_ag_grid as dag
from dash import html
from dash.development.base_component import Component

from layouts.desk.words import Words

_EMPTY: Final = "没有记录"
_WORDS: Final = {
    "noRowsToShow": _EMPTY,
    "loadingOoo": "正在载入…",
    "filterOoo": "筛选…",
    "searchOoo": "搜索…",
    "contains": "包含",
    "notContains": "不包含",
    "equals": "等于",
    "notEqual": "不等于",
    "startsWith": "开头是",
    "endsWith": "结尾是",
    "blank": "为空",
    "notBlank": "不为空",
    "andCondition": "并且",
    "orCondition": "或者",
    "applyFilter": "应用",
    "resetFilter": "重置",
    "clearFilter": "清除",
    "pinColumn": "固定列",
    "pinLeft": "固定在左",
    "pinRight": "固定在右",
    "noPin": "不固定",
    "autosizeThisColumn": "本列适宽",
    "autosizeAllColumns": "各列适宽",
    "resetColumns": "恢复各列",
    "sortAscending": "升序",
    "sortDescending": "降序",
    "sortUnSort": "不排序",
    "ariaColumn": "列",
    "ariaFilterInput": "筛选",
    "ariaMenuColumn": "列菜单",
    "ariaRowSelect": "按空格选择此行",
    "ariaRowDeselect": "按空格取消选择此行",
    "ariaChecked": "已选",
    "ariaUnchecked": "未选",
    "ariaInputEditor": "编辑",
    "ariaSortableColumn": "按回车排序",
}
"""AG Grid's own texts in Chinese; in English it says them itself."""


def column(field: str, header: str, **more: Any) -> dict[str, Any]:
    """One column; `more` in AG Grid's own words."""
    return {"field": field, "headerName": header, **more}


def table(
    table_id: str,
    label: str,
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    say: Words,
    *,
    key: str = "id",
    options: Mapping[str, Any] | None = None,
) -> Component:
    """A table of rows named by their `key`; `label` and columns are in the language of `say` already. One row is chosen
    by a click, or by the space bar on the focused one.
    """
    grid = dag.AgGrid(
        id=table_id,
        className="desk-table",
        columnDefs=[dict(one) for one in columns],
        rowData=[dict(row) for row in rows],
        getRowId=f"params.data.{key}",
        columnSize=None,
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True},
        dashGridOptions={
            "theme": {"function": "deskTheme(themeQuartz)"},
            "localeText": _WORDS if say(_EMPTY) == _EMPTY else {"noRowsToShow": say(_EMPTY)},
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "animateRows": False,
            "ensureDomOrder": True,
            "suppressMovableColumns": True,
            **(options or {}),
        },
        style={},
    )
    return html.Div(grid, className="desk-table-box", role="region", **{"aria-label": label})  # type: ignore[arg-type] # Dash takes aria-* by name
