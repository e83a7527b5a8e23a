"""A tab of users, devices or keys: choose one or begin a new one, press a button, be told what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from dash import Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component

from callbacks.admin.deps import Tab
from callbacks.desk_app import look_of_request
from callbacks.desk_pages import Visit
from callbacks.guarded import guarded
from dashboard.admin.refusal import Refused
from dashboard.auth.who import Scope
from layouts import ids
from layouts.admin import holders as layout
from layouts.admin import parts
from layouts.admin.holders import Field, Holders
from layouts.desk.words import Words, words

Rows = list[dict[str, Any]]


class Values(dict[str, Any]):
    """What a form says, by field; each of the field's type (`Refused` otherwise)."""

    def text(self, name: str) -> str:
        """A field of one text."""
        return str(self[name])

    def texts(self, name: str) -> list[str]:
        """A field of several."""
        return list(self[name])

    def scope(self) -> Scope:
        """The fields `areas` and `units`, where there are; none chosen is no limit."""
        units = frozenset(unit.strip() for unit in self.get("units", []) if unit.strip())
        return Scope(frozenset(self.get("areas", [])) or None, units or None)


@dataclass(frozen=True, slots=True)
class Desk:
    """One tab: what it looks like, its rows in a language, and what a button does.

    `act(button, chosen id or "", values, words)` gives what is told of it, or raises Refused.
    """

    holders: Callable[[], Holders]
    rows: Callable[[Words], Rows]
    act: Callable[[str, str, Values, Words], Component]


def tab(desk: Desk) -> Tab:
    """The tab."""
    holders = desk.holders()
    return Tab(
        holders.name,
        holders.label,
        lambda visit: _draw(desk, visit),
        lambda: layout.tab(holders, [], words("zh")),
        lambda app: _register(app, desk, holders),
    )


def _draw(desk: Desk, visit: Visit) -> Component:
    return layout.tab(desk.holders(), desk.rows(visit.words), visit.words)


def _register(app: Dash, desk: Desk, holders: Holders) -> None:
    def port(part: str) -> str:
        return ids.admin(holders.name, part)

    @guarded(
        app,
        "admin",
        Output(port("chosen"), "data"),
        Output(port("title"), "children"),
        *(Output(port(field.name), "value") for field in holders.fields),
        *(Output(port(field.name), "disabled") for field in holders.fields),
        *(Output(port(button.name), "disabled") for button in holders.buttons),
        *(Output(port(button.name), "children") for button in holders.buttons),
        Input(port("table"), "selectedRows"),
        Input(port("new"), "n_clicks"),
        prevent_initial_call=True,
    )
    def choose(rows: Rows | None, clicks: int | None) -> tuple[Any, ...]:
        row = rows[0] if rows and ctx.triggered_id == port("table") else None
        return _chosen(holders, row, words(look_of_request().language))

    @guarded(
        app,
        "admin",
        Output(port("answer"), "children"),
        Output(port("table"), "rowData"),
        *(Input(port(button.name), "n_clicks") for button in holders.buttons if button.name != "new"),
        State(port("chosen"), "data"),
        *(State(port(field.name), "value") for field in holders.fields),
        prevent_initial_call=True,
    )
    def act(*given: Any) -> tuple[Any, ...]:
        chosen, *fields = given[-len(holders.fields) - 1 :]
        pressed, say = str(ctx.triggered_id).rpartition("-")[2], words(look_of_request().language)
        try:
            told = desk.act(pressed, *_values(holders, chosen, fields), say)
        except Refused as refusal:
            return parts.refused([say(one) for one in refusal.sentences]), no_update
        return told, desk.rows(say)


def _chosen(holders: Holders, row: Mapping[str, Any] | None, say: Words) -> tuple[Any, ...]:
    """The form for a row of the table, or for a new one."""
    there = row is not None
    title = f"{say('修改')}{say(holders.noun)} {row['name']}" if row else say("新增") + say(holders.noun)
    form = (row or {}).get("form", {})
    values = [form.get(field.name, field.first) for field in holders.fields]
    fixed = [there and field.fixed for field in holders.fields]
    off = [button.chosen and not there for button in holders.buttons]
    labels = [row["toggle"] if row and button.toggles else say(button.label) for button in holders.buttons]
    return ((row or {}).get("id", ""), title, *values, *fixed, *off, *labels)


def _values(holders: Holders, chosen: Any, fields: list[Any]) -> tuple[str, Values]:
    """The chosen id and the form's values, each of its type: a call may have been made by hand."""
    try:
        found = {field.name: _value(field, given) for field, given in zip(holders.fields, fields, strict=True)}
        return msgspec.convert(chosen or "", str), Values(found)
    except msgspec.ValidationError as error:
        raise Refused("表单内容无法识别，请刷新页面后再试。") from error


def _value(field: Field, given: Any) -> Any:
    wanted: Any = list[str] if isinstance(field.first, list) else str
    return msgspec.convert(field.first if given is None else given, wanted)
