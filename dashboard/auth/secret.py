"""The key that signs sessions: from the settings, else made at first start and kept beside the data."""

import os
import secrets
from pathlib import Path

FILE = "secret-key"


def secret_key(given: str | None, data_dir: Path) -> str:
    """The key. The one that is kept is readable by its owner only; several processes agree on the first one made."""
    if given is not None:
        return given
    path = data_dir / FILE
    if not path.exists():
        _offer(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def _offer(path: Path, text: str) -> None:
    """Writes the file whole, unless somebody else did so first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
