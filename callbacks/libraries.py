"""Which component libraries a screen's page loads, and which scripts and styles of ours.

Dash keeps one registry of libraries for the whole process, and puts all that anybody imported on every page of every
app. A wall must stay light while the desks beside it bring grids and forms, so each app names its own.
"""

import hashlib
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import dash
from flask import Flask, Response

ASSETS: Final = Path(__file__).resolve().parent.parent / "assets"
_MIMETYPES: Final = {".js": "text/javascript", ".css": "text/css"}


def only(app: dash.Dash, *libraries: ModuleType) -> None:
    """Lets `app` load these libraries and no others; `dash` (core and HTML components) is always one of them."""
    named = ["dash", *(library.__name__ for library in libraries)]
    scripts: Any = app.scripts

    def of_named(dev_bundles: bool = False) -> Any:
        return scripts.get_library_scripts(named, dev_bundles)

    scripts.get_all_scripts = of_named


def serve_scripts(server: Flask, prefix: str, endpoint: str, *places: str) -> str:
    """Serves the scripts of these folders or files (in `assets/`) as one, in the order of names, at the address
    returned; that changes with what is in it. Others' libraries come first, then what ours stand on, `base.js`.
    """
    return _serve(server, f"{prefix}scripts", endpoint, _files(places, ".js"))


def serve_styles(server: Flask, prefix: str, endpoint: str, *places: str) -> str:
    """Serves style sheets likewise, beside the folders of `assets/`: what they name by `../` is found."""
    return _serve(server, f"{prefix}assets/own/styles", endpoint, _files(places, ".css"))


def _files(places: tuple[str, ...], suffix: str) -> list[Path]:
    """Libraries, `base`, then the rest by folder and name."""
    found = [file for place in places for file in sorted((ASSETS / place).glob(f"*{suffix}")) or [ASSETS / place]]
    return sorted(found, key=lambda file: (file.parent.name != "vendor", file.stem != "base"))


def _serve(server: Flask, address: str, endpoint: str, files: list[Path]) -> str:
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    kind = files[0].suffix
    whole = f"{address}-{hashlib.sha256(text.encode()).hexdigest()[:12]}{kind}"

    def answer() -> Response:
        headers = {"Cache-Control": "max-age=31536000, immutable"}
        return Response(text, mimetype=_MIMETYPES[kind], headers=headers)

    server.add_url_rule(whole, endpoint, answer)
    return whole
