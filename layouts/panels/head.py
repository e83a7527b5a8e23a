"""The wall's head: title, page names with the seconds to the next, the replay's badge, data as of, clock, heartbeat."""

from dash import html

from dashboard.views.wall.labels import PAGES
from layouts import ids
from layouts.panels.frame import Attributes


def _named(page: str) -> Attributes:
    return {"data-page-name": page}


def head(city: str, title: str) -> html.Header:
    """`city` stands before `title`. All other texts follow the clock; the heartbeat gets one stroke per second of the
    minute by script.
    """
    pages = html.Nav([html.Span(label, **_named(name)) for name, label in PAGES.items()], id=ids.PAGES)
    return html.Header(
        [
            html.H1([city, title]),
            pages,
            html.Span(id=ids.ROTATION, className="rotation"),
            html.Span(className="gap"),
            html.Span(id=ids.LINK, className="link", role="status"),
            html.Span(id=ids.BADGE, className="badge"),
            html.Span(id=ids.AS_OF, className="as-of"),
            html.Time(id=ids.CLOCK, className="clock"),
            html.Div(id=ids.HEARTBEAT, className="heartbeat"),
        ],
        className="head",
    )
