"""What people wrote in a whistle's log: text, whom it mentions (`@城管局`), and the files that came with it. PURE.

Producers may put anything into fields that the contract does not list, so these are read leniently: what is not of
their form is not there.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import msgspec

from dashboard.domain.events import Event

MENTION: Final = re.compile(r"(?<![A-Za-z0-9._+-])[@＠]([^\s@＠，。；：、！？,;:!?()（）\[\]【】]{1,200})")
_NAMES: Final = ("by", "by_name", "department")


class File(msgspec.Struct, array_like=True, frozen=True):
    """One file: its place among the whistle's files (from 1), name, type, size in bytes, SHA-256, and its note's id."""

    n: int
    name: str
    type: str
    size: int
    sha256: str
    note: str


class Said(NamedTuple):
    """Who speaks in an event, by which names; whom the text mentions; the files."""

    names: tuple[str, ...]
    mentions: tuple[str, ...]
    files: tuple[File, ...]


def said(event: Event) -> Said:
    """What an event says beside its state's change."""
    data: dict[str, Any] = msgspec.json.decode(event.text)
    names = tuple(name for name in (data.get(field) for field in _NAMES) if isinstance(name, str) and name)
    if event.type != "whistle.noted":
        return Said(names, (), ())
    text, files = data.get("note"), data.get("files")
    told = [_file(one, event.id) for one in files] if isinstance(files, list) else []
    return Said(names, mentions(text) if isinstance(text, str) else (), tuple(one for one in told if one))


def mentions(text: str) -> tuple[str, ...]:
    """The names after an @, each once, in order."""
    return tuple(dict.fromkeys(found.group(1) for found in MENTION.finditer(text)))


def _file(told: Any, note: str) -> File | None:
    try:
        return msgspec.convert({**told, "note": note}, _Told).file() if isinstance(told, dict) else None
    except msgspec.ValidationError:
        return None


class _Told(msgspec.Struct):
    n: int
    name: str
    type: str
    size: int
    sha256: str
    note: str

    def file(self) -> File:
        return File(self.n, self.name, self.type, self.size, self.sha256, self.note)
