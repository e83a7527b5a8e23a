"""The wall: head and all panels of all pages in one layout. Which are seen where is the style sheet's business.

Panels that a page does not show are hidden, never absent: callbacks find all their parts from the start.
"""

from typing import Final

from dash import dcc, html

from layouts import ids
from layouts.panels import lists
from layouts.panels.city_map import Bounds, city_map
from layouts.panels.closure import classes, closure
from layouts.panels.frame import Attributes
from layouts.panels.head import head
from layouts.panels.trend import trend

TITLE: Final = "网格化城市管理"
"""What the wall is called, after the city's name."""


def layout(city: str, geo_url: str, view: Bounds) -> html.Div:
    """The page. `geo_url` and `view` are the map's."""
    panels = [
        lists.today(),
        trend(),
        lists.sources(),
        lists.growth(),
        city_map(geo_url, view),
        lists.alerts(),
        lists.whistles(),
        lists.events(),
        closure(),
        lists.ranking(),
        lists.dispatch(),
        lists.matrix(),
        lists.waiting(),
        lists.board(),
        lists.league(),
        lists.spots(),
        lists.streets(),
        lists.problems(),
        lists.profile(),
        lists.spans(),
        classes(),
        lists.causes(),
        lists.week(),
    ]
    stores = [dcc.Store(id=name) for name in (ids.TICK, ids.TICK_HEAD, ids.TICK_CHARTS, ids.DRAWN)]
    attributes: Attributes = {"data-page": "overview"}
    return html.Div([*stores, head(city, TITLE), *panels], id=ids.WALL, className="wall", **attributes)
