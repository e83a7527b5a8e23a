"""The reference data as it stands now: files and edits, looked at again every few seconds.

    live = LiveReference("Asia/Shanghai", None, EditStore(engine))
    reference = live.load(now)          # and again whenever live.changed(now)

Each process has one. It knows when to build anew; the parts that use the reference data take the new value themselves.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from importlib.resources.abc import Traversable
from typing import Final, Protocol

import sqlalchemy as sa
import structlog

from dashboard import reference
from dashboard.domain.edited_tables import FOLDING, History
from dashboard.domain.reference import Reference
from dashboard.domain.revisions import Revision, in_force, timeline

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

EVERY_S: Final = 5.0
"""How often the store is asked: well within the two minutes that a new version lies ahead."""

_BY_MOMENT: Final = ("areas", "responsibility")
"""The kinds of which only the revision in force is used."""


class Edits(Protocol):
    """Where edits are kept."""

    def stamp(self) -> int:
        """Changes whenever one is added."""
        ...

    def revisions(self) -> list[Revision]:
        """All of them."""
        ...


class LiveReference:
    """Not for several threads. `every_s`: how long an answer of the store is good."""

    def __init__(
        self,
        timezone: str,
        directory: Traversable | None,
        edits: Edits,
        every_s: float = EVERY_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timezone = timezone
        self._files = reference.files(timezone, directory)
        self._edits = edits
        self._every_s = every_s
        self._monotonic = monotonic
        self._asked = float("-inf")
        self._stamp = -1
        self._history: History = self._files

    def load(self, now_ms: int | None) -> Reference:
        """The reference data at this moment of the city (None: names as of the newest version)."""
        self._asked = self._monotonic()
        # The stamp first: what is added between the two questions is then found the next time.
        self._stamp = self._edits.stamp()
        self._history = reference.merged(self._files, self._edits.revisions())
        self._held = self._in_force(now_ms)
        return reference.build(self._history, self._timezone, now_ms)

    def changed(self, now_ms: int) -> bool:
        """Would `load` give something else now? Asks the store every few seconds; while it is away, no."""
        if self._monotonic() - self._asked < self._every_s:
            return False
        self._asked = self._monotonic()
        try:
            return self._edits.stamp() != self._stamp or self._in_force(now_ms) != self._held
        except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
            log.warning("reference.not_asked", error=str(error)[:300])
            return False

    @property
    def files(self) -> History:
        """What the files say."""
        return self._files

    @property
    def history(self) -> History:
        """All revisions of all kinds as last loaded, the files' own among them."""
        return self._history

    @property
    def timeless(self) -> bool:
        """Are names, groups and responsibility the same at every moment?"""
        return all(len(self._history[kind]) == 1 for kind in _BY_MOMENT)

    def _in_force(self, now_ms: int | None) -> Sequence[tuple[int, int]]:
        lines = (timeline(self._history[kind]) for kind in _BY_MOMENT)
        held = (line[-1] if now_ms is None else in_force(line, now_ms) for line in lines)
        return [(one.no, one.valid_from) for one in held if one]


def fold_mark(history: History) -> str:
    """What folds depend on, as JSON: `[[kind, no, valid from, checksum], …]`. Equal marks, equal folds."""
    lines = [one for kind in sorted(FOLDING) for one in timeline(history[kind])]
    return json.dumps([[one.kind, one.no, one.valid_from, one.checksum] for one in lines if one.no])


def differs_from(mark: str, other: str) -> int | None:
    """The first moment from which two marks say something else (ms of the city); None = they are equal."""
    one, two = ({tuple(entry) for entry in json.loads(text)} for text in (mark, other))
    return min((entry[2] for entry in one ^ two), default=None)
