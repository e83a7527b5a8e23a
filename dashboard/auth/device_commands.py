"""`python app.py device …`: wall devices from the command line. Each command prints one line, `list` one per device."""

from collections.abc import Callable
from typing import Annotated, NamedTuple

import sqlalchemy as sa
import typer

from dashboard.auth.noting import Noting
from dashboard.auth.who import Scope
from dashboard.domain import instants
from dashboard.settings import Settings
from dashboard.store.web.audit import AuditStore
from dashboard.store.web.devices import Device, DeviceStore
from dashboard.store.web.pairings import PAGE, PairingStore

Name = Annotated[str, typer.Option("--name", help="Where the screen hangs, such as 大厅一号屏.")]
Areas = Annotated[list[str] | None, typer.Option("--area", help="Shows this area only; may be repeated.")]
_WHO = "command line"
_ASK = "系统管理员"
"""What a wall prints of whom to ask: nobody knows who types at the machine."""


class Place(NamedTuple):
    """Where the commands work."""

    settings: Settings
    engine: sa.Engine

    @property
    def store(self) -> DeviceStore:
        """Of the devices."""
        return DeviceStore(self.engine)

    def note(self, action: str, name: str, scope: Scope) -> None:
        """Into the audit log."""
        Noting(AuditStore(self.engine)).note(_WHO, action, name, detail={"scope": scope.name})


def commands(place: Callable[[], Place]) -> typer.Typer:
    """The commands. `place()` opens what they work on."""
    group = typer.Typer(help="Walls: screens without a keyboard.", no_args_is_help=True)

    @group.command()
    def pair(
        code: Annotated[str, typer.Argument(help="As the screen shows it.")], name: Name, area: Areas = None
    ) -> None:
        """Lets in the screen that shows this code; it goes on to the wall by itself."""
        it, scope = place(), _scope(area)
        PairingStore(it.store).approve(code, name, scope, _ASK)
        it.note("device.approve", name, scope)
        typer.echo(f"paired {name} ({scope.name})")

    @group.command()
    def link(name: Name, area: Areas = None) -> None:
        """Prints an address that lets in the first screen that opens it, within a week."""
        it, scope = place(), _scope(area)
        _, secret = PairingStore(it.store).link(name, scope, _ASK)
        it.note("device.link", name, scope)
        base = it.settings.public_url or f"http://{it.settings.host}:{it.settings.port}"
        typer.echo(f"{base.rstrip('/')}{PAGE}#{secret}")

    @group.command(name="list")
    def list_() -> None:
        """One line per device: name, scope, state, last contact."""
        it = place()
        for device in it.store.listed():
            seen = "-" if device.contact_at is None else instants.render(device.contact_at, it.settings.zone)
            typer.echo(f"{device.name}\t{device.scope.name}\t{_state(device)}\t{seen}")

    @group.command()
    def revoke(name: Annotated[str, typer.Argument(help="The device's.")]) -> None:
        """Ends a device's rights for good, within seconds; the wall says so."""
        it = place()
        device = it.store.named(name)
        ended = it.store.revoke(device.id, _ASK)
        it.note("device.revoke", name, device.scope)
        typer.echo(f"{'revoked' if ended else 'was revoked before:'} {name}")

    return group


def _scope(areas: list[str] | None) -> Scope:
    return Scope(frozenset(areas) if areas else None)


def _state(device: Device) -> str:
    if device.revoked_at is not None:
        return "revoked"
    return "waiting" if device.contact_at is None else "active"
