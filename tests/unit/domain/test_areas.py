"""Reporting units: their order, their groups, and what is said of those nobody knows."""

import pytest

from dashboard.domain.areas import Area, Areas

AREAS = Areas(
    (
        Area("530102", "五华区", "Wuhua", "main", "division"),
        Area("KM-GX", "高新区", "Hi-Tech Zone", "zone", "zone"),
        Area("530111", "官渡区", "Guandu", "main", "division"),
        Area("KM-CITY", "市级（未分区）", "City level", "city", "none"),
    )
)


def test_the_order_of_the_table_is_kept() -> None:
    assert [area.code for area in AREAS] == ["530102", "KM-GX", "530111", "KM-CITY"]
    assert AREAS.groups == {"main": ("530102", "530111"), "zone": ("KM-GX",), "other": ()}
    assert len(AREAS) == 4


@pytest.mark.parametrize(
    ("code", "group"), [("530102", "main"), ("KM-GX", "zone"), ("KM-CITY", None), ("999999", None)]
)
def test_only_the_three_groups_share(code: str, group: str | None) -> None:
    assert AREAS.group_of(code) == group


def test_an_unknown_area_is_shown_as_unknown() -> None:
    assert AREAS.name("530102") == "五华区"
    assert AREAS.name("999999") == "未知区域 999999"


def test_a_code_stands_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        Areas(AREAS.all * 2)
