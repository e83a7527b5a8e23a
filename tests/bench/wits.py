"""How good the desk's wits are on held-out days of the built-in (synthetic) month, against naive answers."""

from __future__ import annotations

from dashboard.domain.held_out import Calls
from tests import wits_walk
from tests.bench import table

LEARN_DAYS, HELD_DAYS = 21, 8


def run() -> None:
    """Learns from the month's first three weeks, asks on the eight days after."""
    it = wits_walk.built_in(LEARN_DAYS, HELD_DAYS)
    table.title(f"wits: days 1–{LEARN_DAYS} learnt, {HELD_DAYS} held out (synthetic)", "the desk's", "naive")
    units = wits_walk.suggestions(it)
    right = f"unit suggested right, of {units.total:,} dispatches"
    table.row(right, _share(units.accuracy), _share(units.naive_accuracy))
    for limit, (model, naive) in sorted(wits_walk.forecasts(it).items()):
        name = f"late within the hour ({limit})"
        table.row(f"{name}: right, of {model.total:,} asked", _share(model.accuracy), _share(naive.accuracy))
        table.row(f"{name}: precision", _share(model.precision), _share(naive.precision))
        table.row(f"{name}: recall, of {_late(model):,} late", _share(model.recall), _share(naive.recall))
    table.note("Naive: always the commonest unit; late if the category is usually late.")
    table.note("The synthetic month sends by rule, so its units are easier to guess than a real city's.")


def _late(calls: Calls) -> int:
    return calls.hits + calls.unseen


def _share(value: float | None) -> str:
    return "none" if value is None else f"{100 * value:.1f} %"
