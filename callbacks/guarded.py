"""Registers server-side callbacks, each with what it takes to call it: the only way to add one to a Dash app.

    @guarded(app, "admin", Output(ids.USERS, "children"), Input(ids.REFRESH, "n_clicks"))
    def show(clicks: int | None) -> Component: …

The gate holds every call against that (`dashboard.auth.callbacks`): the right, the inputs, and the types that the
function says for its values. An app with a callback that was registered otherwise does not start.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from dash import Dash

from dashboard.auth.callbacks import CallNeed
from dashboard.auth.current import GATE

F = TypeVar("F", bound=Callable[..., Any])


def guarded(app: Dash, need: CallNeed, *arguments: Any, **options: Any) -> Callable[[F], F]:
    """As `app.callback`; `need` is a right, or "known" (anyone that we know), or "person" (who has signed in)."""

    def register(function: F) -> F:
        before = set(app.callback_map)
        app.callback(*arguments, **options)(function)
        (output,) = set(app.callback_map) - before
        doors = app.server.extensions[GATE].callbacks
        doors.declare(app.config.requests_pathname_prefix, output, need, app.callback_map[output], function)
        return function

    return register
