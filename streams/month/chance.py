"""Seeded chance: one stream of random numbers per purpose, so that drawing more for one thing moves nothing else."""

from random import Random


def stream(seed: int, *purpose: object) -> Random:
    """The random numbers of a purpose (its name and, say, a day). The same seed and purpose give the same numbers."""
    return Random(f"{seed}:{':'.join(map(str, purpose))}")
