"""Which component libraries a screen's page loads, and which scripts of ours.

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


def only(app: dash.Dash, *libraries: ModuleType) -> None:
    """Lets `app` load these libraries and no others; `dash` (core and HTML components) is always one of them."""
    named = ["dash", *(library.__name__ for library in libraries)]
    scripts: Any = app.scripts

    def of_named(dev_bundles: bool = False) -> Any:
        return scripts.get_library_scripts(named, dev_bundles)

    scripts.get_all_scripts = of_named


def serve_scripts(server: Flask, prefix: str, endpoint: str, *folders: str) -> str:
    """Serves our own scripts of these folders as one, in the order of names, at the address returned; that changes with
    what is in it. What all others stand on, `base.js`, comes first.
    """
    files = [file for folder in folders for file in sorted((ASSETS / folder).glob("*.js"))]
    files.sort(key=lambda file: file.name != "base.js")
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    version = hashlib.sha256(text.encode()).hexdigest()[:12]

    def scripts() -> Response:
        return Response(text, mimetype="text/javascript", headers={"Cache-Control": "max-age=31536000, immutable"})

    server.add_url_rule(f"{prefix}scripts-{version}.js", endpoint, scripts)
    return f"{prefix}scripts-{version}.js"
