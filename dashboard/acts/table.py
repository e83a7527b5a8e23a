"""The table of acts: what may be done to a case, a whistle or an alert, as data. PURE.

Screens draw their buttons, forms and keys from it, the API its schemas, `decide` its rules. One act makes one event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from dashboard.acts.forms import Choice, Field
from dashboard.auth.who import Right

About = Literal["case", "whistle", "alert"]
ABOUTS: Final[tuple[About, ...]] = ("case", "whistle", "alert")
Party = Literal["", "by", "department"]


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `name` is how programs call it, `type` the event that it appends.

    Any one of `rights` suffices. `oversight` acts judge a unit's work: the unit itself may not (监管分离). `party` is
    the field that says for whom it is done; for somebody whose scope is a unit it is that unit, whatever the form says.
    `begins` acts make what they are about; `own_door` ones have an address of their own instead of a form. `key` is the
    letter that a desk binds to it.
    """

    name: str
    type: str
    label: str
    rights: tuple[Right, ...]
    fields: tuple[Field, ...] = ()
    key: str = ""
    oversight: bool = False
    party: Party = ""
    begins: bool = False
    own_door: bool = False

    @property
    def about(self) -> About:
        """What it is done to."""
        kind: About = "case" if self.type.startswith("case.") else "alert"
        return "whistle" if self.type.startswith("whistle.") else kind


def _reason(*, required: bool = True) -> Field:
    return Field("reason", "text", "原因", required, most=2_000)


def _note(*, required: bool) -> Field:
    return Field("note", "text", "备注", required, most=2_000)


_RESULT: Final = Field(
    "result", "choice", "核查结果", required=True, choices=(Choice("pass", "合格"), Choice("fail", "不合格"))
)
_TO: Final = Field("to", "unit", "责任单位", required=True)
_DEPARTMENT: Final = Field("department", "unit", "部门", required=True)
_LEVELS: Final = (Choice("city", "市级"), Choice("district", "区级"), Choice("street", "街道级"))
_REMINDERS: Final = (Choice(1, "一级（经办人）"), Choice(2, "二级（单位负责人）"), Choice(3, "三级（分管领导）"))
_KINDS: Final = (Choice("overdue", "超期督办"), Choice("leader", "领导督办"), Choice("key", "重点督办"))
_CLASSES: Final = tuple(
    Choice(value, label)
    for value, label in (
        ("creation", "创建"),
        ("appeal", "诉求"),
        ("routine", "常规"),
        ("environment", "环保"),
        ("hazard", "隐患"),
    )
)
_SEVERITIES: Final = (Choice("minor", "轻微"), Choice("normal", "一般"), Choice("major", "重大"))
_AMENDABLE: Final = (
    Field("category", "category", "类别"),
    Field("area", "area", "区域", most=64),
    Field("class", "choice", "考核类别", choices=_CLASSES),
    Field("severity", "choice", "严重程度", choices=_SEVERITIES),
    Field("street", "text", "街道"),
    Field("community", "text", "社区"),
    Field("grid", "text", "网格"),
    Field("address", "text", "地址", most=2_000),
    Field("description", "text", "问题描述", most=20_000),
    Field("lon", "number", "经度 (WGS-84)", least=-180, most=180),
    Field("lat", "number", "纬度 (WGS-84)", least=-90, most=90),
)
_CLOSE_DUE: Final = "结案时限"

_ACT: Final[tuple[Right, ...]] = ("cases:act",)
_UNIT: Final[tuple[Right, ...]] = ("cases:answer",)
_EITHER: Final[tuple[Right, ...]] = ("cases:act", "cases:answer")
_ALERT: Final[tuple[Right, ...]] = ("alerts:act",)
_WHISTLE: Final[tuple[Right, ...]] = ("whistles:act",)
_CALLED: Final[tuple[Right, ...]] = ("whistles:answer",)

_CASE_ACTS: Final = (
    Act(
        "case.file",
        "case.filed",
        "立案",
        _ACT,
        (Field("dispatch_due", "moment", "派遣时限"), Field("close_due", "moment", _CLOSE_DUE)),
        "F",
    ),
    Act("case.dispatch", "case.dispatched", "派遣", _ACT, (_TO,), "D"),
    Act("case.return", "case.returned", "退回", _EITHER, (_reason(),), "T", party="by"),
    Act("case.handle", "case.handled", "处置完成", _UNIT, (), "H", party="by"),
    Act("case.report_back", "case.reported_back", "反馈", _UNIT, (_note(required=False),), "B", party="by"),
    Act("case.verify", "case.verified", "核查", _ACT, (_RESULT,), "V", oversight=True),
    Act("case.close", "case.closed", "结案", _ACT, (), "C", oversight=True),
    Act(
        "case.extend",
        "case.extended",
        "延期",
        _ACT,
        (Field("close_due", "moment", "新的结案时限", required=True, ahead=True), _reason(required=False)),
        "X",
        oversight=True,
    ),
    Act("case.suspend", "case.suspended", "挂账", _ACT, (_reason(),), "P", oversight=True),
    Act("case.resume", "case.resumed", "解除挂账", _ACT, (_reason(required=False),), "U", oversight=True),
    Act(
        "case.reopen",
        "case.reopened",
        "重新处置",
        _ACT,
        (_reason(), Field("close_due", "moment", _CLOSE_DUE, ahead=True)),
        "O",
        oversight=True,
    ),
    Act("case.void", "case.voided", "作废", _ACT, (_reason(),), oversight=True),
    Act("case.amend", "case.amended", "更正", _ACT, _AMENDABLE, "M", oversight=True),
    Act(
        "case.remind",
        "case.reminded",
        "催办",
        _ACT,
        (Field("level", "choice", "提醒级别", required=True, choices=_REMINDERS), Field("to", "text", "提醒对象")),
        "I",
    ),
    Act(
        "case.supervise",
        "case.supervised",
        "督办",
        _ACT,
        (Field("kind", "choice", "督办类型", required=True, choices=_KINDS), _note(required=False)),
        "S",
    ),
    Act(
        "case.first_response",
        "case.first_response_assigned",
        "先行处置",
        _ACT,
        (
            Field("to", "unit", "先行处置单位", required=True),
            _reason(),
            Field("due", "moment", "处置时限", required=True, ahead=True),
        ),
        "Y",
    ),
    Act("case.respond", "case.responded", "答复群众", _EITHER, (_note(required=False),), "W", party="by"),
    Act(
        "case.rate",
        "case.rated",
        "回访评价",
        _ACT,
        (Field("satisfied", "flag", "满意", required=True), _note(required=False)),
        "Q",
        oversight=True,
    ),
)

_WHISTLE_ACTS: Final = (
    Act(
        "whistle.blow",
        "whistle.blown",
        "吹哨",
        _WHISTLE,
        (
            Field("level", "choice", "级别", required=True, choices=_LEVELS),
            Field("area", "area", "区域", required=True, most=64),
            Field("title", "text", "事由", required=True),
            Field("departments", "names", "召集部门", required=True),
            Field("kind", "text", "类型"),
            Field("cases", "names", "相关案件"),
        ),
        "B",
        begins=True,
    ),
    Act("whistle.sign", "whistle.signed", "签收", _CALLED, (_DEPARTMENT,), "A", party="department"),
    Act("whistle.contact", "whistle.contacted", "联系", _CALLED, (_DEPARTMENT,), "T", party="department"),
    Act("whistle.check_in", "whistle.checked_in", "报到", _CALLED, (_DEPARTMENT,), "I", party="department"),
    Act("whistle.note", "whistle.noted", "记录", (*_WHISTLE, *_CALLED), (_note(required=True),), "N"),
    Act(
        "whistle.attach",
        "whistle.noted",
        "上传附件",
        (*_WHISTLE, *_CALLED),
        (_note(required=False), Field("files", "files", "附件", required=True)),
        own_door=True,
    ),
    Act(
        "whistle.remind",
        "whistle.reminded",
        "提醒",
        _WHISTLE,
        (Field("level", "choice", "提醒级别", required=True, choices=_REMINDERS),),
        "M",
    ),
    Act(
        "whistle.raise",
        "whistle.raised",
        "高位协调",
        _WHISTLE,
        (Field("to", "choice", "提级至", required=True, choices=_LEVELS[:2]), _note(required=False)),
        "E",
    ),
    Act("whistle.handle", "whistle.handled", "联合处置完成", _CALLED, (), "H", party="by"),
    Act("whistle.verify", "whistle.verified", "核实", _WHISTLE, (_RESULT,), "V", oversight=True),
    Act(
        "whistle.rate",
        "whistle.rated",
        "评价",
        _WHISTLE,
        (_DEPARTMENT, Field("score", "number", "得分", required=True, least=0, most=100)),
        "R",
        oversight=True,
    ),
    Act("whistle.close", "whistle.closed", "销哨", _WHISTLE, (_reason(required=False),), "C", oversight=True),
    Act("whistle.withdraw", "whistle.withdrawn", "撤回", _WHISTLE, (_reason(),), oversight=True),
)

_ALERT_ACTS: Final = (
    Act("alert.acknowledge", "alert.acknowledged", "签收", _ALERT, (_note(required=False),), "A"),
    Act(
        "alert.assign",
        "alert.assigned",
        "指派",
        _ALERT,
        (Field("to", "text", "经办人", required=True), _note(required=False)),
        "G",
    ),
    Act(
        "alert.escalate",
        "alert.escalated",
        "升级",
        _ALERT,
        (Field("to", "text", "上报对象"), _note(required=False)),
        "E",
    ),
    Act(
        "alert.snooze",
        "alert.snoozed",
        "暂缓",
        _ALERT,
        (
            Field("until", "moment", "暂缓至", required=True, ahead=True),
            Field("note", "text", "原因", required=True, most=2_000),
        ),
        "Z",
    ),
    Act("alert.note", "alert.noted", "备注", _ALERT, (_note(required=True),), "N"),
    Act("alert.resolve", "alert.resolved", "解除", _ALERT, (_note(required=True),), "R"),
)

ACTS: Final[Mapping[str, Act]] = {act.name: act for act in (*_CASE_ACTS, *_WHISTLE_ACTS, *_ALERT_ACTS)}
"""Every act by its name, in the order in which a screen offers them."""


def acts_about(about: About) -> tuple[Act, ...]:
    """The acts that can be done to a case, a whistle or an alert."""
    return tuple(act for act in ACTS.values() if act.about == about)
