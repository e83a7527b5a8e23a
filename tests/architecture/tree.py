"""The project's own files, for tests that read them: those that git knows or would take in."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYTHON_PACKAGES = ("callbacks", "dashboard", "layouts", "streams")


@cache
def files() -> tuple[Path, ...]:
    """All files of the project, relative to ROOT; what .gitignore names and what is deleted is left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return tuple(sorted(Path(name) for name in set(listed) if name and (ROOT / name).exists()))


def own(*suffixes: str) -> list[Path]:
    """Files with one of the suffixes that are written here, not taken over from others (`assets/vendor`)."""
    return [path for path in files() if path.suffix in suffixes and path.parts[:2] != ("assets", "vendor")]


def text(path: Path) -> str:
    """A file's text."""
    return (ROOT / path).read_text(encoding="utf-8")
