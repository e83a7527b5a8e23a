"""Why an act is refused, in a sentence for people: one for each named reason of a fold, a form or a right. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {
    # the request
    "no_such_act": "没有这种操作",
    "no_such_subject": "找不到该对象，或不在您的管辖范围内",
    "no_right": "您没有进行此操作的权限",
    "bad_token": "表单令牌无效，请刷新后重试",
    "nothing_to_change": "没有填写任何更正内容",
    "out_of_scope": "该区域不在您的管辖范围内",
    "handling_unit": "监管分离：处置单位不能核查、结案或评价自己的案件",
    "not_your_unit": "只能代表本单位操作",
    "due_not_later": "新的时限须晚于现有时限",
    "clock_behind": "该对象的最近记录晚于当前时间一小时以上，暂不能操作",
    "bad_field": "填写内容不符合要求",
    # the fold of a case
    "incomplete": "受理信息尚未到达，暂不能操作",
    "already_accepted": "案件已受理",
    "before_accepted": "操作时间早于受理时间",
    "voided": "案件已作废",
    "self_handled": "案件已自处置",
    "already_closed": "已经结束，不能再进行此操作",
    "already_filed": "案件已立案",
    "not_filed": "案件尚未立案",
    "nothing_to_dispatch": "没有等待派遣的任务，可能已由他人派遣",
    "not_dispatched": "案件尚未派遣，或已被退回",
    "not_handled": "尚未处置，不能核查",
    "already_suspended": "案件已挂账",
    "not_suspended": "案件未挂账",
    "not_closed": "案件尚未结案",
    # the fold of a whistle
    "not_blown": "哨件尚未吹响",
    "already_blown": "哨件已存在",
    "not_summoned": "该部门不在召集之列",
    # what a desk asks of a whistle beside
    "already_signed": "该部门已签收",
    "already_contacted": "该部门已联系",
    "already_checked_in": "该部门已报到",
    "nobody_came": "尚无部门报到，不能完成处置",
    "already_handled": "已处置完成，等待核实",
    "already_verified": "已核实合格",
    "not_verified": "核实合格后才能进行此操作",
    "not_rated": "还有部门未评价，全部评价后才能销哨",
    "already_city": "已是市级，不能再提级",
    "not_higher": "只能提到更高的级别",
    # the life of an alert
    "not_raised": "告警尚未发出",
    "already_resolved": "告警已解除",
    "already_acknowledged": "已由他人签收",
    "already_highest": "已升至最高级",
    # what comes back from the streams
    "stream_unavailable": "系统暂时无法写入，请稍后重试；重复提交不会重复生效",
    "id_reused": "该操作编号已用于其他内容",
    "under_way": "已提交，正在处理",
    "done": "已完成",
}


def sentence(reason: str) -> str:
    """The sentence for a reason; one that is not known here stands for itself."""
    return SENTENCES.get(reason, f"当前状态不允许此操作（{reason}）")
