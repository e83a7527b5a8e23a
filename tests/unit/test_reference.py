"""The reference tables: those that come with the program, a city's own, later versions, and what is wrong in them."""

import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dashboard.domain.calendar import Limit
from dashboard.errors import SettingsError
from dashboard.reference import load, work_calendar

DATA = Path(__file__).parents[2] / "dashboard" / "data"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A city's own directory: a copy of the tables that come with the program."""
    for name in ("areas.csv", "catalogue.csv", "limits.csv"):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def new_year(year: int) -> int:
    return round(datetime(year, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)


class TestTheTablesOfTheProgram:
    """What the city's documents say is what the program reads."""

    def test_all_rows_are_there(self) -> None:
        reference = load()
        assert len(reference.areas) == 20
        assert len(reference.catalogue.current.categories) == 158
        assert reference.areas.groups["main"] == ("530102", "530103", "530111", "530112", "530114")

    def test_a_category_has_its_names_and_its_doubt(self) -> None:
        grate = load().catalogue.category("C0104")
        assert grate is not None
        assert (grate.kind, grate.major, grate.minor) == ("C", "公用设施", "雨水箅子")
        assert grate.confidence == "published"
        assert grate.limits.close == Limit(1, "day")

    def test_nobody_is_responsible_until_a_city_says_so(self) -> None:
        assert not load().catalogue.responsibility


class TestWorkingDays:
    """National holidays and make-up days where announced, weekdays elsewhere."""

    @pytest.mark.parametrize(
        ("day", "worked"),
        [
            (date(2024, 10, 1), False),  # national day, a Tuesday
            (date(2024, 10, 12), True),  # the Saturday that makes up for it
            (date(2024, 11, 15), True),
            (date(2024, 11, 16), False),
            (date(2090, 10, 2), True),  # a Monday in a year nobody has announced
            (date(2090, 10, 1), False),  # a Sunday in it
        ],
    )
    def test_working_days(self, day: date, worked: bool) -> None:
        assert work_calendar("Asia/Shanghai").is_workday(day) is worked

    def test_a_year_not_announced_is_known_to_be_so(self) -> None:
        calendar = work_calendar("Asia/Shanghai")
        assert calendar.announced(2024)
        assert not calendar.announced(2090)


class TestACitysOwnTables:
    """A city replaces the tables, adds later versions and says who is responsible."""

    def test_a_dated_folder_is_a_later_version(self, city: Path) -> None:
        later = city / "2026-01-01"
        later.mkdir()
        (later / "catalogue.csv").write_text("code,kind,major,minor,confidence\nE0110,event,市容环境,垃圾,local\n")
        (later / "limits.csv").write_text(
            "code,class,dispatch_limit,dispatch_unit,close_limit,close_unit\nE0110,hazard,5,minute,1,workday\n"
        )
        (city / "notes").mkdir()
        catalogue = load(directory=city).catalogue
        assert catalogue.limits("E0110", "creation", new_year(2026) - 1).close == Limit(4, "hour")
        assert catalogue.limits("E0110", "creation", new_year(2026)).close == Limit(1, "workday")
        assert catalogue.default_class("other", "E0110", new_year(2026)) == "hazard"

    def test_a_table_saved_by_a_spreadsheet_reads_the_same(self, city: Path) -> None:
        areas = city / "areas.csv"
        areas.write_bytes(b"\xef\xbb\xbf" + areas.read_bytes().replace(b"\n", b"\r\n"))
        assert load(directory=city).areas == load().areas

    def test_responsibility_is_read_where_there_is_a_table(self, city: Path) -> None:
        (city / "responsibility.csv").write_text("category,area,unit\nE0110,530102,五华区环卫站\n")
        assert load(directory=city).catalogue.responsible("E0110", "530102") == "五华区环卫站"


class TestWhatIsWrong:
    """A table that cannot be understood stops the program in one line that names the place."""

    def test_a_missing_table(self, city: Path) -> None:
        (city / "areas.csv").unlink()
        with pytest.raises(SettingsError, match=r"areas\.csv"):
            load(directory=city)

    @pytest.mark.parametrize(
        ("table", "text", "message"),
        [
            ("areas.csv", "code,name\n1,x\n", r"areas\.csv: no column name_zh, name_en, group, geometry"),
            ("limits.csv", "code,class,dispatch_limit,dispatch_unit,close_limit,close_unit\n", "no limits for C0101"),
            ("responsibility.csv", "category,area,unit\nE0110,,x\n", r"responsibility\.csv, line 2"),
        ],
    )
    def test_a_table_that_lacks_something(self, city: Path, table: str, text: str, message: str) -> None:
        (city / table).write_text(text)
        with pytest.raises(SettingsError, match=message):
            load(directory=city)

    @pytest.mark.parametrize(("good", "bad"), [("1,day,published", "1,week,published"), ("15,minute", "0,minute")])
    def test_a_limit_that_is_none_names_its_category(self, city: Path, good: str, bad: str) -> None:
        limits = city / "limits.csv"
        limits.write_text(limits.read_text().replace(good, bad))
        with pytest.raises(SettingsError, match=r"category [CE]\d{4} .*(unit|at least 1)"):
            load(directory=city)
