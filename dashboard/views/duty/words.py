"""The duty desk's Chinese: states, posts, reasons in a sentence."""

from __future__ import annotations

from typing import Final

from dashboard.domain.calendar import Limit
from dashboard.domain.forecast import Ahead, Forecast
from dashboard.domain.held_out import Calls, Forecasts, Units
from dashboard.domain.suggest import Suggestion

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

LIMITS: Final = {"dispatch": "派遣", "close": "结案"}

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

_UNITS: Final = {"minute": "分钟", "hour": "工作时", "urgent_hour": "紧急工作时", "day": "天", "workday": "工作日"}
_WORKS: Final = {
    "first": "尚未派遣",
    "again": "退回后尚未重派",
    "waiting": "尚未派遣",
    "dispatched": "已派遣未处置",
    "handled": "已处置未结案",
}
_PLACES: Final = {"street": "本街道", "area": "本区（本街道不足 3 件）", "category": "全市（本区不足 3 件）"}


def limit(one: Limit) -> str:
    """A limit as people write it: 2 工作日."""
    return f"{one.amount} {_UNITS[one.unit]}"


def suggestion(found: Suggestion) -> str:
    """Why this unit."""
    if found.basis == "table":
        return "责任清单规定由该单位负责"
    return f"近 30 天{_PLACES[found.basis]}同类案件 {found.total} 件，其中 {found.n} 件派往该单位"


def forecast(ahead: Ahead, found: Forecast) -> str:
    """Why this chance."""
    stand = ahead.stand
    own = f"本区 {found.own} 件中 {found.own_late} 件" if found.own else "本区无先例"
    late = f"{found.late} 件{LIMITS[stand.limit]}超时"
    return f"{_WORKS[stand.work]}、剩余时间相当的案件近期 {found.seen} 件，其中 {late}；{own}"


def share(value: float | None) -> str:
    """A share as a whole or tenth of a per cent; — where there is none."""
    return "—" if value is None else f"{value * 100:.1f}%"


def good_units(found: Units | None, *, synthetic: bool) -> str:
    """How good suggestions were on days held out, beside the naive answer."""
    if found is None or not found.total:
        return ""
    where = "，合成数据" if synthetic else ""
    right, naive = share(found.accuracy), share(found.naive_accuracy)
    return f"留出检验（最近两天 {found.total:,} 件{where}）：命中 {right}；总派最常见单位则 {naive}"


def good_calls(found: Forecasts) -> str:
    """How good forecasts were on cases held out, beside the naive answer."""
    return f"留出检验（{found.model.total:,} 次）：本法{_calls(found.model)}；按类别惯例则{_calls(found.naive)}"


def _calls(found: Calls) -> str:
    return f"判对 {share(found.accuracy)}、查准 {share(found.precision)}、查全 {share(found.recall)}"


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
