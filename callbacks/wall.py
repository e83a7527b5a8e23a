"""The wall's callbacks: a frame's tick draws gauges, curve, map, head and lists, all in the browser.

Each is a table row: the script function (`assets/wall/callbacks.js`), the tick it listens to, and what it fills.
"""

from typing import Final

from dash import ClientsideFunction, Dash, Input, Output

from layouts import ids

_HEAD: Final = (ids.CLOCK, ids.AS_OF, ids.BADGE, ids.LINK, ids.ROTATION)

_DRAWN_BY: Final = (
    ("lists", ids.TICK, [Output(ids.DRAWN, "data")]),
    ("head", ids.TICK_HEAD, [Output(name, "children") for name in _HEAD]),
    ("gauges", ids.TICK_CHARTS, [Output(ids.GAUGE_CLOSURE, "figure"), Output(ids.GAUGE_ON_TIME, "figure")]),
    ("trend", ids.TICK_CHARTS, [Output(ids.TREND, "figure")]),
    ("choropleth", ids.TICK_CHARTS, [Output(ids.DISTRICTS, "hideout")]),
)


def register(app: Dash) -> None:
    """Adds the wall's callbacks to its app."""
    for function, tick, outputs in _DRAWN_BY:
        app.clientside_callback(  # type: ignore[no-untyped-call] # Dash has no types for it
            ClientsideFunction("gridwall", function), *outputs, Input(tick, "data"), prevent_initial_call=True
        )
