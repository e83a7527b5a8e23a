"""Machines' API keys as an administrator keeps them: made and rotated (shown once), limited, stopped, removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dashboard.admin.refusal import Refused
from dashboard.auth.who import Scope
from dashboard.errors import RefusedError
from dashboard.store.web.keys import MACHINE_RIGHTS, Grant, Key, KeyStore

OVERLAP_MS = 7 * 24 * 3_600_000
"""So long the secret before stays good after a rotation: a week to change over."""
MOST_RATE = 1_000_000
_GONE = "没有这个密钥，可能已被别人删除；请刷新后再试。"


class Asked(NamedTuple):
    """What a form says a key may do; `rate` a minute, `expires` as `2026-01-31 08:00`, each empty for no limit."""

    rights: Sequence[str]
    sources: Sequence[str]
    scope: Scope
    rate: str
    expires: str


class Machines:
    """Acts on keys. Calls block. Raises Refused."""

    def __init__(self, keys: KeyStore, zone: ZoneInfo) -> None:
        self._keys = keys
        self._zone = zone

    def listed(self) -> list[Key]:
        """All by name."""
        return self._keys.listed()

    def add(self, name: str, asked: Asked) -> str:
        """Makes a key; its secret, to be shown once."""
        if any(key.name == name for key in self._keys.listed()):
            raise Refused(f"已有名为“{name}”的密钥，请换一个名称。")
        try:
            return self._keys.add_key(name, self._grant(asked))
        except RefusedError as error:
            raise Refused("请填写密钥名称（最多 200 字），如接入单位的名称。") from error

    def change(self, name: str, asked: Asked) -> None:
        """Other rights or limits."""
        grant = self._grant(asked)
        try:
            self._keys.change(name, grant)
        except RefusedError as error:
            raise Refused(_GONE) from error

    def rotate(self, name: str) -> str:
        """A new secret, to be shown once; the one before stays good for a week."""
        try:
            return self._keys.rotate(name, OVERLAP_MS)
        except RefusedError as error:
            raise Refused(_GONE) from error

    def toggle(self, name: str) -> bool:
        """Stops a key, or lets it work again; whether it is stopped now."""
        key = next((one for one in self._keys.listed() if one.name == name), None)
        if key is None:
            raise Refused(_GONE)
        self._keys.set_disabled(name, disabled=not key.disabled)
        return not key.disabled

    def remove(self, name: str) -> None:
        """Forgets a key."""
        if not self._keys.remove_key(name):
            raise Refused(_GONE)

    def _grant(self, asked: Asked) -> Grant:
        rights = frozenset(right for right in MACHINE_RIGHTS if right in asked.rights)
        if not rights:
            raise Refused("请至少选择一项权限。")
        sources = frozenset(source.strip() for source in asked.sources if source.strip())
        return Grant(rights, sources or None, asked.scope, _rate(asked.rate), self._end(asked.expires))

    def _end(self, text: str) -> int | None:
        if not text.strip():
            return None
        try:
            at = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=self._zone)
        except ValueError as error:
            raise Refused("到期时刻应写成 2026-01-31 08:00 这样，或留空。") from error
        return round(at.timestamp() * 1000)


def _rate(text: str) -> int:
    if not text.strip():
        return 0
    if not (text.strip().isascii() and text.strip().isdigit() and int(text) <= MOST_RATE):
        raise Refused(f"每分钟次数应为 0 到 {MOST_RATE} 的整数，0 为不限。")
    return int(text)
