"""结案: two Plotly indicator gauges for the total, and a linear scale for each of the five classes."""

from typing import Any

from dash import dcc, html

from layouts import ids
from layouts.panels.frame import BARE, panel, rows

_STILL: Any = {"staticPlot": True, "displayModeBar": False}


def closure() -> html.Section:
    """The gauges' figures come from a clientside callback; fractions and scales are drawn as rows."""
    pair = [_gauge(ids.GAUGE_CLOSURE, "bar", "结案率"), _gauge(ids.GAUGE_ON_TIME, "ring", "按期结案率")]
    body = [html.Div(pair, className="gauges"), scale("closure"), rows("closure")]
    return panel("closure", "结案", body, note="本月累计（%），折算件")


def scale(name: str) -> html.Div:
    """The head of the classes' linear scales."""
    return html.Div(id=ids.scale(name), className="scale")


def classes() -> html.Section:
    """The five classes of one district, on the same scale."""
    return panel("classes", "分类结案", [scale("classes"), rows("classes")], source="spans", note="本月（%）")


def _gauge(name: str, mark: str, label: str) -> html.Div:
    graph = dcc.Graph(id=name, figure=BARE, config=_STILL, className="gauge-graph")
    head = html.Div([html.I(className=f"mark {mark}"), label], className="gauge-label")
    return html.Div(
        [head, graph, html.Div(id=f"{name}-fraction", className="fraction")], id=f"{name}-box", className="gauge"
    )
