"""Hotline cases by area and by the month in which they are filed and due, so that those due add up to what the report
says.

The report has 3,145 complaints due (carried over or due in November) and 3,207 filed. Knows counts, not single cases.
"""

from collections.abc import Mapping
from typing import NamedTuple

from streams.month.loads import Load

CLOSING_DAYS = 5
"""The appeal's limit (`rhythm`): what is filed in the last five days of a month is due in the next."""

_FILED_BEFORE = 0.15
_CARRIED = 0.03


class Slots(NamedTuple):
    """`before`: filed in October, due in November; `carried`: due in October, still open; `inside`: filed and due in
    November; `extended`: filed in November, due in it but extended past it; `after`: filed at its end, due in
    December.
    """

    before: int
    carried: int
    inside: int
    extended: int
    after: int


def plan(loads: Mapping[str, Load], days: int) -> dict[str, Slots]:
    """The slots of every area that has hotline cases; `days` is the length of the month."""
    return {code: _slots(load, days) for code, load in loads.items() if load.hotline_due}


def _slots(load: Load, days: int) -> Slots:
    before = round(load.hotline_due * _FILED_BEFORE)
    carried = round(load.hotline_due * _CARRIED)
    inside = load.hotline_due - before - carried
    later = load.sources["hotline_12345"] - inside
    at_the_end = min(later, round(inside * CLOSING_DAYS / (days - CLOSING_DAYS)))
    return Slots(before, carried, inside, later - at_the_end, at_the_end)
