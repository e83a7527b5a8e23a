"""docs/access.md says who has which right; it must be what `dashboard.auth.who` says."""

from typing import get_args

from dashboard.auth.who import RIGHTS, ROLE_NAMES, Right, Role
from tests.architecture.tree import ROOT


def test_the_table_of_roles_is_the_programs() -> None:
    """Each role, each right, each tick."""
    page = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    rows = [line for line in page.split("## Roles")[1].split("\n##")[0].splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    roles = get_args(Role)
    assert cells[0][1:] == [f"{role} {ROLE_NAMES[role]}" for role in roles]
    told = {
        row[0].split("`")[1]: {role for role, tick in zip(roles, row[1:], strict=True) if tick} for row in cells[2:]
    }
    assert told == {right: {role for role in roles if right in RIGHTS[role]} for right in get_args(Right)}
