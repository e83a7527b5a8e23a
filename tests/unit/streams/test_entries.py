"""However an entry's fields are ordered, their attributes are those that a mapping of them would give."""

from hypothesis import given
from hypothesis import strategies as st

from streams.entries import NAMES, Places, values_of

FEED = b"gridfeed"
names = st.sampled_from([*NAMES, FEED, b"traceparent", b""])
entries = st.lists(st.tuples(names, st.binary(max_size=4)), max_size=14)


@given(st.lists(entries, min_size=1, max_size=8))
def test_places_read_what_a_mapping_reads(several: list[list[tuple[bytes, bytes]]]) -> None:
    """Also where names are missing, unknown or given twice, and entries of different orders follow each other."""
    places = Places(FEED)
    for pairs in several:
        fields = dict(pairs)
        flat = [part for pair in pairs for part in pair]
        assert places.values(flat) == (*values_of(fields), fields.get(FEED))
