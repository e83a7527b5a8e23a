"""A stream entry's fields, read by name. Those of one producer stand in one order, so their places are found once.

Knows the names of the CloudEvents attributes and how an entry comes from Redis; judges nothing (`streams.codec` does).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

UNREADABLE = b"unreadable"
"""Field under which our own doors put what they could not read at all, so that it is kept as a dead letter."""

NAMES = (b"specversion", b"id", b"source", b"type", b"subject", b"time", b"datacontenttype", b"data", UNREADABLE)
"""The attributes of an entry, in the order of `Values`."""

SUBJECT = NAMES.index(b"subject")

Values = tuple[Any, ...]
"""An entry's attributes (bytes, None where it has none) in the order of `NAMES`; what stands behind them is ignored."""

_MOST_ORDERS = 200


def values_of(fields: Mapping[bytes, bytes]) -> Values:
    """The attributes of an entry given as a mapping."""
    return tuple(map(fields.get, NAMES))


class Places:
    """Reads entries as they come, [name, value, name, value, …], by places learnt from others of the same order."""

    def __init__(self, *more: bytes) -> None:
        self._wanted = (*NAMES, *more)
        self._names: Sequence[bytes] = ()
        self._pick: Callable[[list[Any]], Values] = tuple
        self._known: dict[tuple[bytes, ...], Callable[[list[Any]], Values]] = {}

    def values(self, flat: Sequence[bytes]) -> Values:
        """The attributes, and behind them the `more` that was asked for."""
        names = flat[::2]
        if names != self._names:
            self._turn_to(names)
        return self._pick([*flat, None])

    def _turn_to(self, names: Sequence[bytes]) -> None:
        order = tuple(names)
        if order not in self._known:
            if len(self._known) >= _MOST_ORDERS:
                self._known.clear()
            # The last of a name twice stands, as in a mapping; what is missing is the None at the end.
            place = {name: 2 * n + 1 for n, name in enumerate(order)}
            self._known[order] = itemgetter(*(place.get(name, 2 * len(order)) for name in self._wanted))
        self._names, self._pick = names, self._known[order]
