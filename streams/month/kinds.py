"""The kinds of moments in a life: an event type with what distinguishes its data. Small numbers, since they are packed
into sort keys.

Several kinds share an event type (a verification passed or failed). Knows no data and no time.
"""

from typing import Final


class Kind:
    """Plain numbers, not an IntEnum: a month has more than a million of them."""

    ACCEPTED: Final = 0
    FILED: Final = 1
    SELF_HANDLED: Final = 2
    MISDISPATCHED: Final = 3  # to a unit that will return it
    DISPATCHED: Final = 4
    RETURNED: Final = 5
    HANDLED: Final = 6
    REPORTED_BACK: Final = 7
    VERIFIED: Final = 8
    FAILED: Final = 9
    CLOSED: Final = 10
    EXTENDED: Final = 11
    SUSPENDED: Final = 12
    RESUMED: Final = 13
    REOPENED: Final = 14
    VOIDED: Final = 15
    AMENDED: Final = 16
    MISSED: Final = 17
    REMINDED_1: Final = 18
    REMINDED_2: Final = 19
    REMINDED_3: Final = 20
    SUPERVISED_OVERDUE: Final = 21
    SUPERVISED_LEADER: Final = 22
    SUPERVISED_KEY: Final = 23
    FIRST_RESPONSE: Final = 24
    RESPONDED: Final = 25
    SATISFIED: Final = 26
    DISSATISFIED: Final = 27
    WHISTLE: Final = 28


BITS: Final = 5
"""Kinds fit into so many bits."""
