"""The form by which a whistle is blown: over the page, filled in beforehand where it is blown for something. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.views.whistles import words
from dashboard.views.whistles.blow import Blow
from layouts import ids
from layouts.desk.words import Words

FIELDS: Final = ("level", "kind", "area", "title", "departments", "cases")
"""The form's fields, in their order; `token` is its own, so that sent twice it blows once."""

Pairs = Sequence[tuple[str, str]]


class Choices:
    """What may be chosen: (value, words) of areas and kinds, and names of departments."""

    def __init__(self, areas: Pairs = (), kinds: Pairs = (), departments: Sequence[str] = ()) -> None:
        self.areas, self.kinds, self.departments = areas, kinds, departments


def form(say: Words) -> Component:
    """The form, closed."""
    body = fields(Blow(), Choices(), "", say)
    modal: Component = dmc.Modal(
        html.Div(body, id=ids.WHISTLES_FORM_BODY),
        id=ids.WHISTLES_FORM,
        opened=False,
        title=say("发起吹哨"),
        size="lg",
        className="whistles-blow",
        closeButtonProps={"aria-label": say("关闭")},
    )
    return modal


def fields(first: Blow, choices: Choices, token: str, say: Words) -> list[Component]:
    """The fields with their first values."""
    return [
        dcc.Store(id=ids.whistles_field("token"), data=token),
        _level(first, say),
        _one("area", say("区域"), [(code, say(name)) for code, name in choices.areas], first.area),
        _text("title", say("事由"), first.title),
        _names("departments", say("召集部门"), first.departments, choices.departments, say(first.why)),
        _one("kind", say("类型"), [(key, say(name)) for key, name in choices.kinds], "", required=False),
        _names("cases", say("相关案件"), first.cases, (), ""),
        html.P(id=ids.whistles_field("fault"), className="fault", role="alert"),
        html.Div(dmc.Button(say("发起吹哨"), id=ids.whistles_field("send"), variant="filled"), className="go"),
    ]


def _level(first: Blow, say: Words) -> Component:
    data = [{"value": value, "label": say(label)} for value, label in reversed(words.LEVELS.items())]
    made: Component = dmc.RadioGroup(
        dmc.Group([dmc.Radio(**one) for one in data]),
        id=ids.whistles_field("level"),
        label=say("级别"),
        value=first.level,
        required=True,
    )
    return made


def _one(name: str, label: str, choices: Pairs, value: str, *, required: bool = True) -> Component:
    data = [{"value": key, "label": text} for key, text in choices]
    more: dict[str, Any] = {"required": required, "searchable": True, "allowDeselect": not required}
    made: Component = dmc.Select(id=ids.whistles_field(name), label=label, data=data, value=value or None, **more)
    return made


def _text(name: str, label: str, value: str) -> Component:
    made: Component = dmc.TextInput(
        id=ids.whistles_field(name), label=label, value=value, required=True, **{"data-autofocus": True}
    )
    return made


def _names(name: str, label: str, value: Sequence[str], known: Sequence[str], help_text: str) -> Component:
    made: Component = dmc.TagsInput(
        id=ids.whistles_field(name),
        label=label,
        description=help_text or None,
        value=list(value),
        data=list(known),
        required=name == "departments",
        maxTags=100,
        acceptValueOnBlur=True,
        splitChars=[",", "，", "、", ";"],
    )
    return made
