"""What the administrator's tabs are made of: a frame, a table beside a form, messages, secrets shown once. PURE."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from layouts import ids

Child = Component | str | None


def frame(tabs: Sequence[tuple[str, str]], here: str, content: Component, label: str) -> Component:
    """The tabs (name, words), the present one marked, and its content."""
    links = [
        html.A(words, href=f"/admin/{name}", **({"aria-current": "page"} if name == here else {}))  # type: ignore[arg-type] # Dash takes aria-* by name
        for name, words in tabs
    ]
    navigation = html.Nav(links, className="admin-tabs", **{"aria-label": label})  # type: ignore[arg-type] # as above
    return html.Div([navigation, html.Div(content, className="admin-content")], className="admin")


def tab(title: str, about: str, body: Sequence[Component], side: Sequence[Component] | None = None) -> Component:
    """A heading, what the tab is for, its body, and what stands beside that."""
    heading = html.Header([html.H1(title), html.P(about)], className="admin-heading")
    main = html.Div(list(body), className="admin-main")
    beside = [html.Aside(list(side), className="admin-side")] if side else []
    return html.Section([heading, html.Div([main, *beside], className="admin-body")])


def form(title_id: str, title: str, fields: Sequence[Child], buttons: Sequence[Component]) -> Component:
    """Fields under each other, and what can be done with them."""
    return html.Div(
        [
            html.H2(title, id=title_id),
            *fields,
            html.Div(list(buttons), className="admin-buttons"),
        ],
        className="admin-form",
    )


def button(button_id: str, words: str, *, first: bool = False, **more: Any) -> Component:
    """A button; `first` is the one that the form is for."""
    made: Component = dmc.Button(words, id=button_id, variant="filled" if first else "default", size="sm", **more)
    return made


def answer(tab_name: str) -> Component:
    """Where what came of an act is told, and a secret shown once."""
    return html.Div(id=ids.admin(tab_name, "answer"), className="admin-answer", role="status")


def done(words: str) -> Component:
    """It was done."""
    return html.P(words, className="done")


def refused(sentences: Sequence[str]) -> Component:
    """It was not done, and why."""
    return html.Ul([html.Li(sentence) for sentence in sentences], className="refused", **{"data-status": "late"})  # type: ignore[arg-type] # Dash takes data-* by name


def secret(words: str, text: str) -> Component:
    """Something that is shown this once."""
    return html.Div([html.P(words, className="done"), html.Code(text, tabIndex="0")], className="secret")


def select(select_id: str, label: str, choices: Sequence[tuple[str, str]], **more: Any) -> Component:
    """One of (value, words)."""
    data = [{"value": value, "label": words} for value, words in choices]
    made: Component = dmc.Select(id=select_id, label=label, data=data, allowDeselect=False, searchable=True, **more)
    return made


def several(select_id: str, label: str, choices: Sequence[tuple[str, str]], **more: Any) -> Component:
    """Any of (value, words)."""
    data = [{"value": value, "label": words} for value, words in choices]
    made: Component = dmc.MultiSelect(id=select_id, label=label, data=data, value=[], searchable=True, **more)
    return made


def text(input_id: str, label: str, **more: Any) -> Component:
    """A line of text."""
    made: Component = dmc.TextInput(id=input_id, label=label, value="", **more)
    return made


def lines(input_id: str, label: str, **more: Any) -> Component:
    """Several short texts, each ended by the return key."""
    made: Component = dmc.TagsInput(id=input_id, label=label, value=[], **more)
    return made
