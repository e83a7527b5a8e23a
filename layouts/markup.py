"""Components that never change, as HTML text: Dash keeps books on every component, and a long page has thousands. PURE.

    markup(html.P(["7", html.B("<")])) == "<p>7<b>&lt;</b></p>"

For Dash's `html` components without ids and callbacks. All text is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

_NAMES: Final = {"className": "class", "rowSpan": "rowspan", "tabIndex": "tabindex"}


def markup(drawn: Any) -> str:
    """The HTML of a component, a text, or a list of both."""
    if drawn is None:
        return ""
    if isinstance(drawn, list | tuple):
        return "".join(map(markup, drawn))
    if not hasattr(drawn, "to_plotly_json"):
        return escape(str(drawn))
    plain = drawn.to_plotly_json()
    tag, props = plain["type"].lower(), plain["props"]
    written = "".join(_attribute(name, value) for name, value in props.items() if name != "children")
    return f"<{tag}{written}>{markup(props.get('children'))}</{tag}>"


def _attribute(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        value = ";".join(f"{key}:{said}" for key, said in value.items())
    return f' {_NAMES.get(name, name)}="{escape(str(value))}"'
