"""What every desk's map lies on: the city's districts and lakes, without tiles. PURE."""

from __future__ import annotations

import dash_leaflet as dl
from dash.development.base_component import Component

_HEIGHTS = (("districts", 310), ("lakes", 320))
"""Which lies above which, and both below any point."""


def outlines(geo_url: str, page: str) -> list[Component]:
    """Panes with the outlines under `geo_url`; `page` keeps their names apart."""
    return [
        dl.Pane(
            dl.GeoJSON(url=f"{geo_url}/{name}.geojson", style={"variable": f"gridduty.{name}Style"}),
            name=f"{page}-{name}",
            style={"zIndex": str(height)},
        )
        for name, height in _HEIGHTS
    ]
