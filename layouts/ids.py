"""Every id that Python, CSS or the browser's scripts name. An id stands here or nowhere."""

from typing import Final

TICK: Final = "tick"
"""Store: one value per animation frame in which something changed; the callback that draws lists and points listens."""

TICK_HEAD: Final = "tick-head"
TICK_CHARTS: Final = "tick-charts"
"""Stores: the same, where the head, or charts and shading, may change: a callback costs more than what it draws."""

DRAWN: Final = "drawn"
"""Store: what the drawing of lists returns; nothing reads it."""

WALL: Final = "wall"
CONFIG: Final = "wall-config"

CLOCK: Final = "clock"
AS_OF: Final = "as-of"
BADGE: Final = "badge"
LINK: Final = "link"
ROTATION: Final = "rotation"
HEARTBEAT: Final = "heartbeat"
PAGES: Final = "pages"

GAUGE_CLOSURE: Final = "gauge-closure"
GAUGE_ON_TIME: Final = "gauge-on-time"
TREND: Final = "trend"

MAP: Final = "map"
DISTRICTS: Final = "districts"
LAKES: Final = "lakes"
INNER_LINES: Final = "inner-lines"
MINIMAP: Final = "minimap"
ZONES: Final = "zones"
MAP_NOTE: Final = "map-note"
MAP_LEGEND: Final = "map-legend"
POINTS: Final = "points"
"""The off-screen list of the cases that the canvas shows."""


def panel(name: str) -> str:
    """The id of a panel's element."""
    return f"panel-{name}"


def body(name: str) -> str:
    """The id of the element that a panel's rows are drawn into."""
    return f"body-{name}"


# The desks.

DESK_LOCATION: Final = "desk-location"
DESK_CONTENT: Final = "desk-content"
DESK_NAV: Final = "desk-nav"
DESK_NUDGE: Final = "desk-nudge"
"""Store: `{"changed": [kinds], "at": ms, "count": n}`, set by script when the server says that something changed."""

DESK_CLOCK: Final = "desk-clock"
DESK_BADGE: Final = "desk-badge"
DESK_LINK: Final = "desk-link"
DESK_USER: Final = "desk-user"
