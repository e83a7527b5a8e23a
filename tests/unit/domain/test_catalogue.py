"""The catalogue: versions in time, default classes, limits of categories listed and not, responsibility."""

import pytest

from dashboard.domain.calendar import Limit
from dashboard.domain.catalogue import CaseLimits, Catalogue, Category, Version

QUARTER = Limit(15, "minute")


def category(code: str, default_class: str, close: Limit, minor: str = "名") -> Category:
    return Category(code, code[0], "市容环境", minor, "published", default_class, CaseLimits(QUARTER, close))


OLD = Version(
    0,
    (
        category("E0101", "creation", Limit(1, "day"), "旧名"),
        category("E0102", "creation", Limit(4, "hour")),
        category("E0103", "creation", Limit(4, "hour")),
        category("E0501", "hazard", Limit(2, "urgent_hour")),
        category("C0101", "routine", Limit(1, "day")),
        category("C0102", "routine", Limit(1, "day")),
    ),
)
NEW = Version(1_000, (category("E0101", "environment", Limit(5, "day"), "新名"),))
CATALOGUE = Catalogue((OLD, NEW), {("E0101", "530102"): "五华区城管局"})


class TestVersions:
    """Each moment is judged by the catalogue then in force."""

    @pytest.mark.parametrize(("at", "expected"), [(-5, OLD), (0, OLD), (999, OLD), (1_000, NEW), (9_999, NEW)])
    def test_the_version_in_force(self, at: int, expected: Version) -> None:
        assert CATALOGUE.version(at) is expected

    def test_limits_follow_the_moment(self) -> None:
        assert CATALOGUE.limits("E0101", "creation", 999).close == Limit(1, "day")
        assert CATALOGUE.limits("E0101", "creation", 1_000).close == Limit(5, "day")

    def test_names_are_the_newest_even_of_categories_given_up(self) -> None:
        assert CATALOGUE.name("E0101") == "新名"
        assert CATALOGUE.name("E0501") == "名"
        assert CATALOGUE.name("E0999") == "未知类别 E0999"

    def test_versions_must_be_in_order(self) -> None:
        with pytest.raises(ValueError, match="later moment"):
            Catalogue((NEW, OLD))
        with pytest.raises(ValueError, match="at least one version"):
            Catalogue(())

    def test_a_code_stands_once(self) -> None:
        with pytest.raises(ValueError, match="twice: E0101"):
            Version(0, NEW.categories * 2)


class TestDefaultClass:
    """Appeals by their source, everything else by the table."""

    @pytest.mark.parametrize("source", ["hotline_12345", "wechat"])
    def test_what_citizens_send_is_an_appeal(self, source: str) -> None:
        assert CATALOGUE.default_class(source, "E0101", 0) == "appeal"

    def test_the_rest_is_what_the_catalogue_says_at_that_time(self) -> None:
        assert CATALOGUE.default_class("other", "E0101", 0) == "creation"
        assert CATALOGUE.default_class("other", "E0101", 1_000) == "environment"

    def test_an_unknown_category_is_routine(self) -> None:
        assert CATALOGUE.default_class("city_supervisor", "E0999", 0) == "routine"


class TestLimitsOfUnknownCategories:
    """They get what is usual for their class in the table, and 15 minutes to dispatch."""

    @pytest.mark.parametrize(
        ("assessment_class", "close"),
        [
            ("creation", Limit(4, "hour")),
            ("hazard", Limit(2, "urgent_hour")),
            ("appeal", Limit(1, "day")),  # no row is an appeal: the usual limit of the whole table
            ("environment", Limit(1, "day")),
        ],
    )
    def test_the_usual_limit(self, assessment_class: str, close: Limit) -> None:
        assert CATALOGUE.limits("E0999", assessment_class, 0) == CaseLimits(QUARTER, close)


def test_responsibility_is_by_category_and_area() -> None:
    assert CATALOGUE.responsible("E0101", "530102") == "五华区城管局"
    assert CATALOGUE.responsible("E0101", "530103") is None
