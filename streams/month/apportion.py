"""Whole numbers that add up: shares of a total, totals behind printed percentages, integer weights of a given sum.

Knows arithmetic only; knows nothing of cases, areas or time.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

K = TypeVar("K")

_FINEST = 1e-6


def apportion(total: int, weights: Mapping[K, float]) -> dict[K, int]:
    """Split `total` in proportion to `weights` by largest remainder; ties go to the key that comes first.

    The parts add up to `total`; a key of weight 0 gets 0. Raises ValueError when there is something to split and
    nothing weighs.
    """
    mass = sum(weights.values())
    if mass <= 0:
        if total:
            raise ValueError(f"nothing to split {total} over")
        return dict.fromkeys(weights, 0)
    exact = {key: total * weight / mass for key, weight in weights.items()}
    parts = {key: int(value) for key, value in exact.items()}
    order = sorted(exact, key=lambda key: parts[key] - exact[key])
    for key in order[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


def apportion_capped(total: int, weights: Mapping[K, float], cap: Mapping[K, int]) -> dict[K, int]:
    """As `apportion`, but no part exceeds its cap; what is cut off is split among the others. Raises ValueError if all
    caps are full.
    """
    parts: dict[K, int] = {}
    free = dict(weights)
    while True:
        split = apportion(total - sum(parts.values()), free)
        full = [key for key, part in split.items() if part > cap[key]]
        if not full:
            return parts | split
        for key in full:
            parts[key] = cap[key]
            del free[key]


def total_behind(parts: Sequence[tuple[int, float]]) -> int:
    """The middle one of the totals of which every part `(count, per cent printed with two decimals)` can be the
    printed share.
    """
    low = max(int(count / (percent + 0.005) * 100) for count, percent in parts)
    high = min(int(count / (percent - 0.005) * 100) + 1 for count, percent in parts)
    fitting = [total for total in range(low, high + 1) if all(round_half_up(100 * c / total) == p for c, p in parts)]
    if not fitting:
        raise ValueError(f"no total gives all of {parts}")
    return fitting[len(fitting) // 2]


def round_half_up(value: float, digits: int = 2) -> float:
    """As reports print: half up (for values ≥ 0)."""
    scale: int = 10**digits
    return int(value * scale + 0.5 + _FINEST) / scale


def draw_weights(rng: Random, count: int, total: int, largest: int) -> list[int]:
    """`count` integers from 1 to `largest` that add up to `total`, small ones being the most frequent where the mean
    allows it.
    """
    if not count <= total <= count * largest:
        raise ValueError(f"{count} weights of 1 to {largest} cannot add up to {total}")
    if not count:
        return []
    sizes = range(1, largest + 1)
    ratio = _ratio_for_mean(total / count, largest)
    drawn = rng.choices(sizes, weights=[ratio**size for size in sizes], k=count)
    gap = total - sum(drawn)
    step = 1 if gap > 0 else -1
    bound = largest if gap > 0 else 1
    while gap:
        at = rng.randrange(count)
        if drawn[at] != bound:
            drawn[at] += step
            gap -= step
    return drawn


def _ratio_for_mean(mean: float, largest: int) -> float:
    """The ratio of a geometric distribution on 1..largest with this mean (by bisection; close is enough)."""
    low, high = 1e-3, 1e3
    for _ in range(40):
        ratio = (low * high) ** 0.5
        mass = [ratio**size for size in range(largest)]
        if sum((size + 1) * m for size, m in enumerate(mass)) / sum(mass) < mean:
            low = ratio
        else:
            high = ratio
    return low
