"""One case of the synthetic city before its events are written: what it is, when it is filed and due, and what happens
to it.

Knows the facts that a plan decides; the single moments of its life are drawn later (`lives`).
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from streams.month.places import Spot


class Cell(IntEnum):
    """Where a case stands in the closure figures of November (contract §2), or why it stands outside them."""

    ON_TIME = 0  # due in November, closed no later than due
    LATE = 1  # due in November, closed late but within it
    OPEN = 2  # due in November, not closed within it
    CARRIED_CLOSED = 3  # due before November, closed within it
    CARRIED_OPEN = 4  # due before November, not closed within it
    NEXT = 5  # due after November
    PARKED = 6  # suspended and not resumed
    VOIDED = 7
    PAST = 8  # due and closed before November
    PAST_LATE = 9  # the same, but closed late
    SELF_HANDLED = 10


class Turn:
    """What a case meets on its way, beside the seven stages: bits of `Case.turns`.

    Plain numbers, not an IntFlag: these are tested and set millions of times.
    """

    RETURNED: Final = 1
    EXTENDED: Final = 2
    PAUSED: Final = 4
    FAILED: Final = 8  # its first verification
    REOPENED: Final = 16
    AMENDED: Final = 32
    FIRST_RESPONSE: Final = 64
    MISSED: Final = 128  # the area's own supervisors should have reported it
    LATE: Final = 256  # dispatched late
    LATE_AGAIN: Final = 512  # dispatched late after a return
    RESPONDED: Final = 1024
    SATISFIED: Final = 2048
    DISSATISFIED: Final = 4096
    HANDLED: Final = 8192  # handled within November although it stays open


@dataclass(slots=True, eq=False)
class Case:
    """Times in ms UTC: `first_due` by the limit alone, `due` after extension or pause. Weight in base cases."""

    area: str
    kls: str
    category: str
    source: str
    filed: int
    first_due: int
    due: int
    spot: Spot
    severity: str
    cell: Cell = Cell.NEXT
    weight: int = 1
    turns: int = 0
    index: int = 0
    subject: bytes = b""
