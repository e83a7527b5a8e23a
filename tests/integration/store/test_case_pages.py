"""Pages of cases keep to their filters whatever the cursor says, so a scope cannot be left by turning pages."""

from pathlib import Path

import pytest

from dashboard.store.caselist import CaseQuery, _write_cursor
from tests import builders as b
from tests.store_kit import Store

AREAS = ("530102", "530103", "530111")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Thirty cases, a minute apart, in three areas by turns."""
    made = Store(f"sqlite:///{tmp_path / 'grid.sqlite3'}")
    start = b.ms("2024-11-14T09:00")
    made.feed(b.accepted(f"c-{n:02}", start + n * 60_000, area=AREAS[n % 3]) for n in range(30))
    return made


def test_every_case_of_an_area_once_and_no_other(store: Store) -> None:
    query = CaseQuery({"area": ("530103",)}, limit=3)
    seen = []
    while True:
        page = store.reader.cases(query)
        seen += [(case["id"], case["area"]) for case in page["cases"]]
        if page["next"] is None:
            break
        query = query._replace(cursor=page["next"])
    assert seen == [(f"c-{n:02}", "530103") for n in range(28, 0, -3)]


def test_a_cursor_from_elsewhere_opens_nothing(store: Store) -> None:
    """One made by hand, or given for another area, moves the place and nothing else."""
    everywhere = store.reader.cases(CaseQuery(limit=5))["next"]
    for cursor in (everywhere, _write_cursor(2**52, ""), _write_cursor(-1, "\x7f")):
        page = store.reader.cases(CaseQuery({"area": ("530111",)}, cursor=cursor))
        assert {case["area"] for case in page["cases"]} <= {"530111"}
    for junk in (
        "",
        "!!",
        "bnVsbA==",
        "WzFd",
        "WzEsMiwzXQ==",
        _write_cursor(2**70, "c"),
        _write_cursor(1, "\x00\ud800"),
    ):
        with pytest.raises(ValueError, match="cursor"):
            store.reader.cases(CaseQuery(cursor=junk))
