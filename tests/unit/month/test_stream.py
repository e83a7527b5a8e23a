"""Reading the month: any span, the same bytes every time, October or not."""

import hashlib
import os
import subprocess
import sys
from itertools import chain, pairwise
from pathlib import Path

import pytest

from streams import codec
from streams.month import SOURCE, Month
from streams.month.chance import stream
from streams.month.lives import live
from streams.month.rhythm import DAY, HOUR, START
from tests.unit.month.conftest import Reading

pytestmark = pytest.mark.timeout(300)

ROOT = Path(__file__).resolve().parents[3]
MUCH_LATER = START + 400 * DAY
_DIGEST = """
import hashlib
from streams.month import build
month = build()
digest = hashlib.sha256()
for entry in month.events(month.start_ms + 19 * 86_400_000, month.start_ms + 20 * 86_400_000):
    digest.update(repr(entry).encode())
print(digest.hexdigest())
"""


class TestSpans:
    """Any span of the month."""

    def test_of_hours_join_to_the_day(self, month: Month) -> None:
        edges = [START + 3 * DAY, START + 3 * DAY + 7 * HOUR, START + 3 * DAY + 13 * HOUR + 1, START + 4 * DAY]
        parts = chain.from_iterable(month.events(begin, end) for begin, end in pairwise(edges))
        assert [e.fields[b"id"] for e in parts] == [e.fields[b"id"] for e in month.events(edges[0], edges[-1])]

    def test_hold_nothing_from_outside(self, month: Month) -> None:
        begin, end = START + 5 * DAY + HOUR, START + 5 * DAY + 11 * HOUR
        assert all(begin <= entry.at < end for entry in month.events(begin, end))

    def test_may_be_empty_or_reach_beyond_the_month(self, month: Month) -> None:
        assert list(month.events(START, START)) == []
        assert list(month.events(month.last_ms, month.last_ms + DAY)) == []

    def test_are_estimated_well_enough_for_a_progress_bar(self, month: Month) -> None:
        begin, end = START + 10 * DAY, START + 13 * DAY
        assert month.total(begin, end) == pytest.approx(sum(1 for _ in month.events(begin, end)), rel=0.1)


class TestTheSameBytes:
    """The same seed gives the same month."""

    def test_come_from_another_process_without_october_and_read_in_another_order(self, with_october: Month) -> None:
        """The other process asks for a late day first, with another hash seed; here October goes before."""
        digest = hashlib.sha256()
        assert next(with_october.events()).at < START - 30 * DAY
        for entry in with_october.events(START + 19 * DAY, START + 20 * DAY):
            digest.update(repr(entry).encode())
        environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
        other = subprocess.run(
            [sys.executable, "-c", _DIGEST], capture_output=True, text=True, check=True, env=environment, cwd=ROOT
        )
        assert other.stdout.strip() == digest.hexdigest()


class TestEntries:
    """What a producer would append."""

    def test_are_understood_by_the_codec(self, reading: Reading) -> None:
        decoded = [(entry, codec.decode(entry.fields, MUCH_LATER)) for entry in reading.sample]
        assert [event for _, event in decoded if isinstance(event, codec.Rejected)] == []
        assert all((event.at, event.subject) == (entry.at, entry.subject) for entry, event in decoded)  # type: ignore[union-attr]

    def test_say_that_they_are_synthetic(self, reading: Reading) -> None:
        assert {entry.fields[b"source"] for entry in reading.sample} == {SOURCE}
        assert SOURCE.startswith(b"synthetic/")


class TestOctober:
    """The month before."""

    @pytest.mark.parametrize("day", [-1, -4, -20])
    def test_is_over_before_november(self, with_october: Month, day: int) -> None:
        october = with_october._october
        assert october is not None
        rng = stream(1, "test")
        for case in october.cases(day):
            assert max(case.due, *(at for at, _ in live(case, rng))) < START

    def test_is_about_as_full_as_november(self, with_october: Month) -> None:
        """A working day of it has thousands of filings; a day of the national holiday clearly fewer."""
        filed = {day: _filed(with_october, day) for day in (-24, -29)}
        assert 4_500 < filed[-24] < 7_000
        assert filed[-29] < 0.85 * filed[-24]


def _filed(month: Month, day: int) -> int:
    entries = month.events(START + day * DAY, START + (day + 1) * DAY)
    return sum(1 for entry in entries if entry.fields[b"type"] == b"case.filed")
