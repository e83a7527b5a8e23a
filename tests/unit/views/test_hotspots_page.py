"""The hotspots page: what a visitor is shown of which areas, its figures, one hotspot whole; every word in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard import reference
from dashboard.domain import privacy
from dashboard.domain.case import Case
from dashboard.domain.hotspots import Found, Hotspot
from dashboard.domain.instants import DAY_MS, parse
from dashboard.domain.whistle import Whistle
from dashboard.views.hotspots import listing
from layouts.desk.words import ENGLISH, words
from layouts.hotspots import page, sheet
from layouts.hotspots.trend import outline

ZONE = ZoneInfo("Asia/Shanghai")
NOON = parse("2024-11-13T12:00:00+08:00")
REFERENCE = reference.load()


def spot(name: str, area: str = "530111", count: int = 5, **more: Any) -> Hotspot:
    made: dict[str, Any] = {
        "id": name, "category": "E0406", "area": area, "street": "关上街道", "place": name, "lon": 102.73, "lat": 24.96,
        "radius_m": 90, "count": count, "repeat_rate": 0.5, "trend": [0] * 16 + [1] * 7 + [2] * 7, "rank_in_area": 1,
        "first": NOON - DAY_MS, "last": NOON, "cases": [f"{name}-{n}" for n in range(count)],
        "came": [NOON - DAY_MS + n for n in range(count)], "whistles": [],
    }  # fmt: skip
    return Hotspot(**{**made, **more})


FOUND = Found(
    NOON, 30, 200, 5, [spot("甲", count=9, whistles=["w"]), spot("乙", area="KM-JK"), spot("丙", category="E0101")]
)


def shown(areas: frozenset[str] | None = None, **more: Any) -> listing.Listing:
    return listing.listing(FOUND, areas, REFERENCE, **more)


def test_the_figures_are_sums_of_the_rows() -> None:
    """A rate over all complaints, not a mean of rates; two weeks side by side."""
    rates = [spot("a", count=9, repeat_rate=1.0), spot("b", count=1, repeat_rate=0.0)]
    assert listing.head(rates).repeat_rate == 0.9
    assert shown().head == listing.Head(3, 19, 0.5, 1, 42, 21)
    assert listing.head([]).repeat_rate is None


def test_other_areas_are_nowhere() -> None:
    """Nor among the choices."""
    mine = shown(frozenset({"KM-JK"}))
    assert [row.spot.id for row in mine.rows] == ["乙"]
    assert mine.areas == {"KM-JK": "经开区"}
    text = str(page.page("/geo", words("zh"), mine, ZONE))
    assert "官渡" not in text
    assert "甲" not in text


def test_rows_are_narrowed_and_numbered_anew() -> None:
    assert [(row.no, row.spot.id) for row in shown(chosen={"area": "530111", "category": "E0101"}).rows] == [(1, "丙")]
    assert len(shown(chosen={"area": "", "category": ""}).rows) == 3


def test_a_hotspot_whole_has_its_complaints_newest_first() -> None:
    """With their stages, where they are known; and its whistles by number, those that are not seen by their ids."""
    whistle = Whistle("w", title="找王先生", number="2024（街道）问题哨1号", stage="signed")
    made = listing.sheet(shown(), "甲", [Case("甲-8", stage="closed")], [whistle], privacy.mask_text)
    assert made is not None
    assert [(line.case, line.stage) for line in made.lines[:2]] == [("甲-8", "已结案"), ("甲-7", "")]
    assert made.whistles == [listing.WhistleLine("w", "2024（街道）问题哨1号", "找某先生", "已签收")]
    hidden = listing.sheet(shown(), "甲", [], [])
    assert hidden is not None
    assert hidden.whistles == [listing.WhistleLine("w", "w")]
    assert listing.sheet(shown(frozenset({"KM-JK"})), "甲", [], []) is None


@pytest.mark.parametrize(("may_blow", "offered"), [(True, True), (False, False)])
def test_who_may_blow_is_offered_to(*, may_blow: bool, offered: bool) -> None:
    made = sheet.sheet(listing.sheet(shown(), "甲", [], []), ZONE, words("zh"), may_blow=may_blow)
    assert ("/whistles?blow=1&hotspot=%E7%94%B2" in str(made)) is offered


def test_a_trend_is_one_outline() -> None:
    """Two bars, the second as high as the element."""
    assert outline([1, 2], 2) == (
        "polygon(0% 100%, 0% 100%, 0% 50%, 37.5% 50%, 37.5% 100%, 50% 100%, 50% 0%, 87.5% 0%, 87.5% 100%)"
    )


def test_the_map_shows_all_hotspots() -> None:
    """The outermost two and some land around them; the city's middle without any."""
    wide = listing.listing(Found(NOON, 30, 200, 5, [spot("a"), spot("b", lon=103.13)]), None, REFERENCE)
    corners = [degrees for corner in page.frame(wide) for degrees in corner]
    assert corners == pytest.approx([24.948, 102.718, 24.972, 103.142])
    (south, west), (north, east) = page.frame(None)
    assert south < 24.88 < north
    assert west < 102.8 < east


def test_the_page_says_how_old_it_is() -> None:
    """Live, stale in place with its moment, or that nobody has looked."""
    for made, state, says in (
        (shown(), "live", ""),
        (shown(stale=True), "stale", "停在 11-13 12:00"),
        (None, "down", page.NOBODY_LOOKED),
    ):
        rows = page.rows(made, words("zh"), ZONE)
        assert getattr(rows, "data-state") == state
        assert says in str(rows)


def test_every_word_is_there_in_english() -> None:
    said: list[str] = []

    def say(text: str) -> str:
        said.append(text)
        return text

    note: Callable[[str], str] = say
    page.page("/geo", note, shown(stale=True), ZONE)
    page.rows(None, note, ZONE)
    page.refused(note)
    sheet.sheet(None, ZONE, note, may_blow=True)
    sheet.sheet(listing.sheet(shown(), "甲", [], []), ZONE, note, may_blow=True)
    sheet.sheet(listing.sheet(shown(), "乙", [], []), ZONE, note, may_blow=True)
    assert sorted({text for text in said if re.search("[\u4e00-\u9fff]", text)} - set(ENGLISH)) == []
