"""`python app.py user …`: people who may sign in, from the command line. Each command prints one line."""

from collections.abc import Callable
from typing import Annotated, get_args

import sqlalchemy as sa
import typer

from dashboard.auth import passwords
from dashboard.auth.noting import Noting
from dashboard.auth.who import Role, Scope
from dashboard.errors import UsageError
from dashboard.store.web.audit import AuditStore
from dashboard.store.web.users import User, UserStore

Engine = Callable[[], sa.Engine]
Name = Annotated[str, typer.Argument(help="What he signs in with.")]
_WHO = "command line"


def commands(engine: Engine) -> typer.Typer:
    """The commands. `engine()` opens the web's own database."""
    group = typer.Typer(help="People who may sign in.", no_args_is_help=True)

    @group.command()
    def add(
        name: Name,
        role: Annotated[str, typer.Option(help=f"One of: {', '.join(get_args(Role))}.")],
        display: Annotated[str, typer.Option(help="As screens and events print it; default: the name.")] = "",
        area: Annotated[list[str] | None, typer.Option(help="Sees this area only; may be repeated.")] = None,
        unit: Annotated[list[str] | None, typer.Option(help="Sees this unit's cases only; may be repeated.")] = None,
    ) -> None:
        """Adds somebody and prints a one-time password."""
        store, first = UserStore(engine()), passwords.one_time()
        user = store.add(name, _role(role), passwords.hashed(first), display=display, scope=_scope(area, unit))
        _note(engine, "user.add", user)
        typer.echo(f"added {user.name} ({user.role}, {user.scope.name}); one-time password: {first}")

    @group.command(name="list")
    def list_() -> None:
        """One line per user."""
        for user in UserStore(engine()).listed():
            state = "disabled" if user.disabled else "one-time password" if user.must_change else "active"
            typer.echo(f"{user.name}\t{user.display}\t{user.role}\t{user.scope.name}\t{state}")

    @group.command()
    def disable(name: Name) -> None:
        """Locks somebody out at once: he is signed out everywhere within seconds."""
        typer.echo(f"disabled {_locked(engine, name, disabled=True).name}; he is signed out everywhere")

    @group.command()
    def enable(name: Name) -> None:
        """Lets somebody in again, with the password that he had."""
        typer.echo(f"enabled {_locked(engine, name, disabled=False).name}")

    @group.command()
    def reset(name: Name) -> None:
        """Gives somebody a one-time password; he is signed out everywhere within seconds."""
        store, first = UserStore(engine()), passwords.one_time()
        user = store.named(name)
        store.set_password(user.id, passwords.hashed(first), must_change=True)
        _note(engine, "user.reset", user)
        typer.echo(f"reset {user.name}; one-time password: {first}")

    return group


def first_admin(engine: sa.Engine) -> str | None:
    """Makes the first administrator; his one-time password, to be shown once. None: there are users already."""
    made: list[str] = []

    def password_hash() -> str:
        made.append(passwords.one_time())
        return passwords.hashed(made[0])

    return made[0] if UserStore(engine).first_admin(password_hash) else None


def _locked(engine: Engine, name: str, *, disabled: bool) -> User:
    store = UserStore(engine())
    user = store.named(name)
    store.set_disabled(user.id, disabled=disabled)
    _note(engine, "user.disable" if disabled else "user.enable", user)
    return user


def _note(engine: Engine, action: str, user: User) -> None:
    detail = {"role": user.role, "scope": user.scope.name}
    Noting(AuditStore(engine())).note(_WHO, action, user.name, detail=detail)


def _role(text: str) -> Role:
    for role in get_args(Role):
        if role == text:
            found: Role = role
            return found
    raise UsageError(f"there is no role {text!r}; one of: {', '.join(get_args(Role))}")


def _scope(areas: list[str] | None, units: list[str] | None) -> Scope:
    return Scope(frozenset(areas) if areas else None, frozenset(units) if units else None)
