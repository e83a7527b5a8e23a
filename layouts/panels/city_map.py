"""在办案件分布: the tile-less map with districts, lakes and live points, the whole city beside it, zones as tiles.

Knows the layers and where their outlines are served; colours and labels follow the frames (`assets/wall/map*.js`).
"""

from typing import Any, Final

import dash_leaflet as dl
from dash import html

from layouts import ids
from layouts.panels.frame import panel

Bounds = list[list[float]]

URBAN_VIEW: Final[Bounds] = [[24.66, 102.49], [25.19, 103.03]]
"""South-west and north-east corners. Kunming's five main districts north of 滇池, where nine in ten cases are."""

_FIXED: Final = {
    "zoomControl": False,
    "attributionControl": False,
    "dragging": False,
    "scrollWheelZoom": False,
    "doubleClickZoom": False,
    "boxZoom": False,
    "keyboard": False,
    "zoomSnap": 0,
}


def city_map(geo_url: str, view: Bounds) -> html.Section:
    """`geo_url` is where districts.geojson, lakes.geojson and inner_lines.geojson are served."""
    side = html.Aside(
        [
            html.Div(id=ids.MINIMAP, className="minimap"),
            html.H3(["功能区", html.Span("无公开边界")]),
            html.Div(id=ids.ZONES, className="zones"),
            html.P("边界示意", className="sketch"),
        ]
    )
    body = [
        html.Div([_map(geo_url, view), side], className="map-row"),
        html.Div(id=ids.MAP_LEGEND, className="map-legend"),
        html.Ul(id=ids.POINTS, className="for-readers"),
    ]
    return panel("map", "在办案件分布", body, note=[html.Span(id=ids.MAP_NOTE)])


def _map(geo_url: str, view: Bounds) -> dl.Map:
    layers: list[Any] = [
        dl.Pane(name=name, style={"zIndex": str(z)})
        for name, z in zip((ids.DISTRICTS, ids.INNER_LINES, ids.LAKES), (410, 420, 430), strict=True)
    ]
    layers += [
        dl.GeoJSON(
            id=ids.DISTRICTS,
            url=f"{geo_url}/districts.geojson",
            style={"variable": "gridwall.districtStyle"},
            hideout={},
            pane=ids.DISTRICTS,
        ),
        dl.GeoJSON(
            id=ids.INNER_LINES,
            url=f"{geo_url}/inner_lines.geojson",
            style={"variable": "gridwall.lineStyle"},
            pane=ids.INNER_LINES,
        ),
        dl.GeoJSON(
            id=ids.LAKES, url=f"{geo_url}/lakes.geojson", style={"variable": "gridwall.lakeStyle"}, pane=ids.LAKES
        ),
    ]
    (south, west), (north, east) = view
    # dash-leaflet wants a centre and a zoom; the script fits the map to `view` once it knows its size.
    centre = [(south + north) / 2, (west + east) / 2]
    return dl.Map(layers, id=ids.MAP, center=centre, zoom=10, className="map", **_FIXED)
