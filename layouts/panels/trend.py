"""立案累计: the day's curve against yesterday's and last week's, a Plotly line chart."""

from typing import Any

from dash import dcc, html

from layouts import ids
from layouts.panels.frame import BARE, panel

_STILL: Any = {"staticPlot": True, "displayModeBar": False}


def trend() -> html.Section:
    """The figure comes from a clientside callback."""
    graph = dcc.Graph(
        id=ids.TREND,
        figure=BARE,
        config=_STILL,
        className="trend-graph",
    )
    return panel("trend", "立案累计", graph, note="今日 ━ 昨日 ─ 上周 ┈")
