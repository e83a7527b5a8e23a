"""Dash's callbacks as doors: which there are, what right each takes, and what a call of one looks like.

A browser calls a callback by its output's name with the values of its inputs, so anybody can forge a call. Here a call
must name a declared callback, its inputs and states must be the declared ones in their order, and their values of the
types that the function says. Knows no app: `callbacks.guarded` declares.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_type_hints

import msgspec

from dashboard.api.problems import Problem
from dashboard.auth.who import Right

CallNeed = Right | Literal["known", "person"]


@dataclass(frozen=True, slots=True)
class Declared:
    """One callback: what it takes to call it, the ids and properties of its ports, the types of its values.

    `outputs` is one row, or several in a tuple, as Dash's browser side sends them.
    """

    need: CallNeed
    outputs: Mapping[str, Any] | tuple[Mapping[str, Any], ...]
    inputs: tuple[Mapping[str, Any], ...]
    states: tuple[Mapping[str, Any], ...]
    types: tuple[Any, ...]


class CallbackDoors:
    """All callbacks that the browser may call on the server, by app (its prefix) and output."""

    def __init__(self) -> None:
        self._declared: dict[tuple[str, str], Declared] = {}

    def declare(
        self, prefix: str, output: str, need: CallNeed, specification: Mapping[str, Any], function: Callable[..., Any]
    ) -> None:
        """Adds one. `specification` is Dash's own row of it in `callback_map`; `function` says the types."""
        output_rows = specification["output"]
        hints = get_type_hints(function)
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        self._declared[prefix, output] = Declared(
            need,
            tuple(each.to_dict() for each in output_rows) if isinstance(output_rows, list) else output_rows.to_dict(),
            tuple(specification["inputs"]),
            tuple(specification["state"]),
            tuple(hints.get(name, Any) for name in names),
        )

    def missing(self, prefix: str, callbacks: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """Outputs of server-side callbacks of a Dash app (`callback_map`) that nobody declared."""
        return [name for name, row in callbacks.items() if "callback" in row and (prefix, name) not in self._declared]

    def called(self, prefix: str, body: Any) -> Declared:
        """The callback that a request's JSON body names. Raises Problem 400 or 404 if there is none."""
        output = body.get("output") if isinstance(body, dict) else None
        if not isinstance(output, str):
            raise _forged("the body names no callback")
        declared = self._declared.get((prefix, output))
        if declared is None:
            raise Problem(404, "no_such_callback", "there is no such callback", "load the page anew")
        return declared


def fits(body: Mapping[str, Any], declared: Declared) -> None:
    """Raises Problem 400 unless the call is one that our own page could have made."""
    found = [*_bound(body, "inputs", declared.inputs), *_bound(body, "state", declared.states)]
    for value, wanted in zip(found, declared.types, strict=False):
        _typed(value, wanted)
    _aimed(body.get("outputs"), declared.outputs)
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(each, str) for each in changed):
        raise _forged("changedPropIds is not a list of texts")


def _bound(body: Mapping[str, Any], key: str, wanted: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The values of inputs or states, in their order, if they are the declared ones."""
    given = body.get(key, [])
    if not isinstance(given, list) or len(given) != len(wanted):
        raise _forged(f"{key} are not those of the callback")
    return [_value(each, spec) for each, spec in zip(given, wanted, strict=True)]


def _aimed(given: Any, wanted: Mapping[str, Any] | tuple[Mapping[str, Any], ...]) -> None:
    """Are these the declared outputs?"""
    if isinstance(wanted, tuple):
        _bound({"outputs": given}, "outputs", wanted)
    else:
        _value(given, wanted)


def _value(given: Any, spec: Mapping[str, Any]) -> Any:
    if isinstance(given, list):  # a pattern: as many as there are on the page
        if not str(spec["id"]).startswith("{"):
            raise _forged("an input is a list")
        return [_value(each, spec) for each in given]
    # Several callbacks may fill one output: Dash tells them apart by a mark behind the property's name.
    if not isinstance(given, dict) or str(given.get("property")).partition("@")[0] != spec["property"]:
        raise _forged("an input is not the callback's")
    if not str(spec["id"]).startswith("{") and given.get("id") != spec["id"]:
        raise _forged("an input is not the callback's")
    return given.get("value")


def _typed(value: Any, wanted: Any) -> None:
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        raise _forged(f"a value is not what it should be: {error}") from error


def _forged(what: str) -> Problem:
    return Problem(400, "bad_callback", what, "load the page anew")
