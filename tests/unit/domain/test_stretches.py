"""A report's period: what it is called, and what came before it."""

import pytest

from dashboard.domain import stretches
from dashboard.domain.instants import parse_bound
from tests.store_kit import ZONE


@pytest.mark.parametrize(
    ("period", "label", "before"),
    [
        (("2024-11-01", "2024-12-01"), "2024年11月", ("2024-10-01", "2024-11-01")),
        (("2025-01-01", "2025-02-01"), "2025年1月", ("2024-12-01", "2025-01-01")),
        (("2024-10-01", "2025-01-01"), "2024年10月至12月", None),
        (("2024-12-01", "2025-02-01"), "2024年12月至2025年1月", None),
        (("2024-11-05", "2024-11-06"), "2024年11月5日", ("2024-11-04", "2024-11-05")),
        (("2024-11-04", "2024-11-11"), "2024年11月4日至10日", ("2024-10-28", "2024-11-04")),
        (("2024-12-30", "2025-01-06"), "2024年12月30日至2025年1月5日", ("2024-12-23", "2024-12-30")),
        (
            ("2024-11-05T09:00:00+08:00", "2024-11-05T10:30:00+08:00"),
            "2024-11-05 09:00至2024-11-05 10:30",
            ("2024-11-05T07:30:00+08:00", "2024-11-05T09:00:00+08:00"),
        ),
    ],
)
def test_a_period_has_a_name_and_a_period_before(
    period: tuple[str, str], label: str, before: tuple[str, str] | None
) -> None:
    """Months before months, weeks before weeks, hours before hours."""
    start, end = (parse_bound(text, ZONE) for text in period)
    assert stretches.label(start, end, ZONE) == label
    if before is not None:
        first, last = (parse_bound(text, ZONE) for text in before)
        assert stretches.before(start, end, ZONE) == (first, last)
