"""The program keeps to itself: it calls nobody, reads its environment in one place, and knows no particular machine."""

import ast
import re
from pathlib import Path

from tests.architecture.tree import files, own, text

ADDRESS = re.compile(r"(?:https?:|wss?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
NAMES_NOT_CALLS = ("www.w3.org", "127.0.0.1")
"""XML namespaces are names; nothing is fetched from them."""

DRAWN = [path for path in own(".js", ".css", ".html", ".svg") if path.parts[0] == "assets"]
DRAWING = [path for path in own(".py") if path.parts[0] in ("layouts", "callbacks")]


def test_no_screen_asks_another_machine_for_anything() -> None:
    """No CDN, no tiles, no fonts from elsewhere: a wall's network has no way out."""
    found = [f"{path}: {address}" for path in (*DRAWN, *DRAWING) for address in ADDRESS.findall(text(path))]
    assert [line for line in found if not any(name in line for name in NAMES_NOT_CALLS)] == []


def test_only_the_settings_read_the_environment() -> None:
    """One documented table, read in one place: `dashboard/settings.py`."""
    code = [path for path in own(".py") if path.parts[0] != "tests" and path != Path("dashboard/settings.py")]
    assert [
        str(path) for path in code if any(_reads_environment(node) for node in ast.walk(ast.parse(text(path))))
    ] == []


def test_no_file_names_a_particular_machine() -> None:
    """Paths of whoever wrote a file mean nothing to whoever runs it."""
    # Put together here, so that this file does not name them either.
    homes = re.compile("|".join(f"/{name}/" for name in ("work", "root", "Users")) + r"|/home/[a-z]")
    readable = own(".py", ".js", ".css", ".md", ".toml", ".csv", ".json", ".mako", ".cfg", "")
    found = [f"{path}: {line.strip()[:80]}" for path in readable for line in _lines(path) if homes.search(line)]
    assert found == []


def test_vendored_files_come_with_their_licences() -> None:
    """Each script taken over from others has its licence's text beside it."""
    vendor = [path for path in files() if path.parts[:2] == ("assets", "vendor")]
    licences = {path.stem.split(".")[0] for path in vendor if "LICENSES" in path.parts}
    scripts = [path.name for path in vendor if path.suffix in (".js", ".css")]
    assert [name for name in scripts if not any(name.startswith(known.split("-")[0]) for known in licences)] == []


def _reads_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(alias.name in ("environ", "getenv") for alias in node.names)
    return isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv")


def _lines(path: Path) -> list[str]:
    try:
        return text(path).splitlines()
    except UnicodeDecodeError:
        return []
