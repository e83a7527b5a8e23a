"""Places with ties, movement, the composite score, and the periods that a ranking compares."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain import ranking
from dashboard.domain.edited_tables import faults
from dashboard.domain.instants import parse, render
from dashboard.domain.ranking import PARTS, Score, WeightBook, moved, places, score, usual_rows
from dashboard.domain.ranking_periods import Bounds, Name, days_until, named, of_dates, of_named
from dashboard.domain.revisions import Revision
from dashboard.views.wall import periods

ZONE = ZoneInfo("Asia/Shanghai")
rates = st.one_of(st.none(), st.sampled_from([0.0, 0.5, 0.95, 1.0]), st.floats(0, 1))
tables = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), rates)


@given(values=tables, better=st.sampled_from(["high", "low"]))
def test_a_place_is_one_more_than_those_that_are_better(
    values: dict[str, float | None], better: ranking.Better
) -> None:
    """Ties share a place and take up as many; who has no value has none."""
    found = places(values, better)
    sign = 1 if better == "high" else -1
    known = {key: sign * value for key, value in values.items() if value is not None}
    assert found == {key: 1 + sum(other > mine for other in known.values()) for key, mine in known.items()}


def test_places_of_a_ranking_with_a_tie() -> None:
    """1, 1, 3; and the lowest first where low is good."""
    assert places({"a": 0.9, "b": 0.9, "c": 0.8, "d": None}) == {"a": 1, "b": 1, "c": 3}
    assert places({"a": 5, "b": 0, "c": 5}, "low") == {"b": 1, "a": 2, "c": 2}


@given(now=tables, was=tables)
def test_movement_is_told_of_those_that_stood_in_both(
    now: dict[str, float | None], was: dict[str, float | None]
) -> None:
    """Up is positive, and only who had and has a place moves."""
    here, there = places(now), places(was)
    assert moved(here, there) == {key: there[key] - here[key] for key in here.keys() & there.keys()}


def test_the_score_leaves_out_and_names_what_is_missing() -> None:
    """Its weight goes to the others in their proportion."""
    whole = {"closure": 0.9, "dispatch": 0.6, "missed": None}
    assert score(whole, {"closure": 30, "dispatch": 10, "missed": 60}) == Score(82.5, ("missed",))
    assert score({}, {"closure": 1}) == Score(None, ("closure",))
    assert score({"closure": 0.5}, {"closure": 0}) == Score(None, ())


@given(values=st.fixed_dictionaries({part.name: rates for part in PARTS}))
def test_a_score_lies_between_its_worst_and_its_best_part(values: dict[str, float | None]) -> None:
    """It is a mean."""
    known = [100 * value for value in values.values() if value is not None]
    found = score(values, {part.name: part.usual for part in PARTS}).value
    assert (found is None) == (not known)
    if found is not None:
        assert min(known) - 1e-9 <= found <= max(known) + 1e-9


def test_weights_hold_from_their_moment_and_a_wrong_table_is_refused() -> None:
    """The usual ones before; those in force print as a formula."""
    rows = ({"part": "closure", "weight": "3"}, {"part": "dispatch", "weight": "1"})
    book = WeightBook([Revision("scores", 1, 1_000, rows), Revision("rules", 1, 0, ())])
    assert book.at(999) == {part.name: part.usual for part in PARTS}
    assert book.at(1_000) == {"closure": 3, "dispatch": 1}
    assert ranking.formula(book.at(1_000)) == "75% × 结案率 + 25% × 按时派遣率"
    assert faults(ranking.TABLE, usual_rows()) == []
    assert faults(ranking.TABLE, [{"part": "closure", "weight": "0", "about": ""}]) == ["至少一项的权重应大于 0。"]
    assert "整数" in faults(ranking.TABLE, [{"part": "closure", "weight": "-1", "about": ""}])[0]


NOON = parse("2024-11-15T12:00:00+08:00")


def told(bounds: Bounds | None) -> tuple[str, str] | None:
    """Bounds as the city reads them, to the minute."""
    return None if bounds is None else (render(bounds.start, ZONE)[:16], render(bounds.end, ZONE)[:16])


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("today", "2024-11-15", "2024-11-16"),
        ("week", "2024-11-11", "2024-11-18"),
        ("month", "2024-11-01", "2024-12-01"),
        ("quarter", "2024-10-01", "2025-01-01"),
        ("year", "2024-01-01", "2025-01-01"),
    ],
)
def test_named_periods(name: Name, start: str, end: str) -> None:
    """Days, weeks from Monday, months, quarters and years of the city."""
    assert told(named(name, NOON, ZONE)) == (f"{start}T00:00", f"{end}T00:00")


def test_what_a_running_month_is_compared_with() -> None:
    """As much of the month before, the same days a year ago, and the month as it stood at the end of yesterday."""
    found = of_named("month", NOON, ZONE)
    assert told(found.now) == ("2024-11-01T00:00", "2024-11-15T12:00")
    assert told(found.before) == ("2024-10-01T00:00", "2024-10-15T12:00")
    assert told(found.last_year) == ("2023-11-01T00:00", "2023-11-15T12:00")
    assert told(found.yesterday) == ("2024-11-01T00:00", "2024-11-15T00:00")


@given(at=st.integers(parse("2024-01-01T00:00:00+08:00"), parse("2026-01-01T00:00:00+08:00")))
def test_the_month_moves_as_on_the_wall(at: int) -> None:
    """Both compare with the same stretch, also on the first of a month, where there is none."""
    wall = periods.month_until_today(at, ZONE)
    assert of_named("month", at, ZONE).yesterday == (Bounds(*wall) if wall else None)


def test_a_day_is_compared_with_yesterday_until_this_hour() -> None:
    """Its movement is that since yesterday's ranking, not since an empty one."""
    found = of_named("today", NOON, ZONE)
    assert told(found.before) == told(found.yesterday) == ("2024-11-14T00:00", "2024-11-14T12:00")


def test_what_is_over_does_not_move() -> None:
    """Two dates: whole days; a period of the past is compared whole, and stands where it stood at midnight."""
    found = of_dates(date(2024, 2, 29), date(2024, 3, 1), NOON, ZONE)
    assert told(found.now) == ("2024-02-29T00:00", "2024-03-02T00:00")
    assert told(found.before) == ("2024-02-27T00:00", "2024-02-29T00:00")
    assert told(found.last_year) == ("2023-02-28T00:00", "2023-03-02T00:00")
    assert found.yesterday is None
    assert of_dates(date(2024, 11, 15), date(2024, 11, 20), NOON, ZONE).yesterday is None
    ahead = of_dates(date(2025, 1, 1), date(2025, 1, 2), NOON, ZONE)
    assert ahead.now.start == ahead.now.end
    assert ahead.yesterday is None


def test_the_days_of_a_trend_end_with_the_part_of_one() -> None:
    """Oldest first, city days."""
    assert [told(day) for day in days_until(NOON, 2, ZONE)] == [
        ("2024-11-14T00:00", "2024-11-15T00:00"),
        ("2024-11-15T00:00", "2024-11-15T12:00"),
    ]
