"""The folders are the architecture: what stands at the top, and how large files and functions grow."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, files, own, text

TOP_FOLDERS = {"assets", "callbacks", "dashboard", "docs", "layouts", "streams", "tests", ".ci"}
TOP_FILES = {
    "app.py",
    "pyproject.toml",
    "requirements.lock",
    "Makefile",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
}
TOP_TEXTS = {"README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE"}
TOP = TOP_FOLDERS | TOP_FILES | TOP_TEXTS

LONG_FILE, LONG_FUNCTION, LONG_CALLBACK = 350, 50, 15
REASON = "long: "
"""What is longer says why, in a comment that begins so, anywhere in the file or in the function."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_the_top_level_is_the_one_agreed() -> None:
    """A new name at the root is a decision about the architecture, so it changes this list, too."""
    assert {path.parts[0] for path in files()} - TOP == set()
    assert [name for name in sorted(TOP) if not (ROOT / name).exists()] == []


def test_a_file_is_read_in_one_sitting() -> None:
    """350 lines at most, or a reason."""
    sizes = {path: text(path).count("\n") for path in own(".py", ".js", ".css")}
    assert {str(p): size for p, size in sizes.items() if size > LONG_FILE and REASON not in text(p)} == {}


def test_a_function_fits_a_screen() -> None:
    """50 lines at most, or a reason; Alembic's lists of tables are no functions to be read."""
    code = [path for path in own(".py") if "versions" not in path.parts]
    assert list(_longer(code, LONG_FUNCTION)) == []


def test_a_callback_unpacks_calls_and_returns() -> None:
    """What Dash calls has 15 lines at most: deciding is the domain's business, drawing the layouts'."""
    code = [path for path in own(".py") if path.parts[0] == "callbacks"]
    assert list(_longer(code, LONG_CALLBACK, only_callbacks=True)) == []


def _longer(paths: list[Path], lines: int, *, only_callbacks: bool = False) -> Iterator[str]:
    for path in paths:
        for node in ast.walk(ast.parse(text(path))):
            if isinstance(node, Function) and (_is_callback(node) or not only_callbacks):
                source = text(path).splitlines()[node.lineno - 1 : node.end_lineno]
                if len(source) > lines and not any(REASON in line for line in source):
                    yield f"{path}:{node.lineno} {node.name} has {len(source)} lines"


def _is_callback(node: Function) -> bool:
    return any("callback" in ast.unparse(mark) for mark in node.decorator_list)
