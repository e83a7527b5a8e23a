"""Prints a measurement as lines of plain text: a name and columns, said as soon as they are known."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

WIDTH = 64


def title(text: str, *columns: str) -> None:
    """The head of a table."""
    _print(f"\n{text:{WIDTH}}" + "".join(f"{column:>13}" for column in columns))


def row(name: str, *values: str) -> None:
    """One line of it."""
    _print(f"  {name:{WIDTH - 2}}" + "".join(f"{value:>13}" for value in values))


def note(text: str) -> None:
    """A sentence below or before a table."""
    _print(f"  {text}")


def _print(text: str) -> None:
    print(text)
    sys.stdout.flush()


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timings(ask: Callable[[], object], most: int = 40, seconds: float = 8.0) -> list[float]:
    """Milliseconds of each call after a first one, at most so many calls or seconds; of a slow one that first alone."""
    found = [_timed(ask)]
    begun = time.perf_counter()
    while len(found) <= most and found[0] / 1000 + time.perf_counter() - begun < seconds:
        found.append(_timed(ask))
    return found[1:] or found


def _timed(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000
