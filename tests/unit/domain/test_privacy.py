"""What is personal does not get through, and what is not stays readable."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain import privacy
from dashboard.domain.events import TYPES
from dashboard.domain.privacy import BLANK, mask_address, mask_case, mask_data, mask_groups, mask_text, without_personal


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请回电13888012345谢谢", "请回电138********谢谢"),
        ("电话138-8801-2345", "电话138********"),
        ("手机+86 138 8801 2345。", "手机138********。"),
        ("１３８88012345", "１３８********"),
        ("座机0871-63123456", "座机0871-********"),
        ("座机(0871)63123456转2", "座机(0871-********转2"),
        ("致电63123456", "致电********"),
        ("身份证530102199001011234", "身份证***"),
        ("身份证53010219900101123x有误", "身份证***有误"),
        ("老证530102900101123", "老证***"),
        ("车牌云A12345乱停", "车牌***乱停"),
        ("邮箱wang.jg@example.cn", "邮箱***"),
        ("微信号：wjg_1990", "微信号：***"),
        ("王先生反映垃圾外露", "某先生反映垃圾外露"),
        ("张建国先生来电", "某先生来电"),
        ("欧阳女士称路灯不亮", "某女士称路灯不亮"),
        ("联系人：王建国，请尽快", "联系人：某某，请尽快"),
        ("联系人王建国电话13888012345", "联系人某某电话138********"),
        ("姓名：李雷", "姓名：某某"),
        ("市民张三反映占道经营", "市民某某反映占道经营"),
        ("业主李某某投诉噪音", "业主某某投诉噪音"),
        ("人民中路128号旁", "人民中路*号旁"),
        ("翠湖小区3栋2单元501室", "翠湖小区*栋*单元*室"),
        ("翠湖小区5-2-301", "翠湖小区*-*"),
        ("B座十二楼", "*座*楼"),
        ("门牌：128-3", "门牌：*"),
        ("二十号院", "*号院"),
    ],
)
def test_personal_words_are_masked(text: str, masked: str) -> None:
    """Numbers, names, plates, house numbers."""
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "居民反映垃圾外露，已清理",
        "市民要求尽快处理",
        "拨打12345未解决",
        "2024-11-14 巡查发现井盖缺失",
        "面积约 25 平方米",
        "五华区城管局已到场",
    ],
)
def test_other_words_stay(text: str) -> None:
    """A report must stay readable."""
    assert mask_text(text) == text


@given(
    before=st.text("在路口发现乱堆物料，", max_size=8),
    after=st.text("。请处理，谢谢", max_size=8),
    digits=st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
)
def test_no_mobile_number_survives(before: str, after: str, digits: str) -> None:
    """Wherever it stands."""
    assert digits[3:] not in mask_text(f"{before}{digits}{after}")


@given(st.text(alphabet="人民中路12８9附号栋A-之 ", max_size=40))
def test_an_address_keeps_no_number(text: str) -> None:
    """In no script that Python calls a digit."""
    assert not any(char.isdigit() for char in mask_address(text))


def test_data_is_masked_field_by_field() -> None:
    """Known plain fields stay, texts are masked, what nobody knows is blanked."""
    data = {
        "source": "hotline_12345",
        "category": "E0110",
        "lon": 102.712345,
        "address": "人民中路128号",
        "street": "华山街道",
        "description": "王先生 13888012345",
        "reporter": "王建国",
        "caller_phone": 13888012345,
        "by": "五华区城管局",
    }
    assert mask_data(data) == {
        "source": "hotline_12345",
        "category": "E0110",
        "lon": 102.7123,
        "address": "人民中路*号",
        "street": "华山街道",
        "description": "某先生 138********",
        "reporter": "某某",
        "caller_phone": BLANK,
        "by": "五华区城管局",
    }


def test_a_case_and_its_events() -> None:
    """As the API tells them; a supervisor's code is no name."""
    told = {"id": "c-1", "reporter": "JD-0231", "lon": 102.712345, "lat": None, "stage": "filed", "events": []}
    told["events"] = [{"type": "case.accepted", "data": {"description": "13888012345"}, "anomaly": None}]
    masked = mask_case(told)
    assert (masked["reporter"], masked["lon"], masked["lat"], masked["stage"]) == ("JD-0231", 102.7123, None, "filed")
    assert masked["events"][0]["data"] == {"description": "138********"}


def test_what_retention_keeps() -> None:
    """What figures count by, and codes; not who, nor where exactly."""
    data = {
        "source": "hotline_12345",
        "street": "华山街道",
        "lon": 102.712345,
        "lat": None,
        "address": "人民中路128号",
        "description": "王先生 13888012345",
        "reporter": "王建国",
        "note": "已回电13888012345",
        "caller_phone": 13888012345,
    }
    kept = without_personal(data, lambda name: f"p-{len(name)}")
    assert kept == {
        "source": "hotline_12345",
        "street": "华山街道",
        "lon": 102.712,
        "lat": None,
        "reporter": "p-3",
        "note": "已回电138********",
    }
    assert without_personal(kept, lambda name: f"again {name}") == kept
    assert without_personal({"reporter": "JD-0231"}, str.upper) == {"reporter": "JD-0231"}


def test_groups_of_persons_stay_apart() -> None:
    assert mask_groups({"": 1, "JD-1": 2, "王建国": 3, "李雷": 4}) == {"": 1, "JD-1": 2, "某某3": 3, "某某4": 4}


def test_every_field_of_the_contract_has_been_thought_of() -> None:
    """A new field of a payload is plain or masked because somebody said so, not by accident."""
    fields = {field.encode_name for kind in TYPES.values() for field in msgspec.structs.fields(kind)}
    assert fields - privacy.PLAIN - set(privacy._FIELDS) == set()
