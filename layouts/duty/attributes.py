"""`data-*` and `aria-*` attributes, which Dash takes by name although its types do not say so. PURE."""

from collections.abc import Mapping
from typing import Any


def attributes(values: Mapping[str, str]) -> Any:
    """The attributes with a value; pass them on with `**`."""
    return {name: value for name, value in values.items() if value}
