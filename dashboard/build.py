"""Which version of the screens is running: a page that was loaded from another one loads itself anew."""

import hashlib
import json
from pathlib import Path

from dashboard.domain.reference import Reference
from dashboard.views.wall import labels

_ROOT = Path(__file__).resolve().parent.parent
_MADE_OF = ("assets", "layouts", "callbacks", "dashboard/views")
"""What a page is made of, and what its frames hold."""


def version() -> str:
    """Twelve hexadecimal digits that change with anything a screen is made of."""
    digest = hashlib.sha256()
    for folder in _MADE_OF:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(_ROOT)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def with_names(build: str, reference: Reference) -> str:
    """A wall's version: its page also carries the names of areas and categories, which people change."""
    names = json.dumps(labels.config(reference), ensure_ascii=False, sort_keys=True)
    return f"{build}.{hashlib.sha256(names.encode()).hexdigest()[:6]}"
