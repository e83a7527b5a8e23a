"""The exception tree and its drawing."""

import re

from dashboard import errors
from dashboard.errors import GridError, UsageError


def _tree(kind: type[GridError], depth: int = 0) -> list[tuple[int, str, int]]:
    below = sorted(kind.__subclasses__(), key=lambda sub: list(vars(errors)).index(sub.__name__))
    return [(depth, kind.__name__, kind.exit_code), *(row for sub in below for row in _tree(sub, depth + 1))]


def test_the_drawing_is_the_tree() -> None:
    """The module's docstring shows each class under its base, with its exit status."""
    drawn = re.findall(r"^ {4}([│├└─ ]*)(\w+) +exit (\d)", errors.__doc__ or "", re.MULTILINE)
    assert [(len(branch) // 4, name, int(status)) for branch, name, status in drawn] == _tree(GridError)


def test_a_message_is_one_line() -> None:
    """However it was put together."""
    assert str(UsageError("a\n  b")) == "a b"
