"""Which version of an edited table holds when, what changed between two, and what a table may not say."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import reference
from dashboard.domain import edited_tables as tables
from dashboard.domain.edited_tables import History, conflicts, faults
from dashboard.domain.revisions import Revision, differences, earliest, in_force, timeline
from dashboard.views.wall import labels

HISTORY: History = reference.files()


def revision(no: int, valid_from: int, kind: str = "limits", **row: str) -> Revision:
    return Revision(kind, no, valid_from, (row,) if row else ())


class TestWhichHolds:
    """What was made later holds from its own moment on."""

    def test_a_later_one_for_an_earlier_moment_replaces_what_was_prepared(self) -> None:
        base, prepared, sooner = revision(0, 0), revision(1, 100), revision(2, 50)
        assert timeline([base, prepared, sooner]) == [base, sooner]
        assert [in_force([base, prepared, sooner], at) for at in (49, 50, 100)] == [base, sooner, sooner]

    def test_before_the_first_moment_the_first_holds(self) -> None:
        first = revision(0, 10)
        assert in_force([first], 9) == first
        assert in_force([], 9) is None

    @given(st.lists(st.integers(0, 20), max_size=12), st.integers(0, 20))
    def test_the_highest_number_that_has_begun_holds(self, moments: list[int], at: int) -> None:
        every = [revision(0, 0), *(revision(no, moment) for no, moment in enumerate(moments, 1))]
        begun = [one for one in every if one.valid_from <= at]
        assert in_force(every, at) == max(begun, key=lambda one: one.no)

    def test_a_replay_needs_more_of_the_citys_time(self) -> None:
        assert earliest(0, 1.0) == 120_000
        assert earliest(0, 60.0) == 7_200_000
        assert earliest(0, 0.0) == 120_000

    def test_equal_tables_have_equal_sums(self) -> None:
        one, other = revision(1, 0, a="1", b="2"), revision(2, 9, b="2", a="1")
        assert one.checksum == other.checksum != revision(1, 0, a="1").checksum


def test_differences_are_by_row_and_column() -> None:
    before = [{"code": "1", "name": "a"}, {"code": "2", "name": "b"}, {"code": "3", "name": "c"}]
    after = [{"code": "4", "name": "d"}, {"code": "3", "name": "x"}, {"code": "1", "name": "a"}]
    found = {
        one.key[0]: (one.before is None, one.after is None, one.columns)
        for one in differences(before, after, ("code",))
    }
    assert found == {"2": (False, True, ()), "3": (False, False, ("name",)), "4": (True, False, ())}


GOOD: Mapping[str, str] = {
    "code": "E0101", "class": "routine", "dispatch_limit": "15", "dispatch_unit": "minute", "close_limit": "4",
    "close_unit": "hour",
}  # fmt: skip


class TestWhatIsRefused:
    """In Chinese, with the place."""

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"code": ""}, "第 1 行“编码”没有填写。"),
            ({"code": "X1"}, "第 1 行“编码”不能是“X1”，应为C 或 E 加四位数字。"),
            ({"close_limit": "0"}, "第 1 行“结案时限”不能是“0”，应为 1 到 10000 的整数。"),
            ({"close_limit": "²"}, "第 1 行“结案时限”不能是“²”，应为 1 到 10000 的整数。"),
            (
                {"close_unit": "week"},
                "第 1 行“结案单位”不能是“week”，应为 minute、hour、urgent_hour、day、workday 之一。",
            ),
            ({"minor": "a\u0000"}, "第 1 行“小类”过长或含有不可见字符（最多 200 字）。"),
        ],
    )
    def test_a_cell(self, change: Mapping[str, str], sentence: str) -> None:
        assert faults(tables.LIMITS, [{**GOOD, **change}]) == [sentence]

    def test_a_row_twice_and_no_row(self) -> None:
        assert faults(tables.LIMITS, [GOOD, GOOD]) == ["第 2 行与第 1 行重复：E0101。"]
        assert faults(tables.LIMITS, []) == ["时限表不能为空。"]
        assert faults(tables.RESPONSIBILITY, []) == []

    def test_a_letter_that_is_not_the_kinds(self) -> None:
        row = {"code": "C0101", "kind": "event", "major": "a", "minor": "b", "confidence": "local"}
        assert faults(tables.CATALOGUE, [row])[0].startswith("编码 C0101 的首字母与类型不符")

    def test_many_are_counted(self) -> None:
        assert faults(tables.LIMITS, [{**GOOD, "code": ""}] * 9)[-1] == "还有 12 处错误。"

    def test_the_programs_own_tables_are_good(self) -> None:
        for kind in tables.REFERENCE_KINDS:
            assert faults(kind, HISTORY[kind.name][0].rows) == []

    def test_a_category_needs_limits_from_its_moment_on(self) -> None:
        catalogue, limits = HISTORY["catalogue"][0].rows, HISTORY["limits"][0].rows
        more = (*catalogue, {**catalogue[0], "code": "C0199"})
        assert conflicts(HISTORY, Revision("catalogue", 1, 100, more))[0].startswith("类别 C0199没有时限")
        listed = Revision("limits", 1, 100, (*limits, {**limits[0], "code": "C0199"}))
        prepared = {**HISTORY, "limits": [*HISTORY["limits"], listed]}
        assert conflicts(prepared, Revision("catalogue", 1, 100, more)) == []
        assert conflicts(prepared, Revision("catalogue", 1, 99, more)) != []

    def test_limits_of_a_living_category_stay(self) -> None:
        limits = HISTORY["limits"][0].rows
        assert conflicts(HISTORY, Revision("limits", 1, 100, limits[1:]))[0].startswith(
            f"类别 {limits[0]['code']}没有时限"
        )

    def test_nobody_answers_for_what_is_not_there(self) -> None:
        row = {"category": "E9999", "area": "530102", "unit": "x"}
        assert conflicts(HISTORY, Revision("responsibility", 1, 100, (row,))) == ["类别 E9999 不在类别表中。"]


class TestWhatIsBuilt:
    """Files and versions together."""

    def test_what_is_taken_out_keeps_its_name(self) -> None:
        areas, catalogue = HISTORY["areas"][0].rows, HISTORY["catalogue"][0].rows
        edits = [Revision("areas", 1, 100, areas[1:]), Revision("catalogue", 1, 100, catalogue[1:])]
        built = reference.build(reference.merged(HISTORY, edits), "Asia/Shanghai", 100)
        assert areas[0]["code"] not in built.areas.by_code
        assert built.areas.name(areas[0]["code"]) == areas[0]["name_zh"]
        assert built.catalogue.name(catalogue[0]["code"]) == catalogue[0]["minor"]
        assert built.areas.group_of(areas[0]["code"]) is None
        assert areas[0]["code"] in {area["code"] for area in labels.config(built)["areas"]}, "a wall can say it, too"

    def test_groups_change_at_their_moment(self) -> None:
        rows = tuple({**row, "group": "other"} for row in HISTORY["areas"][0].rows)
        history = reference.merged(HISTORY, [Revision("areas", 1, 100, rows)])
        groups = [reference.build(history, "Asia/Shanghai", at).areas.group_of("530102") for at in (99, 100, None)]
        assert groups == ["main", "other", "other"]

    def test_a_newer_programs_category_finds_the_programs_limits(self) -> None:
        """Limits that were edited before it came do not list it; the program starts all the same."""
        old = Revision("limits", 1, 100, HISTORY["limits"][0].rows[1:])
        built = reference.build(reference.merged(HISTORY, [old]), "Asia/Shanghai")
        assert built.catalogue.version(200).by_code.keys() == built.catalogue.version(0).by_code.keys()

    def test_edits_of_other_kinds_are_left_alone(self) -> None:
        assert reference.merged(HISTORY, [Revision("rules", 1, 100, ())]) == HISTORY
