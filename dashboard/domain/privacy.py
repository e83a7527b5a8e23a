"""What of a case is personal, and how it reads for those who do not need it: masked, never left out silently. PURE.

Masked are telephone and identity numbers, names as people write them in reports, house numbers, number plates and
addresses of the net. Rather too much is masked than too little: a metro line may lose its number. Codes of supervisors
are not names and stay. Fields of `data` that the contract does not list may hold anything, so they are blanked whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

BLANK: Final = "***"
SOMEBODY: Final = "某某"

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    "金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔文赖施洪季岳柴樊兰殷庄章鲁葛"
    "俞翟柳毕聂焦温芦岑耿关牛纪普刀和木"
)
_COMPOUND: Final = "欧阳|上官|司马|诸葛|司徒|皇甫|尉迟"
_HAN: Final = r"[\u4e00-\u9fff]"
_NAME: Final = rf"(?:(?:{_COMPOUND}){_HAN}{{1,2}}|[{_SURNAMES}]{_HAN}{{1,2}})"
_TITLE: Final = "先生|女士|小姐|同志|老师|师傅|大爷|大妈|大叔|阿姨|叔叔|奶奶|爷爷|太太|老人"
_HOLDER: Final = "联系人|报料人|举报人|投诉人|反映人|来电人|报案人|上报人|当事人|姓名|户主|机主"
_SOMEONE: Final = "市民|居民|群众|业主|住户|村民|商户|先生|女士"
_THEN: Final = r"(?=[\s,，.。;；:：、()（）/]|$|反映|投诉|来电|致电|举报|电话|手机|联系|称|说|表示|要求|希望|的)"
_NUMBER: Final = r"(?:[A-Za-z]?\d+(?:[-－—附之]\d+)*[A-Za-z]?|[一二三四五六七八九十百]+|[A-Za-z])"
_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

# In this order: what is longer first, or its parts would be taken for something else.
_RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"), BLANK),
    (re.compile(r"(微信|QQ|qq)(号?码?)([:：是]?\s*)[A-Za-z0-9_-]{5,}"), rf"\1\2\3{BLANK}"),
    (re.compile(r"(?<!\d)\d{14,18}[\dXx](?!\d)"), BLANK),
    (re.compile(rf"[{_PROVINCES}][A-Z][·\s]?[A-Z0-9]{{4,5}}[A-Z0-9学警港澳领挂]"), BLANK),
    (re.compile(r"(?<!\d)(?:\+?86[-\s]?)?([1１]\d{2})[-\s]?\d{4}[-\s]?\d{4}(?!\d)"), r"\1********"),
    (re.compile(r"(?<!\d)([0０]\d{2,3})[-－\s)）]{0,2}\d{3,4}[-\s]?\d{4}(?!\d)"), r"\1-********"),
    (re.compile(r"(?<![\d-])[2-8]\d{2,3}[-\s]?\d{4}(?!\d)"), "********"),
    (re.compile(rf"({_HOLDER})(\s*[:：是为叫]?\s*)(?:{_NAME}|{_HAN}{{2,4}}{_THEN})"), rf"\1\2{SOMEBODY}"),
    (re.compile(rf"(?:{_NAME}|(?:{_COMPOUND})|[{_SURNAMES}])(?={_TITLE})"), "某"),
    (
        re.compile(rf"({_SOMEONE})(\s*[:：是叫]?\s*[(（]?)(?:{_NAME}{_THEN}|[{_SURNAMES}]某某?)"),
        rf"\1\2{SOMEBODY}",
    ),
    (re.compile(r"(门牌号?码?)(\s*[:：是为]?\s*)[A-Za-z0-9-]+"), r"\1\2*"),
    (re.compile(rf"{_NUMBER}(?=\s*(?:号|號|栋|幢|座|单元|室|楼|层|弄|户|门|院|排|组))"), "*"),
    (re.compile(r"(?<![\d-])\d{1,3}(?:[-－]\d{1,4}){1,3}(?!\d)"), "*-*"),
)
_DIGITS: Final = re.compile(r"\d+")
_PERSONAL_LABEL: Final = re.compile(rf"{_HAN}|@|\d{{7,}}")


def mask_text(text: str) -> str:
    """Free text without what names or reaches a person."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def mask_address(text: str) -> str:
    """An address down to its road or place: every number in it goes."""
    return _DIGITS.sub("*", mask_text(text)).replace("**", "*")


def is_personal(label: str) -> bool:
    """Is this reporter a person by name or number, and not a supervisor's code?"""
    return _PERSONAL_LABEL.search(label) is not None


def mask_reporter(label: str) -> str:
    """A supervisor's code as it is; a name or number as somebody."""
    return SOMEBODY if is_personal(label) else label


def mask_groups(groups: Mapping[str, Any]) -> dict[str, Any]:
    """Figures grouped by reporter: persons become 某某1, 某某2 …, so that none melts into another."""
    found: dict[str, Any] = {}
    for label, figures in groups.items():
        n = len(found) + 1
        found[f"{SOMEBODY}{n}" if is_personal(label) else label] = figures
    return found


def mask_case(told: Mapping[str, Any]) -> dict[str, Any]:
    """A case as the API tells it, in a list or as a whole life; the point keeps what a wall shows of it."""
    found = {
        **told,
        **{name: _apply(name, told[name]) for name in ("reporter", "street", "lon", "lat") if name in told},
    }
    if found.get("first_response"):
        found["first_response"] = {
            **found["first_response"],
            "reason": _apply("reason", found["first_response"]["reason"]),
        }
    if "events" in found:
        found["events"] = [{**event, "data": mask_data(event["data"])} for event in found["events"]]
    return found


def mask_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an event, field by field; a field that the contract does not know is blanked."""
    return {name: _apply(name, value) for name, value in data.items()}


def _apply(name: str, value: Any) -> Any:
    if value is None or name in PLAIN:
        return value
    rule = _FIELDS.get(name)
    return BLANK if rule is None else rule(value)


def _free(value: Any) -> Any:
    return mask_text(value) if isinstance(value, str) else BLANK


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, int | float) else BLANK


_FIELDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "address": lambda value: mask_address(value) if isinstance(value, str) else BLANK,
    "reporter": lambda value: mask_reporter(value) if isinstance(value, str) else BLANK,
    "lon": _rounded,
    "lat": _rounded,
    **dict.fromkeys(("street", "description", "reason", "note", "title"), _free),
}

PLAIN: Final = frozenset(
    "source category area class severity weight community grid component dispatch_due close_due to by approved_by "
    "result level kind limit due satisfied number department departments score cases unit rule until by_id by_name "
    "by_role added removed percent".split()
)
"""Fields that say nothing about citizens: what the case is, when, and who answers for it in office."""
KEPT: Final = PLAIN | {"street"}
"""What retention leaves as it is: a figure may count by it."""
COARSE_PLACES: Final = 3
"""Decimals of degrees that retention leaves of a point: about 100 m."""


def without_personal(data: Mapping[str, Any], pseudonym: Callable[[str], str]) -> dict[str, Any]:
    """The data of an event as retention keeps it: no address, description, unknown field; texts masked, points coarse.

    `pseudonym` gives a person a code, always the same one, so that figures by reporter still add up.
    """
    found: dict[str, Any] = {}
    for name, value in data.items():
        if name in KEPT or value is None:
            found[name] = value
        elif name == "reporter":
            found[name] = pseudonym(value) if is_personal(value) else value
        elif name in ("lon", "lat"):
            found[name] = round(value, COARSE_PLACES)
        elif name in ("reason", "note", "title"):
            found[name] = mask_text(value)
    return found
