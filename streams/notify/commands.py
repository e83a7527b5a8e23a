"""`python app.py notices …`: what went out of the house, what could not, and sending that again. One line a notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import sqlalchemy as sa
import typer

from dashboard.errors import UsageError
from dashboard.store.web.outbox import Outbox
from streams.clock import machine_ms

STATES = ("waiting", "sent", "dropped", "dead")


def commands(engine: Callable[[], sa.Engine]) -> typer.Typer:
    """The commands. `engine()` opens the web's own database."""
    group = typer.Typer(help="Alerts that go out of the building.", no_args_is_help=True)

    @group.command(name="list")
    def list_(state: Annotated[str, typer.Option(help=f"Only one of: {', '.join(STATES)}.")] = "") -> None:
        """The newest notices: state, tries, channel, alert, and why it was not taken."""
        if state and state not in STATES:
            raise UsageError(f"{state!r} is no state of a notice; use one of {', '.join(STATES)}.")
        for one in Outbox(engine()).listed(state or None):
            typer.echo(f"{one.state}\t{one.tries}\t{one.channel}\t{one.key}\t{one.error}")

    @group.command()
    def retry() -> None:
        """Tries once more what nobody took."""
        typer.echo(f"waiting again: {Outbox(engine()).retry(machine_ms())}")

    return group
