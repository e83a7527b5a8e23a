"""`python app.py key …`: API keys of integrators, from the command line. Each prints one line, `list` one per key."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import typer

from dashboard.arguments import moment
from dashboard.auth.noting import Noting
from dashboard.auth.who import Right, Scope
from dashboard.errors import RefusedError, UsageError
from dashboard.store.web.audit import AuditStore
from dashboard.store.web.keys import FIRST_KEY, MACHINE_RIGHTS, Grant, Key, KeyStore, write_private

USUAL: Final[frozenset[Right]] = frozenset({"events:write", "figures:read", "cases:read"})
"""What a key may do when nothing is said: tell and ask, without citizens' names and numbers."""
OVERLAP_HOURS: Final = 168.0
_WHO: Final = "command line"
_HOUR_MS: Final = 3_600_000

Name = Annotated[str, typer.Argument(help="Whose key it is, such as the integrator's name.")]
Names = list[str] | None
_RIGHTS_HELP: Final = f"May be repeated: {', '.join(sorted(MACHINE_RIGHTS))}. Default: {', '.join(sorted(USUAL))}."


class Place(NamedTuple):
    """Where keys are kept, the file that holds the first one, and the city's zone for dates."""

    engine: sa.Engine
    first_key: Path
    zone: ZoneInfo


def commands(place: Callable[[], Place]) -> typer.Typer:
    """The commands. `place()` is called by the one that runs."""
    group = typer.Typer(help="API keys of integrators.", no_args_is_help=True)
    _making(group, place)
    _stopping(group, place)
    return group


def _making(group: typer.Typer, place: Callable[[], Place]) -> None:
    @group.command()
    def add(
        name: Name,
        right: Annotated[Names, typer.Option(help=_RIGHTS_HELP)] = None,
        source: Annotated[Names, typer.Option(help="Writes events of this source only; may be repeated.")] = None,
        area: Annotated[Names, typer.Option(help="Sees this area only; may be repeated.")] = None,
        unit: Annotated[Names, typer.Option(help="Sees this unit's cases only; may be repeated.")] = None,
        rate: Annotated[int, typer.Option(min=0, help="Requests a minute; 0 = unlimited.")] = 0,
        expires: Annotated[str | None, typer.Option(help="Date or moment after which it is good no more.")] = None,
    ) -> None:
        """Makes a key and prints it; it cannot be shown again."""
        at = place()
        ends = None if expires is None else moment(expires, at.zone)
        grant = Grant(_rights(right), _some(source), Scope(_some(area), _some(unit)), rate, ends)
        key = KeyStore(at.engine).add_key(name, grant)
        _note(at, "key.add", name, _told(grant))
        typer.echo(f"added {name} ({_told(grant)}): {key}")

    @group.command(name="list")
    def list_() -> None:
        """One line per key: name, what it may do, state, last use."""
        for key in KeyStore(place().engine).listed():
            used = max((one.last_used_at or 0 for one in key.secrets), default=0)
            typer.echo(f"{key.name}\t{_told(key.grant)}\t{_state(key)}\tlast used {_day(used) if used else 'never'}")

    @group.command()
    def rotate(
        name: Name,
        overlap_hours: Annotated[float, typer.Option(min=0, help="So long the old one is good, too.")] = OVERLAP_HOURS,
    ) -> None:
        """A new secret for a key; the old one stays good for a while, so that nothing stops."""
        at = place()
        key = KeyStore(at.engine).rotate(name, round(overlap_hours * _HOUR_MS))
        if name == FIRST_KEY and at.first_key.exists():
            write_private(at.first_key, key + "\n")
        _note(at, "key.rotate", name, f"overlap {overlap_hours:g} h")
        typer.echo(f"rotated {name}, the old one is good for {overlap_hours:g} h more: {key}")


def _stopping(group: typer.Typer, place: Callable[[], Place]) -> None:
    @group.command()
    def disable(name: Name) -> None:
        """Stops a key within seconds."""
        _switch(place(), name, disabled=True)

    @group.command()
    def enable(name: Name) -> None:
        """Lets a disabled key work again."""
        _switch(place(), name, disabled=False)

    @group.command()
    def remove(name: Name) -> None:
        """Forgets a key; it stops within seconds."""
        at = place()
        if not KeyStore(at.engine).remove_key(name):
            raise RefusedError(f"there is no API key named {name!r}; `python app.py key list` shows all")
        _note(at, "key.remove", name, "")
        typer.echo(f"removed {name}")


def _switch(at: Place, name: str, *, disabled: bool) -> None:
    KeyStore(at.engine).set_disabled(name, disabled=disabled)
    word = "disable" if disabled else "enable"
    _note(at, f"key.{word}", name, "")
    typer.echo(f"{word}d {name}")


def _note(at: Place, action: str, name: str, told: str) -> None:
    Noting(AuditStore(at.engine)).note(_WHO, action, name, detail={"grant": told} if told else {})


def _rights(given: Names) -> frozenset[Right]:
    if not given:
        return USUAL
    unknown = sorted(set(given) - MACHINE_RIGHTS)
    if unknown:
        raise UsageError(f"a key cannot have {unknown[0]!r}; rights are {', '.join(sorted(MACHINE_RIGHTS))}")
    return frozenset(right for right in MACHINE_RIGHTS if right in given)


def _some(given: Names) -> frozenset[str] | None:
    return frozenset(given) if given else None


def _told(grant: Grant) -> str:
    """What a key may do, in a line."""
    sources = "all sources" if grant.sources is None else f"sources {' '.join(sorted(grant.sources))}"
    rate = f"{grant.rate}/min" if grant.rate else "any rate"
    ends = "" if grant.expires_at is None else f", until {_day(grant.expires_at)}"
    return f"{' '.join(sorted(grant.rights))}; {sources}; {grant.scope.name}; {rate}{ends}"


def _state(key: Key) -> str:
    if key.disabled:
        return "disabled"
    now = time.time_ns() // 1_000_000
    if key.grant.expires_at is not None and key.grant.expires_at <= now:
        return "expired"
    overlapping = any(one.until is not None and one.until > now for one in key.secrets)
    return "two secrets" if overlapping else "active"


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")
