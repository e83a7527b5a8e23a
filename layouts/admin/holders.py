"""A tab of users, devices or keys: those there are in a table, a form for one of them beside it. PURE."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dash import dcc
from dash.development.base_component import Component

from layouts import ids
from layouts.admin import parts
from layouts.desk.table import table
from layouts.desk.words import Words

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form. `fixed`: only for a new one. `choices`: (value, words); `empty` stands there at first."""

    name: str
    label: str
    kind: Literal["text", "choice", "several", "lines"] = "text"
    choices: Pairs = ()
    empty: str = ""
    required: bool = False
    fixed: bool = False
    help: str = ""

    @property
    def first(self) -> str | list[str]:
        """Its value before anything is chosen."""
        return [] if self.kind in ("several", "lines") else self.empty


@dataclass(frozen=True, slots=True)
class Button:
    """One button. `chosen`: only for one that is chosen. `toggles`: its words are the chosen row's `toggle`."""

    name: str
    label: str
    chosen: bool = True
    toggles: bool = False


@dataclass(frozen=True, slots=True)
class Holders:
    """One tab. The first button is what the form is for; the second begins a new one. `noun` is what one is called."""

    name: str
    label: str
    noun: str
    about: str
    columns: Sequence[Mapping[str, Any]]
    fields: Sequence[Field]
    buttons: Sequence[Button]


def tab(holders: Holders, rows: Sequence[Mapping[str, Any]], say: Words) -> Component:
    """The tab. A row has its `id`, its cells, and `form`: the fields' values."""
    name = holders.name
    columns = [{**one, "headerName": say(one["headerName"])} for one in holders.columns]
    return parts.tab(
        say(holders.label),
        say(holders.about),
        [table(ids.admin(name, "table"), say(holders.label), columns, rows, say)],
        [dcc.Store(id=ids.admin(name, "chosen"), data=""), _form(holders, say), parts.answer(name)],
    )


def _form(holders: Holders, say: Words) -> Component:
    name = holders.name
    buttons = [
        parts.button(ids.admin(name, one.name), say(one.label), first=not at, disabled=one.chosen)
        for at, one in enumerate(holders.buttons)
    ]
    fields = [_field(ids.admin(name, one.name), one, say) for one in holders.fields]
    return parts.form(ids.admin(name, "title"), say("新增") + say(holders.noun), fields, buttons)


def _field(field_id: str, field: Field, say: Words) -> Component:
    more: dict[str, Any] = {"required": field.required}
    if field.help:
        more["description"] = say(field.help)
    choices = [(value, say(label)) for value, label in field.choices]
    if field.kind == "choice":
        return parts.select(field_id, say(field.label), choices, value=field.empty, **more)
    if field.kind == "several":
        return parts.several(field_id, say(field.label), choices, **more)
    if field.kind == "lines":
        return parts.lines(field_id, say(field.label), **more)
    return parts.text(field_id, say(field.label), **more)
