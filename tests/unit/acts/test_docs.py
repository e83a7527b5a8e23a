"""docs/api.md lists the acts as the table has them."""

from dashboard.acts.table import ACTS, Act
from tests.architecture.tree import ROOT


def row(act: Act) -> str:
    """An act's line in the document."""
    rights = " or ".join(f"`{right}`" for right in act.rights)
    fields = " ".join(("★" if field.required else "") + f"`{field.name}`" for field in act.fields)
    return f"| `{act.name}` | {act.label} | {rights} | {fields or '–'} |"


def test_every_act_with_its_right_and_fields() -> None:
    lines = (ROOT / "docs" / "api.md").read_text().splitlines()
    listed = [line for line in lines if line.startswith(("| `case.", "| `whistle.", "| `alert."))]
    assert listed == [row(act) for act in ACTS.values()]
