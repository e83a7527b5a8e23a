"""The frame that every panel stands in: a hairline, title and note, its state and the time it is true as of.

The browser's scripts add what only they fill (how many more, the stamp, the words of an outage) and keep `data-state`
and `data-as-of` (live, stale, down: `assets/wall/freshness.js`): each of Dash's components costs at every callback.
"""

from typing import Any

from dash import html

from layouts import ids

Children = list[Any] | str

Attributes = dict[str, Any]
"""`data-*` attributes, which Dash's type stubs do not list."""


BARE: Any = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}}
"""A chart before its first figure: without axes, which would take longest to draw."""


def panel(name: str, title: str, body: Any, *, source: str | None = None, note: Children = "") -> html.Section:
    """A panel. `source` names the frame data it draws (default: its own); when those are late, it is."""
    attributes: Attributes = {"data-panel": name, "data-source": source or name, "data-state": "down", "data-as-of": ""}
    return html.Section(
        [
            html.Header(
                [
                    html.H2(title),
                    html.Span(note, className="note"),
                ]
            ),
            html.Div(body, className="panel-body"),
        ],
        id=ids.panel(name),
        className="panel",
        **attributes,
    )


def rows(name: str, quiet: str = "") -> html.Div:
    """A place for rows that the scripts draw: as many whole ones as fit. `quiet` is said when there is none."""
    attributes: Attributes = {"data-quiet": quiet}
    return html.Div(id=ids.body(name), className=f"rows rows-{name}", **attributes)
