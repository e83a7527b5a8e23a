"""Lets go of whistles' files that no event names: uploaded and never sent, or named by words that retention took out.

It knows when that is safe: a day after the last touch, and only when all that stands on the streams has been applied,
since an entry that waits may name what no event names yet.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from streams.unapplied import Unapplied

EVERY_S: Final = 3_600.0
WAIT_S: Final = 5.0
"""So soon it is looked again whether all has been applied."""
KEPT_S: Final = 86_400.0
"""How long a file may lie without an event, by the machine's clock."""


class FileWatch:
    """Call `run` every `EVERY_S` while leading. `sweep` takes the moment (epoch s) before which a file was last touched
    (`dashboard.store.web.files.FileStore.sweep`). Not for several threads.
    """

    def __init__(self, sweep: Callable[[float], object], unapplied: Unapplied) -> None:
        self._sweep = sweep
        self._unapplied = unapplied
        self._asked = False

    def run(self) -> float | None:
        """Sweeps; in how many seconds it wants to look again, None = at its next turn."""
        if not self._asked:
            self._unapplied.add_everything()
            self._asked = True
        if not self._unapplied.is_over():
            return WAIT_S
        self._asked = False
        self._sweep(time.time() - KEPT_S)
        return None

    def forget(self) -> None:
        """Begins anew: somebody else may have led meanwhile."""
        self._asked = False
