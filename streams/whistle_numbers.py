"""Gives whistles their numbers, without a gap and none twice: only the leader counts, and only from the store.

It counts when all that stands on the streams has been applied, its own and an earlier leader's last words among it, and
appends as the leader only. So wherever it is killed, a number was given or it was not; the next leader reads which. A
number's id follows from the whistle, so that the log takes one for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_kinds import WhistleKinds
from dashboard.domain.whistle_numbers import Numbered, assign, years
from streams.deadline_watch import Entry, entry
from streams.unapplied import Unapplied

SOURCE: Final = "grid/numbers"
EVERY_S: Final = 0.5
WAIT_S: Final = 0.03
"""The projector applies what comes within some milliseconds: so soon it is looked again."""
MOST: Final = 200
"""Numbers given in one turn."""


class NumberStore(Protocol):
    """What it asks of the store (`dashboard.store.watching.WatchReader`)."""

    def unnumbered(self, limit: int) -> list[Whistle]:
        """Whistles that were blown and have no number, the oldest first."""
        ...

    def numbers(self, years: Iterable[int]) -> list[str]:
        """All numbers that there are of these years."""
        ...


class WhistleNumbers:
    """Call `run` every `EVERY_S` while leading. Not for several threads."""

    def __init__(
        self,
        store: NumberStore,
        append: Callable[[Sequence[Entry]], Mapping[str, str]],
        unapplied: Unapplied,
        kinds: Callable[[], WhistleKinds],
        zone: ZoneInfo,
    ) -> None:
        """`append`: as the leader; raises NotLeading."""
        self._store = store
        self._append = append
        self._unapplied = unapplied
        self._kinds = kinds
        self._zone = zone
        self._asked = False

    def run(self) -> float | None:
        """Numbers what is blown; in how many seconds it wants to look again, None = at its next turn."""
        if not self._asked:
            if not self._store.unnumbered(1):
                return None
            self._unapplied.add_everything()
            self._asked = True
        if not self._unapplied.is_over():
            return WAIT_S
        self._asked = False
        waiting = self._store.unnumbered(MOST)
        if not waiting:
            return None
        given = self._store.numbers(years(waiting, self._zone))
        numbers = assign(waiting, given, self._kinds(), self._zone)
        self._unapplied.add(self._append([_entry(one) for one in numbers]))
        return WAIT_S

    def forget(self) -> None:
        """Begins anew: somebody else may have led meanwhile."""
        self._asked = False


def _entry(one: Numbered) -> Entry:
    """Dated when it was blown, so that a whistle has its number from its first moment on."""
    told = entry("whistle.numbered", one.subject, f"number:{one.subject}", one.at, {"number": one.number})
    return {**told, "source": SOURCE}
