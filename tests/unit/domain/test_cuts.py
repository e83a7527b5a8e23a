"""Moves added up to cells: the same sums as added one by one, negative ones and all."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.cuts import CUTS, LEVELS, MEASURES, WHOLE, Move, cells

_NAMES = st.one_of(st.none(), st.sampled_from(("", "甲", "乙")))
_ADDENDS = st.lists(
    st.tuples(st.integers(0, len(MEASURES) - 1), st.integers(-100, 200_000), st.integers(-(10**12), 10**12)), max_size=5
)
_MOVES = st.lists(
    st.tuples(
        st.sampled_from(("530102", "530103")), st.sampled_from(("", "A")), st.tuples(*[_NAMES] * len(CUTS)), _ADDENDS
    )
)


def added_one_by_one(moves: list[Move]) -> dict[tuple[str, int, int, str, str, str, int], int]:
    """What each (cell, measure) comes to, without those that come to nothing."""
    sums: Counter[tuple[str, int, int, str, str, str, int]] = Counter()
    for area, case_class, names, added in moves:
        for cut, name in zip(CUTS, names, strict=True):
            if name or (cut == WHOLE and name is not None):
                for place, bucket, value in added:
                    for level in LEVELS:
                        sums[cut, level, bucket >> (level - LEVELS[0]), area, case_class, name, place] += value
    return {key: value for key, value in sums.items() if value}


@given(_MOVES)
def test_cells_are_the_sums_of_their_moves_in_one_order(moves: list[Move]) -> None:
    found = list(cells(moves))
    assert {
        (*cell, place): value for cell, sums in found for place, value in enumerate(sums) if value
    } == added_one_by_one(moves)
    assert all(any(sums) for _, sums in found)
    assert [cell for cell, _ in found] == sorted({cell for cell, _ in found})
