"""How the report writes numbers, names and comparisons: thousands with commas, rates with two decimals, half up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from dashboard.views.bulletin.model import Cell, Number, Text

NOTHING: Final = "—"
"""What stands for a rate that does not exist (denominator 0)."""
NAMED: Final = 6
"""So many tied names are listed; more are told by the first and their number."""


def count(value: float | None) -> str:
    """A number of cases, or of base cases with at most three decimals."""
    if value is None:
        return NOTHING
    exact = Decimal(repr(value))
    text = f"{exact.normalize():,f}" if exact % 1 else f"{int(exact):,}"
    return text.replace("-", "−")


def percent(rate: float | None) -> str:
    """A rate in per cent: 98.13%, 100%."""
    if rate is None:
        return NOTHING
    hundredfold = _two(Decimal(repr(rate)) * 100)
    return "100%" if hundredfold == 100 else f"{hundredfold}%".replace("-", "−")


def threshold(value: float) -> str:
    """A rule's threshold in hundredths, without empty decimals: 90, 2.5."""
    return f"{(Decimal(repr(value)) * 100).normalize():f}"


def points(difference: float) -> str:
    """A difference of two rates in percentage points, without its sign."""
    return f"{_two(abs(Decimal(repr(difference)) * 100))}个百分点"


def share(part: float, whole: float) -> str:
    """A part of a whole in per cent."""
    return percent(part / whole) if whole else NOTHING


def made(value: float | None) -> Number:
    """A count that is made of figures, not one itself: a rank, what a table adds up."""
    return Number("", value, count(value))


def made_share(part: float, whole: float) -> Number:
    """A part of a whole, for a table."""
    return Number("", part / whole if whole else None, share(part, whole))


def _two(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def names(found: Sequence[str]) -> str:
    """Names with 、 between; many become 五华区等9个."""
    if len(found) <= NAMED:
        return "、".join(found)
    return f"{found[0]}等{len(found)}个"


def say(template: str, *cells: Cell) -> Text:
    """The template with its `{}` filled in; figures stay figures."""
    pieces = template.split("{}")
    if len(pieces) != len(cells) + 1:
        raise ValueError(f"{len(cells)} cells for {template!r}")
    woven: list[Cell] = [pieces[0]]
    for cell, piece in zip(cells, pieces[1:], strict=True):
        woven += [cell, piece]
    return tuple(cell for cell in woven if cell != "")


def join(texts: Iterable[Text], between: str, end: str = "") -> Text:
    """Several texts in one, with something between them and at the end."""
    found: list[Cell] = []
    for text in texts:
        found += [*([between] if found else []), *text]
    return (*found, end) if found and end else tuple(found)
