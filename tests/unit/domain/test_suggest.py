"""Suggested units: the table first, then the custom of street, area, category; each says what it rests on."""

import pytest

from dashboard.domain.held_out import Units, of_suggestions
from dashboard.domain.suggest import Customs, Sent, Suggestion

NAMES = {"530102": "五华区", "530103": "盘龙区"}
OFFICE = Sent("E0406", "530102", "大观街道", "大观街道办事处", 5)
BUREAU = Sent("C0102", "530102", "大观街道", "五华区水务局", 4)


def customs(*sent: Sent) -> Customs:
    return Customs(sent, NAMES)


def test_the_table_of_responsibility_goes_before_any_custom() -> None:
    found = customs(OFFICE).suggest("E0406", "530102", "大观街道", "五华区城市管理局")
    assert found == Suggestion("五华区城市管理局", "table", 0, 0)


def test_the_commonest_unit_of_the_street_is_suggested_with_its_counts() -> None:
    other = OFFICE._replace(unit="五华区城市管理局", n=2)
    assert customs(OFFICE, other).suggest("E0406", "530102", "大观街道", None) == Suggestion(
        "大观街道办事处", "street", 5, 7
    )


@pytest.mark.parametrize(
    ("sent", "place", "expected"),
    [
        (OFFICE, ("530102", "护国街道"), Suggestion("护国街道办事处", "area", 5, 5)),
        (OFFICE, ("530103", "联盟街道"), Suggestion("联盟街道办事处", "category", 5, 5)),
        (BUREAU, ("530103", "联盟街道"), Suggestion("盘龙区水务局", "category", 4, 4)),
    ],
)
def test_elsewhere_the_form_of_the_name_is_filled_in(sent: Sent, place: tuple[str, str], expected: Suggestion) -> None:
    """A street that has no custom of its own gets its own office, not its neighbour's."""
    assert customs(sent).suggest(sent.category, *place, None) == expected


def test_two_cases_are_no_custom() -> None:
    assert customs(OFFICE._replace(n=2)).suggest("E0406", "530102", "大观街道", None) is None


def test_a_form_that_cannot_be_filled_in_is_no_answer() -> None:
    """No street is known, or the area has no name."""
    assert customs(OFFICE).suggest("E0406", "530103", "", None) is None
    assert customs(BUREAU).suggest("C0102", "KM-XX", "联盟街道", None) is None


def test_equal_counts_are_settled_by_name_not_by_order() -> None:
    one, two = OFFICE._replace(unit="甲"), OFFICE._replace(unit="乙")
    answers = {customs(*order).suggest("E0406", "530102", "大观街道", None) for order in ((one, two), (two, one))}
    assert len(answers) == 1


def test_held_out_days_count_right_answers_and_the_naive_ones() -> None:
    learnt = [OFFICE, BUREAU]
    held = [OFFICE._replace(n=3), BUREAU._replace(unit="五华区交通运输局", n=2)]
    assert of_suggestions(customs(*learnt), learnt, held) == Units(total=5, right=3, naive=3)
    assert Units(0, 0, 0).accuracy is None
