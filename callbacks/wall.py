"""The wall's callbacks: a frame's tick draws gauges, curve, map, head and lists, all in the browser.

Each is a table row: what it fills, and the script function (`assets/wall/callbacks.js`) that turns state into it.
"""

from typing import Final

from dash import ClientsideFunction, Dash, Input, Output

from layouts import ids

_DRAWN_BY: Final = {
    "head": (
        Output(ids.CLOCK, "children"),
        Output(ids.AS_OF, "children"),
        Output(ids.BADGE, "children"),
        Output(ids.LINK, "children"),
        Output(ids.ROTATION, "children"),
    ),
    "lists": (Output(ids.DRAWN, "data"),),
    "gauges": (Output(ids.GAUGE_CLOSURE, "figure"), Output(ids.GAUGE_ON_TIME, "figure")),
    "trend": (Output(ids.TREND, "figure"),),
    "choropleth": (Output(ids.DISTRICTS, "hideout"),),
}


def register(app: Dash) -> None:
    """Adds the wall's callbacks to its app."""
    for function, outputs in _DRAWN_BY.items():
        app.clientside_callback(  # type: ignore[no-untyped-call] # Dash has no types for it
            ClientsideFunction("gridwall", function), *outputs, Input(ids.TICK, "data"), prevent_initial_call=True
        )
