"""The archive: whistles of a period as rows of a table. PURE."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dashboard.domain.reference import Reference
from dashboard.domain.whistle import Whistle
from dashboard.domain.whistle_limits import Course
from dashboard.views.duty.rows import area_name
from dashboard.views.whistles import words
from dashboard.views.whistles.board import Card, Status, card
from dashboard.views.whistles.desk import kind_name


class Row(NamedTuple):
    """One whistle. Times in ms UTC; `status` as on the board; `mean` of the ratings given."""

    id: str
    level: str
    number: str
    title: str
    area: str
    kind: str
    departments: tuple[str, ...]
    blown: int
    ended: int | None
    stage: str
    status: Status | None
    mean: float | None
    cases: int


def rows(
    whistles: Sequence[Whistle],
    courses: Callable[[Whistle], Sequence[Course]],
    reference: Reference,
    now: int,
    hide: Callable[[str], str],
) -> list[Row]:
    """The rows as of `now`, in the order of the whistles; `hide` makes of titles what the visitor may read."""
    return [_row(card(one, courses(one), now), reference, hide) for one in whistles]


def _row(one: Card, reference: Reference, hide: Callable[[str], str]) -> Row:
    return Row(
        one["id"],
        one["level"],
        one["number"] or "",
        hide(one["title"]),
        area_name(reference, one["area"]),
        kind_name(one, reference),
        tuple(called["name"] for called in one["departments"]),
        one["blown"],
        one["ended"],
        words.STAGES.get(one["stage"], one["stage"]),
        one["status"],
        one["mean"],
        one["cases"],
    )
