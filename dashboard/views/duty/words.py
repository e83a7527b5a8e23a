"""The duty desk's Chinese: states, posts, reasons in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dashboard.domain.calendar import Limit
from dashboard.domain.forecast import Ahead, Forecast
from dashboard.domain.held_out import Calls, Forecasts, Units
from dashboard.domain.suggest import Suggestion

Say = Callable[[str], str]
"""A text in the language of who reads it (`layouts.desk.words`); `str` leaves it as it is."""

STAGES: Final = {
    "accepted": "待立案",
    "filed": "待派遣",
    "dispatched": "处置中",
    "returned": "退回待派",
    "handled": "待反馈",
    "reported_back": "待核查",
    "rework": "返工",
    "verified": "待结案",
    "closed": "已结案",
    "reopened": "重新处置",
    "self_handled": "自处置",
    "voided": "已作废",
    "incomplete": "信息不全",
}

ALERT_STATES: Final = {
    "pending": "观察中",
    "raised": "待签收",
    "acknowledged": "已签收",
    "assigned": "已指派",
    "escalated": "已升级",
    "snoozed": "暂缓",
    "resolved": "已解除",
}

STEPS: Final = {
    "alert.raised": "发出",
    "alert.escalated": "升级",
    "alert.resolved": "解除",
    "alert.acknowledged": "签收",
    "alert.assigned": "指派",
    "alert.snoozed": "暂缓",
    "alert.noted": "备注",
}

POSTS: Final = {"lead": "值班长", "officer": "值班员", "on_call": "应急值守"}

PASSED: Final = {
    "dispatch": "派遣时限 {}%",
    "close": "结案时限 {}%",
    "verify": "核查时限 {}%",
    "respond": "答复时限 {}%",
}
"""Part of a limit has passed: a half, four fifths, all of it."""

FAULTS: Final = {
    "no_person": "请填写姓名",
    "no_such_post": "请选择岗位",
    "ends_before_it_begins": "结束时间须晚于开始时间",
    "too_long": "一个班次不超过 7 天",
    "bad_moment": "时间填写不完整",
    "nobody_takes_over": "请填写接班人",
    "notes_too_long": "交班说明不超过 4000 字",
    "already_taken": "已由他人接班",
    "your_own": "交班人不能自己接班",
    "no_such_sheet": "没有这张交接单",
    "no_name": "请给筛选起个名字",
    "too_many": "保存的筛选已满 20 个，请先删除",
}
"""Why something cannot be kept, by its named reason."""

_LIMITS: Final = {
    "minute": "{} 分钟",
    "hour": "{} 工作时",
    "urgent_hour": "{} 紧急工作时",
    "day": "{} 天",
    "workday": "{} 工作日",
}
_WORKS: Final = {
    "first": "尚未派遣",
    "again": "退回后尚未重派",
    "waiting": "尚未派遣",
    "dispatched": "已派遣未处置",
    "handled": "已处置未结案",
}
_SUGGESTED: Final = {
    "table": "责任清单规定由该单位负责",
    "street": "近 30 天本街道同类案件 {} 件，其中 {} 件派往该单位",
    "area": "近 30 天本区（本街道不足 3 件）同类案件 {} 件，其中 {} 件派往该单位",
    "category": "近 30 天全市（本区不足 3 件）同类案件 {} 件，其中 {} 件派往该单位",
}
_GOOD: Final = "留出检验（最近两天 {} 件）：命中 {}；总派最常见单位则 {}"
_GOOD_SYNTHETIC: Final = "留出检验（最近两天 {} 件，合成数据）：命中 {}；总派最常见单位则 {}"
_LATE: Final = {
    "dispatch": "{}、剩余时间相当的案件近期 {} 件，其中 {} 件派遣超时",
    "close": "{}、剩余时间相当的案件近期 {} 件，其中 {} 件结案超时",
}


def limit(one: Limit, say: Say = str) -> str:
    """A limit as people write it: 2 工作日."""
    return say(_LIMITS[one.unit]).format(one.amount)


def suggestion(found: Suggestion, say: Say = str) -> str:
    """Why this unit."""
    return say(_SUGGESTED[found.basis]).format(found.total, found.n)


def forecast(ahead: Ahead, found: Forecast, say: Say = str) -> str:
    """Why this chance."""
    stand = ahead.stand
    own = say("本区 {} 件中 {} 件").format(found.own, found.own_late) if found.own else say("本区无先例")
    late = say(_LATE[stand.limit]).format(say(_WORKS[stand.work]), found.seen, found.late)
    return say("{}；{}").format(late, own)


def share(value: float | None) -> str:
    """A share as a whole or tenth of a per cent; — where there is none."""
    return "—" if value is None else f"{value * 100:.1f}%"


def good_units(found: Units | None, say: Say = str, *, synthetic: bool) -> str:
    """How good suggestions were on days held out, beside the naive answer."""
    if found is None or not found.total:
        return ""
    told = say(_GOOD_SYNTHETIC if synthetic else _GOOD)
    return told.format(f"{found.total:,}", share(found.accuracy), share(found.naive_accuracy))


def good_calls(found: Forecasts, say: Say = str) -> str:
    """How good forecasts were on cases held out, beside the naive answer."""
    told = say("留出检验（{} 次）：本法{}；按类别惯例则{}")
    return told.format(f"{found.model.total:,}", _calls(found.model, say), _calls(found.naive, say))


def _calls(found: Calls, say: Say) -> str:
    return say("判对 {}、查准 {}、查全 {}").format(share(found.accuracy), share(found.precision), share(found.recall))


FILTERS: Final = {
    "all": "全部",
    "soon": "一小时内",
    "late": "已超时",
    "new": "待签收",
    "undispatched": "待派遣",
    "mine": "我经办",
    "likely": "预计超时",
}
"""The filters that everybody has, in the order of their keys 0, 1, 2 …"""
